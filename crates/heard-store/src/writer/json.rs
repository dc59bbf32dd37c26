//! The JSON in an accepted answer's columns, written by hand, for every answer pays for it. It is
//! what serde would write, which reads it back.

use std::fmt::Write as _;

use heard_model::fact::{FactEvent, FactScore};
use serde_json::Value;

/// Bytes of most texts of facts, so that they are written without growing.
const USUAL: usize = 768;

/// An event as its serialised form.
pub(super) fn event_json(event: &FactEvent) -> String {
    let mut json = String::with_capacity(USUAL);
    json.push_str(r#"{"sign":"#);
    push_number(&mut json, event.sign);
    json.push_str(r#","seq":"#);
    push_number(&mut json, event.seq);
    let mut id = uuid::Uuid::encode_buffer();
    json.push_str(r#","survey":""#);
    json.push_str(event.survey.0.hyphenated().encode_lower(&mut id));
    json.push_str(r#"","unit":""#);
    json.push_str(event.unit.0.hyphenated().encode_lower(&mut id));
    json.push_str(r#"","instant_ms":"#);
    push_number(&mut json, event.instant_ms);
    json.push_str(r#","day":"#);
    push_number(&mut json, event.day);
    json.push_str(r#","zone":"#);
    push_text(&mut json, &event.zone);
    json.push_str(r#","contact":"#);
    push_number(&mut json, event.contact);
    if let Some(weight) = event.weight {
        json.push_str(r#","weight":"#);
        push_number(&mut json, weight);
    }
    let labels = [
        (r#","touchpoint":"#, &event.touchpoint),
        (r#","channel":"#, &event.channel),
        (r#","language":"#, &event.language),
        (r#","country":"#, &event.country),
        (r#","team":"#, &event.team),
        (r#","agent":"#, &event.agent),
        (r#","product":"#, &event.product),
    ];
    for (name, label) in labels {
        if let Some(label) = label {
            json.push_str(name);
            push_text(&mut json, label);
        }
    }
    if !event.attributes.is_empty() {
        json.push_str(r#","attributes":"#);
        push_object(&mut json, &event.attributes, |json, value| push_text(json, value));
    }
    json.push_str(r#","scores":["#);
    for (number, score) in event.scores.iter().enumerate() {
        if number > 0 {
            json.push(',');
        }
        push_score(&mut json, score);
    }
    json.push_str("]}");
    json
}

fn push_score(json: &mut String, score: &FactScore) {
    json.push('{');
    if !score.question.is_empty() {
        json.push_str(r#""q":"#);
        push_text(json, &score.question);
        json.push(',');
    }
    json.push_str(r#""k":""#);
    json.push_str(score.kind.name());
    json.push_str(r#"","r":{"min":"#);
    push_number(json, score.scale.min);
    json.push_str(r#","max":"#);
    push_number(json, score.scale.max);
    json.push_str(r#"},"s":"#);
    push_number(json, score.score);
    if let Some(choice) = &score.choice {
        json.push_str(r#","c":"#);
        push_text(json, choice);
    }
    json.push('}');
}

/// Answers, or anything else by name, as an object.
pub(super) fn push_object<'a, K: AsRef<str> + 'a, V: 'a>(
    json: &mut String,
    members: impl IntoIterator<Item = (&'a K, &'a V)>,
    push: impl Fn(&mut String, &V),
) {
    json.push('{');
    for (number, (name, value)) in members.into_iter().enumerate() {
        if number > 0 {
            json.push(',');
        }
        push_text(json, name.as_ref());
        json.push(':');
        push(json, value);
    }
    json.push('}');
}

/// Any value.
pub(super) fn push_value(json: &mut String, value: &Value) {
    match (value, value.as_u64()) {
        (Value::Number(_), Some(number)) => push_number(json, number),
        (Value::String(text), _) => push_text(json, text),
        _ => push_displayed(json, value),
    }
}

/// A text in quotation marks.
pub(super) fn push_text(json: &mut String, text: &str) {
    // Without a way out in the middle, many bytes are looked at in one step.
    let plain =
        text.bytes().fold(true, |plain, byte| plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\'));
    if plain {
        json.push('"');
        json.push_str(text);
        json.push('"');
    } else {
        push_displayed(json, &Value::from(text));
    }
}

fn push_displayed(json: &mut String, value: &Value) {
    // Writing to a String cannot fail.
    let _ = write!(json, "{value}");
}

fn push_number(json: &mut String, number: impl itoa::Integer) {
    json.push_str(itoa::Buffer::new().format(number));
}

#[cfg(test)]
mod tests {
    use heard_model::fact::FactKind;
    use heard_model::survey::Scale;
    use heard_model::{SurveyId, UnitId};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn label() -> impl Strategy<Value = Option<String>> {
        proptest::option::of(any::<String>())
    }

    prop_compose! {
        fn score()(
            question in any::<String>(), kind in 0..FactKind::ALL.len(), min: u8, max: u8, score: u8,
            choice in label(),
        ) -> FactScore {
            FactScore { question, kind: FactKind::ALL[kind], scale: Scale { min, max }, score, choice }
        }
    }

    prop_compose! {
        fn event()(
            (sign, seq, instant_ms, day, contact) in any::<(i8, i64, i64, i32, u32)>(),
            (survey, unit) in any::<(u128, u128)>(),
            weight in proptest::option::of(any::<u32>()),
            zone: String,
            labels in proptest::array::uniform7(label()),
            attributes in proptest::collection::btree_map(any::<String>(), any::<String>(), 0..4),
            scores in proptest::collection::vec(score(), 0..5),
        ) -> FactEvent {
            let [touchpoint, channel, language, country, team, agent, product] = labels;
            FactEvent {
                sign, seq, survey: SurveyId(Uuid::from_u128(survey)), unit: UnitId(Uuid::from_u128(unit)),
                instant_ms, day, zone, contact, weight, touchpoint, channel, language, country, team, agent,
                product, attributes, scores,
            }
        }
    }

    proptest! {
        #[test]
        fn an_event_is_written_as_serde_writes_it(event in event()) {
            prop_assert_eq!(event_json(&event), serde_json::to_string(&event).unwrap());
        }

        #[test]
        fn so_is_a_value(text: String, number: i64, fraction in -1.0e9..1.0e9f64, nothing: bool) {
            let value = serde_json::json!({ "a": [text.clone(), number, fraction, nothing, null] });
            for value in [text.into(), number.into(), fraction.into(), value] {
                let mut json = String::new();
                push_value(&mut json, &value);
                prop_assert_eq!(json, serde_json::to_string(&value).unwrap());
            }
        }
    }

    #[test]
    fn an_object_is_written_as_serde_writes_it() {
        let members = std::collections::BTreeMap::from([("a\"", "1"), ("b", "\u{1}\n"), ("c", "é\u{7f}")]);
        let mut json = String::new();
        push_object(&mut json, &members, |json, text| push_text(json, text));
        assert_eq!(json, serde_json::to_string(&members).unwrap());
    }
}

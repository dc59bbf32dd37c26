//! A hash of what a sender said, for idempotency: the same key with the same body gives the
//! first answer again, with another body it is a conflict.
//!
//! The hash is of the meaning, not of the bytes: order of members and blanks do not matter, nor
//! whether a whole number is written `7` or `7.0`. Every part is preceded by its type and its
//! length, so no two bodies run into one.

use blake3::Hasher;
use heard_model::response::RawResponse;
use serde_json::Value;

/// The hash of a response as it was sent.
pub fn body_hash(raw: &RawResponse) -> [u8; 32] {
    let mut hasher = Hasher::new();
    hasher.update(b"heard response 1");
    hasher.update(&(raw.answers.len() as u64).to_le_bytes());
    for (key, value) in &raw.answers {
        add_text(&mut hasher, key);
        add_value(&mut hasher, value);
    }
    let answered_at = raw.answered_at.map(|instant| instant.to_string());
    let weight = raw.weight.map(|weight| weight.to_bits().to_string());
    let contact = raw.contact.as_ref();
    let texts = [
        &raw.language,
        &answered_at,
        &raw.external_id,
        &contact.and_then(|contact| contact.external_id.clone()),
        &contact.and_then(|contact| contact.email.clone()),
        &contact.and_then(|contact| contact.name.clone()),
        &weight,
        &raw.unit,
        &raw.touchpoint,
        &raw.channel,
        &raw.country,
        &raw.team,
        &raw.agent,
        &raw.product,
    ];
    hasher.update(&[contact.is_some().into()]);
    for text in texts {
        hasher.update(&[text.is_some().into()]);
        add_text(&mut hasher, text.as_deref().unwrap_or_default());
    }
    for (name, value) in &raw.attributes {
        add_text(&mut hasher, name);
        add_text(&mut hasher, value);
    }
    *hasher.finalize().as_bytes()
}

fn add_text(hasher: &mut Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}

fn add_value(hasher: &mut Hasher, value: &Value) {
    match value {
        Value::Null => {
            hasher.update(b"n");
        }
        Value::Bool(truth) => {
            hasher.update(if *truth { b"t" } else { b"f" });
        }
        Value::Number(number) => {
            hasher.update(b"#");
            add_text(hasher, &canonical_number(number));
        }
        Value::String(text) => {
            hasher.update(b"s");
            add_text(hasher, text);
        }
        Value::Array(items) => {
            hasher.update(b"a");
            hasher.update(&(items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| add_value(hasher, item));
        }
        Value::Object(members) => {
            hasher.update(b"o");
            hasher.update(&(members.len() as u64).to_le_bytes());
            let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            for (key, member) in sorted {
                add_text(hasher, key);
                add_value(hasher, member);
            }
        }
    }
}

/// A number in one spelling: whole ones without a fraction.
fn canonical_number(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => (value as i64).to_string(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(json: &str) -> [u8; 32] {
        body_hash(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn the_meaning_counts_not_the_spelling() {
        let first = hash(r#"{"answers":{"a":7,"m":{"x":1,"y":2}},"language":"en"}"#);
        assert_eq!(first, hash(r#"{ "language":"en", "answers":{"m":{"y":2,"x":1.0},"a":7e0}}"#));
        for other in [
            r#"{"answers":{"a":8,"m":{"x":1,"y":2}},"language":"en"}"#,
            r#"{"answers":{"a":"7","m":{"x":1,"y":2}},"language":"en"}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2}}}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2},"language":"en"}}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2}},"unit":"en"}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2}},"language":"en","contact":{}}"#,
        ] {
            assert_ne!(first, hash(other), "{other}");
        }
    }
}

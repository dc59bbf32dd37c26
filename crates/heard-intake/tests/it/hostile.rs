//! Whatever bytes come, something sensible is said and nothing breaks.

use heard_intake::Sender::{Public, Trusted};
use heard_intake::import::Mapping;
use heard_intake::json_body::{parse_batch_line, parse_response};
use heard_intake::{validate_definition, validate_response};
use heard_model::survey::SurveyDefinition;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{definition, file, rows, version, with_context};

fn hostile_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\u{0}-\u{1f}\u{202a}-\u{202e}\u{2066}-\u{2069}a/~]{0,30}",
        Just("x".repeat(20_001)),
        Just("\u{2067}".repeat(9_000)),
        Just("e\u{301}".repeat(3_000)),
    ]
}

fn hostile_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(|number| json!(number)),
        (0u8..=11).prop_map(Into::into),
        hostile_text().prop_map(Into::into),
        Just(json!({ "not_applicable": true })),
        Just(json!("web")),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::hash_map(
                prop_oneof![Just("fast".to_owned()), Just("not_applicable".to_owned()), hostile_text()],
                inner,
                0..4
            )
            .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    let known = ["visit", "recommend", "ten", "ease", "stars", "reason", "used", "items", "why"];
    prop_oneof![9 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => hostile_text()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_as_a_body(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse_response(&body);
        let _ = parse_batch_line(&body);
    }

    #[test]
    fn any_answers(answers in prop::collection::btree_map(key(), hostile_value(), 0..6), public in any::<bool>()) {
        let body = serde_json::to_vec(&json!({ "answers": answers })).unwrap();
        let raw = parse_response(&body).unwrap();
        let sender = if public { Public } else { Trusted };
        let version = version();
        match with_context(sender, |context| validate_response(&version, raw, context)) {
            Err(problems) => prop_assert!(!problems.is_empty()),
            Ok(response) => {
                for row in response.clone().into_fact_event(1, 0).0.scores {
                    prop_assert!(row.score >= 254 || (row.scale.min..=row.scale.max).contains(&row.score));
                }
                // What was kept is kept again, unchanged.
                let raw = heard_model::response::RawResponse { answers: response.answers().clone(), ..Default::default() };
                let again = with_context(sender, |context| validate_response(&version, raw, context)).unwrap();
                prop_assert_eq!(again.answers(), response.answers());
                prop_assert_eq!(again.scores(), response.scores());
            }
        }
    }

    #[test]
    fn any_definition(text in hostile_text(), key in hostile_text(), points in any::<u8>(), at in 0usize..9, index in prop::collection::vec(key(), 0..5)) {
        let mut value = serde_json::to_value(definition()).unwrap();
        value["questions"][at]["text"]["en"] = json!(text);
        value["questions"][at]["key"] = json!(key);
        value["questions"][at]["points"] = json!(points);
        value["languages"][0] = json!(key);
        value["index"] = json!(index);
        let definition: SurveyDefinition = serde_json::from_value(value).unwrap();
        if let Err(problems) = validate_definition(&definition) {
            prop_assert!(!problems.is_empty());
        }
    }

    #[test]
    fn any_text_as_a_mapping(toml in "[a-z\\[\\]={}\"., \n0-9]{0,200}") {
        let _ = Mapping::parse(&toml);
    }
}

const MAPPING: &str = r#"
[time]
columns = ["d", "t"]
format = "%Y-%m-%d %H:%M"
[questions]
recommend = "nps"
items = { rows = { fast = "f", kind = "k" } }
used = { column = "u", split = "," }
why = "w"
[fields]
weight = "x"
unit = "unit"
[attributes]
age = { column = "age", values = { "1..9" = "child" }, other = "grown" }
"#;

const ROWS: &str = "nps;f;k;u;w;d;t;x;unit;age\n9;1;2;web,shop;\"so; \"\"good\"\"\nyes\";2024-05-31;12:30;0.5;shop-2;3\n0;;;;;2024-01-01;00:00;;;77\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_file(cut in 0usize..190, changes in prop::collection::vec((0usize..190, any::<u8>()), 0..6), wide in any::<bool>()) {
        let mut bytes = if wide { ROWS.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { ROWS.as_bytes().to_vec() };
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - cut % 40);
        let (_folder, path) = file(&bytes);
        let mapping = Mapping::parse(MAPPING).unwrap();
        if let Ok(rows) = rows(&path, &mapping, &version()) {
            for row in rows {
                if let Err(problems) = row.outcome {
                    prop_assert!(!problems.is_empty());
                }
            }
        }
    }

    #[test]
    fn any_bytes_as_a_file(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let (_folder, path) = file(&bytes);
        let _ = rows(&path, &Mapping::parse(MAPPING).unwrap(), &version());
        let headed = [b"nps;f;k;u;w;d;t;x;unit;age\n".as_slice(), &bytes].concat();
        let (_folder, path) = file(&headed);
        let _ = rows(&path, &Mapping::parse(MAPPING).unwrap(), &version());
    }
}

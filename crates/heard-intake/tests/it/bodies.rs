//! JSON bodies and lines of a batch.

use heard_intake::body_hash;
use heard_intake::json_body::{parse_batch_line, parse_response};
use heard_model::response::{RawContact, RawResponse};
use proptest::prelude::*;

use crate::support::lines;

fn codes(body: &str) -> Vec<String> {
    let problems = parse_response(body.as_bytes()).err().unwrap_or_default();
    problems.iter().map(|problem| format!("{} {}", problem.path, problem.fault.code())).collect()
}

#[test]
fn one_fault_at_a_time() {
    let nested = format!(r#"{{"answers":{{"a":{}1{}}}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    for (body, expected) in [
        ("", " malformed"),
        ("[]", " malformed"),
        ("null", " malformed"),
        ("{", " malformed"),
        (r#"{"answers":{"a":NaN}}"#, " malformed"),
        (r#"{"answers":{"a":1e999}}"#, " malformed"),
        (r#"{"answers":{"a":"\ud800"}}"#, " malformed"),
        (r#"{"answers":{}} x"#, " malformed"),
        (&nested, " malformed"),
        ("{}", "/answers wrong_type"),
        (r#"{"answers":[]}"#, "/answers wrong_type"),
        (r#"{"answers":{},"score":1}"#, "/score unknown_field"),
        (r#"{"answers":{},"language":5}"#, "/language wrong_type"),
        (r#"{"answers":{},"weight":"1"}"#, "/weight wrong_type"),
        (r#"{"answers":{},"answered_at":"yesterday"}"#, "/answered_at bad_instant"),
        (r#"{"answers":{},"answered_at":"2026-01-01T00:00:00"}"#, "/answered_at bad_instant"),
        (r#"{"answers":{},"attributes":{"a":1}}"#, "/attributes/a wrong_type"),
        (r#"{"answers":{},"attributes":["a"]}"#, "/attributes wrong_type"),
        (r#"{"answers":{},"contact":"ann"}"#, "/contact wrong_type"),
        (r#"{"answers":{},"contact":{"phone":"1"}}"#, "/contact/phone unknown_field"),
    ] {
        assert_eq!(codes(body), [expected], "{}", &body[..body.len().min(60)]);
    }
    assert_eq!(codes("\u{feff}{\"answers\":{},\"unit\":null}\r"), Vec::<String>::new());
}

#[test]
fn lines_of_a_batch_name_their_survey() {
    let line = br#"{"survey":"00000000-0000-0000-0000-000000000007","answers":{"recommend":9}}"#;
    let parsed = parse_batch_line(line).unwrap();
    assert_eq!(parsed.survey.to_string(), "00000000-0000-0000-0000-000000000007");
    let bad = br#"{"survey":7,"answers":[],"wait":1}"#;
    insta::assert_snapshot!(lines(&parse_batch_line(bad).unwrap_err()));
    assert!(parse_batch_line(br#"{"answers":{}}"#).unwrap_err()[0].to_string().contains("nothing"));
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::hash_map("[a-z]{1,3}", inner, 0..4)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn response() -> impl Strategy<Value = RawResponse> {
    let text = || prop::option::of("\\PC{0,12}");
    let contact = (text(), text(), text()).prop_map(|(external_id, email, name)| RawContact {
        external_id,
        email,
        name,
    });
    (
        prop::collection::btree_map("[a-z_]{1,8}", value(), 0..6),
        (text(), text(), text(), text(), text(), text()),
        // Eighths, because the parser of JSON may miss a long fraction by its last bit.
        prop::option::of((1u32..8_000).prop_map(|eighths| f64::from(eighths) / 8.0)),
        prop::option::of(0i64..4_000_000_000),
        prop::option::of(contact),
        prop::collection::btree_map("[a-z]{1,5}", "\\PC{0,8}", 0..4),
    )
        .prop_map(|(answers, texts, weight, seconds, contact, attributes)| RawResponse {
            answers,
            language: texts.0,
            external_id: texts.1,
            unit: texts.2,
            touchpoint: texts.3,
            team: texts.4,
            product: texts.5,
            weight,
            answered_at: seconds.map(|seconds| jiff::Timestamp::from_second(seconds).unwrap()),
            contact,
            attributes,
            ..RawResponse::default()
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(response in response()) {
        let body = serde_json::to_vec(&response).unwrap();
        let read = parse_response(&body).unwrap();
        prop_assert_eq!(body_hash(&read), body_hash(&response));
        prop_assert_eq!(read, response);
    }

    #[test]
    fn another_weight_or_answer_has_another_hash(response in response(), other in 0u8..=10) {
        let mut changed = response.clone();
        changed.answers.insert("zz_new".to_owned(), other.into());
        prop_assert_ne!(body_hash(&changed), body_hash(&response));
    }
}

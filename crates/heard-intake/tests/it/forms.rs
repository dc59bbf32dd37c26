//! Posts of the respondent page.

use heard_intake::Sender::Public;
use heard_intake::form::parse_pairs;
use heard_intake::{AnswerProblem, ValidatedResponse, validate_response};
use serde_json::json;

use crate::support::{codes, version, with_context};

fn post(pairs: &[(&str, &str)]) -> Result<ValidatedResponse, Vec<AnswerProblem>> {
    let version = version();
    let raw = parse_pairs(&version, pairs.iter().copied());
    with_context(Public, |context| validate_response(&version, raw, context))
}

#[test]
fn a_posted_page_is_a_response() {
    let response = post(&[
        ("token", "abc"),
        ("utm_source", "mail"),
        ("language", "pt-BR"),
        ("q.recommend", "9"),
        ("q.visit", ""),
        ("q.reason", ""),
        ("q.used", "web"),
        ("q.used", "phone"),
        ("q.items.fast", "4"),
        ("q.items.kind", ""),
        ("q.why", "sehr\r\ngut"),
    ])
    .unwrap();
    let expected =
        json!({ "recommend": 9, "used": ["web", "phone"], "items": { "fast": 4 }, "why": "sehr\ngut" });
    assert_eq!(json!(response.answers()), expected);
    assert_eq!(response.language(), Some("pt-BR"));
}

#[test]
fn what_is_wrong_with_a_post_is_named() {
    for (field, value, expected) in [
        ("q.recommend", "11", "/answers/recommend out_of_range"),
        ("q.recommend", "many", "/answers/recommend not_a_score"),
        ("q.recommend", "6.5", "/answers/recommend not_a_score"),
        ("q.recommend", "", "/answers/recommend required"),
        ("q.reason", "weather", "/answers/reason unknown_choice"),
        ("q.items.slow", "1", "/answers/items/slow unknown_row"),
        ("q.items", "1", "/answers/items not_a_score"),
        ("q.visit.extra", "1", "/answers/visit.extra unknown_question"),
        ("q.", "1", "/answers/ unknown_question"),
        ("q.used", "fax", "/answers/used/0 unknown_choice"),
    ] {
        let pairs = [("q.recommend", "9"), (field, value)];
        let found = codes(post(&pairs));
        let expected = expected.replace("/answers/items not_a_score", "/answers/items not_a_matrix");
        assert_eq!(found, [expected], "{field}={value}");
    }
}

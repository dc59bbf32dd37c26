//! Answers: what is kept, what it scores, what is refused.

use heard_intake::Sender::{Public, Trusted};
use heard_model::fact::{FactKind, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::survey::Scale;
use serde_json::{Value, json};

use crate::support::{SHOP, codes, lines, validate};

/// A body with these answers and the required one.
fn with(answers: Value) -> Value {
    let mut body = json!({ "answers": { "recommend": 9 } });
    for (key, value) in answers.as_object().unwrap() {
        body["answers"][key] = value.clone();
    }
    body
}

#[test]
fn answers_are_kept_in_one_form() {
    let body = with(json!({
        "visit": 4.0, "ten": 1, "ease": 7e0, "stars": null, "reason": "staff", "used": ["phone", "web"],
        "items": { "kind": 5, "fast": null }, "why": "  e\u{301}rte\u{7}m\r\n",
    }));
    let response = validate(Public, &body).unwrap();
    let kept = json!(response.answers());
    let expected = json!({
        "visit": 4, "recommend": 9, "ten": 1, "ease": 7, "reason": "staff", "used": ["web", "phone"],
        "items": { "kind": 5 }, "why": "értem",
    });
    assert_eq!(kept, expected);
    assert!(response.has_words());
    assert_eq!(response.words().collect::<Vec<_>>(), [("why", "értem")]);
    let again = validate(Public, &json!({ "answers": kept })).unwrap();
    assert_eq!(again.answers(), response.answers());
    assert_eq!(again.scores(), response.scores());
}

#[test]
fn one_fault_at_a_time() {
    for (answers, expected) in [
        (json!({ "visit": 6.5 }), "/answers/visit fraction"),
        (json!({ "visit": 4.5 }), "/answers/visit fraction"),
        (json!({ "visit": 0 }), "/answers/visit out_of_range"),
        (json!({ "visit": -1 }), "/answers/visit out_of_range"),
        (json!({ "visit": 1e300 }), "/answers/visit out_of_range"),
        (json!({ "visit": u64::MAX }), "/answers/visit out_of_range"),
        (json!({ "visit": "4" }), "/answers/visit not_a_score"),
        (json!({ "visit": true }), "/answers/visit not_a_score"),
        (json!({ "visit": [4] }), "/answers/visit not_a_score"),
        (json!({ "recommend": 11 }), "/answers/recommend out_of_range"),
        (json!({ "recommend": null }), "/answers/recommend required"),
        (json!({ "ten": 0 }), "/answers/ten out_of_range"),
        (json!({ "ease": 8 }), "/answers/ease out_of_range"),
        (json!({ "reason": "weather" }), "/answers/reason unknown_choice"),
        (json!({ "reason": 1 }), "/answers/reason not_a_choice"),
        (json!({ "reason": ["price"] }), "/answers/reason not_a_choice"),
        (json!({ "used": "web" }), "/answers/used not_a_list"),
        (json!({ "used": ["web", "web"] }), "/answers/used/1 repeated_choice"),
        (json!({ "used": ["web", "fax"] }), "/answers/used/1 unknown_choice"),
        (json!({ "used": [null] }), "/answers/used/0 not_a_choice"),
        (json!({ "items": [1, 2] }), "/answers/items not_a_matrix"),
        (json!({ "items": { "slow": 1 } }), "/answers/items/slow unknown_row"),
        (json!({ "items": { "fast": 6 } }), "/answers/items/fast out_of_range"),
        (json!({ "why": 5 }), "/answers/why not_words"),
        (json!({ "why": "a\u{0}" }), "/answers/why nul_character"),
        (json!({ "why": "x".repeat(10_001) }), "/answers/why too_long"),
        (json!({ "whyy": "x" }), "/answers/whyy unknown_question"),
        (json!({ "a/b~": 1 }), "/answers/a~1b~0 unknown_question"),
        (json!({ "visit": { "not_applicable": true } }), "/answers/visit not_applicable_needs_key"),
        (
            json!({ "items": { "fast": { "not_applicable": true } } }),
            "/answers/items/fast not_applicable_needs_key",
        ),
    ] {
        assert_eq!(codes(validate(Public, &with(answers.clone()))), [expected], "{answers}");
    }
}

#[test]
fn nothing_answered() {
    let without_requirement = |sender| {
        let mut definition = crate::support::definition();
        definition.questions[1].required = false;
        let version = crate::support::version_of(definition);
        crate::support::with_context(sender, |context| {
            heard_intake::validate_response(&version, Default::default(), context)
        })
    };
    assert_eq!(codes(without_requirement(Public)), ["/answers nothing_answered"]);
    let response = without_requirement(Trusted).unwrap();
    assert!(response.answers().is_empty() && response.headline().is_none() && !response.has_words());
}

#[test]
fn a_required_matrix_wants_every_row() {
    let mut definition = crate::support::definition();
    definition.questions[7].required = true;
    let version = crate::support::version_of(definition);
    let judge = |answers: Value| {
        let raw = serde_json::from_value(with(answers)).unwrap();
        crate::support::with_context(Public, |context| {
            heard_intake::validate_response(&version, raw, context)
        })
    };
    assert_eq!(codes(judge(json!({ "items": { "fast": 1 } }))), ["/answers/items/kind required"]);
    assert_eq!(codes(judge(json!({}))), ["/answers/items/fast required", "/answers/items/kind required"]);
    judge(json!({ "items": { "fast": 1, "kind": 2 } })).unwrap();
}

#[test]
fn all_problems_are_told_at_once() {
    let body = json!({
        "answers": {
            "visit": 6.5, "ten": "9", "reason": "\u{202e}evil", "used": ["web", "web", "fax", 4],
            "items": { "fast": 9, "slow": 1 }, "why": ["x"], "colour": "red",
        },
        "language": "klingon!", "answered_at": "2030-01-01T00:00:00Z", "weight": -1.0, "unit": "shop-9",
        "country": "UK", "attributes": { "Age": "x", "age": "a\nb" }, "contact": { "email": "nobody" },
        "external_id": " ",
    });
    insta::assert_snapshot!(lines(&validate(Trusted, &body).unwrap_err()));
    let json = serde_json::to_value(&validate(Trusted, &body).unwrap_err()[0]).unwrap();
    assert_eq!(json["path"], "/answers/colour");
    assert_eq!(json["code"], "unknown_question");
    assert!(json["message"].as_str().unwrap().contains("`recommend`"));
}

#[test]
fn facts_of_a_full_answer() {
    let body = json!({
        "answers": {
            "visit": 4, "recommend": 0, "reason": "price", "used": ["shop"],
            "stars": 5, "items": { "fast": 1, "kind": 2 }, "why": "secret words",
        },
        "weight": 0.5, "unit": "shop-2", "answered_at": "2026-03-01T23:30:00Z", "language": "PT_br",
        "country": "fi", "team": "blue", "agent": "a-7", "product": "tram", "attributes": { "age": "30-39", "empty": " " },
        "contact": { "email": "Ann@Example.org" }, "external_id": "r-1",
    });
    let response = validate(Trusted, &body).unwrap();
    let (event, _) = response.clone().into_fact_event(41, 6);
    insta::assert_json_snapshot!(event);
    assert_eq!((event.unit, event.seq, event.contact, event.weight), (SHOP, 41, 6, Some(500_000)));
    assert_eq!(response.day().to_string(), "2026-03-02");
    assert!(!serde_json::to_string(&event).unwrap().contains("secret"));
    assert_eq!(response.contact().unwrap().email.as_deref(), Some("ann@example.org"));
}

#[test]
fn skipped_and_not_applicable_rows() {
    let body = with(
        json!({ "visit": { "not_applicable": true }, "items": { "fast": { "not_applicable": true }, "kind": 3 } }),
    );
    let response = validate(Trusted, &body).unwrap();
    let rows: Vec<(&str, FactKind, u8)> =
        response.scores().iter().map(|row| (row.question.as_str(), row.kind, row.score)).collect();
    assert_eq!(
        rows,
        [
            ("visit", FactKind::Csat, SCORE_NOT_APPLICABLE),
            ("recommend", FactKind::Nps, 9),
            ("ten", FactKind::Nps1To10, SCORE_SKIPPED),
            ("ease", FactKind::Ces, SCORE_SKIPPED),
            ("stars", FactKind::Rating, SCORE_SKIPPED),
            ("items.fast", FactKind::Likert, SCORE_NOT_APPLICABLE),
            ("items.kind", FactKind::Likert, 3),
        ]
    );
    let whole = validate(Trusted, &with(json!({ "items": { "not_applicable": true } }))).unwrap();
    assert_eq!(whole.scores().iter().filter(|row| row.score == SCORE_NOT_APPLICABLE).count(), 2);
}

#[test]
fn the_index_is_the_sum_of_complete_answers() {
    let complete = json!({ "visit": 4, "stars": 5, "items": { "fast": 1, "kind": 2 } });
    let response = validate(Public, &with(complete.clone())).unwrap();
    let index = response.scores().iter().find(|row| row.kind == FactKind::Index).unwrap();
    assert_eq!((index.score, index.scale, index.question.as_str()), (12, Scale { min: 4, max: 20 }, ""));
    for gap in ["visit", "stars", "items"] {
        let mut incomplete = complete.clone();
        incomplete[gap] = Value::Null;
        let response = validate(Public, &with(incomplete)).unwrap();
        assert!(response.scores().iter().all(|row| row.kind != FactKind::Index), "{gap}");
    }
}

#[test]
fn the_headline_prefers_recommendation() {
    let headline = |answers: Value| {
        let response = validate(Trusted, &json!({ "answers": answers })).unwrap();
        response.headline().map(|headline| (headline.question.clone(), headline.score))
    };
    assert_eq!(headline(json!({ "visit": 2, "recommend": 7 })), Some(("recommend".to_owned(), 7)));
    let na = json!({ "not_applicable": true });
    assert_eq!(headline(json!({ "visit": 2, "recommend": na, "ten": 3 })), Some(("ten".to_owned(), 3)));
    assert_eq!(headline(json!({ "visit": 2, "recommend": na })), Some(("visit".to_owned(), 2)));
    assert_eq!(
        headline(json!({ "items": { "kind": 4 }, "recommend": na })),
        Some(("items.kind".to_owned(), 4))
    );
    assert_eq!(headline(json!({ "recommend": na })), None);
}

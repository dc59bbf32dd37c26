//! What stands around the answers: who may say it, and what it is resolved to.

use heard_intake::Sender::{Public, Trusted};
use heard_intake::{Context, validate_response};
use heard_model::Zones;
use heard_model::survey::SurveyContext;
use heard_model::unit::UnitTree;
use serde_json::{Value, json};

use crate::support::{ROOT, SHOP, codes, now, units, validate, version, with_context};

fn with(fields: Value) -> Value {
    let mut body = json!({ "answers": { "recommend": 9 } });
    for (key, value) in fields.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

#[test]
fn a_public_sender_says_answers_and_language_only() {
    for (field, value) in [
        ("answered_at", json!("2026-11-22T00:00:00Z")),
        ("external_id", json!("x")),
        ("contact", json!({ "email": "a@b.cd" })),
        ("weight", json!(1.0)),
        ("unit", json!("shop-2")),
        ("touchpoint", json!("x")),
        ("channel", json!("x")),
        ("country", json!("FI")),
        ("team", json!("x")),
        ("agent", json!("x")),
        ("product", json!("x")),
        ("attributes", json!({ "a": "b" })),
    ] {
        let body = with(json!({ field: value }));
        assert_eq!(codes(validate(Public, &body)), [format!("/{field} field_needs_key")]);
        validate(Trusted, &body).unwrap();
    }
    let response = validate(Public, &with(json!({ "language": "en-GB" }))).unwrap();
    assert_eq!(response.language(), Some("en"));
    assert_eq!((response.touchpoint(), response.channel()), (Some("checkout"), Some("link")));
    assert_eq!((response.unit(), response.answered_at()), (ROOT, now()));
}

#[test]
fn languages() {
    for (sender, given, kept) in [
        (Public, "pt_br", Some("pt-BR")),
        (Public, "pt", Some("pt-BR")),
        (Public, "EN", Some("en")),
        (Public, "", None),
        (Trusted, "ja", Some("ja")),
        (Trusted, "zh-hans", Some("zh-Hans")),
    ] {
        let response = validate(sender, &with(json!({ "language": given }))).unwrap();
        assert_eq!(response.language(), kept, "{given}");
    }
    assert_eq!(codes(validate(Public, &with(json!({ "language": "ja" })))), ["/language foreign_language"]);
    assert_eq!(
        codes(validate(Public, &with(json!({ "language": "en us" })))),
        ["/language malformed_language"]
    );
}

#[test]
fn times_lie_between_1990_and_five_minutes_ahead() {
    for (given, expected) in [
        ("1990-01-01T00:00:00Z", None),
        ("1989-12-31T23:59:59Z", Some("/answered_at long_ago")),
        ("2026-11-22T22:35:00Z", None),
        ("2026-11-22T22:35:01Z", Some("/answered_at in_the_future")),
        ("9998-12-30T00:00:00Z", Some("/answered_at in_the_future")),
        ("-000999-01-02T00:00:00Z", Some("/answered_at long_ago")),
    ] {
        let found = codes(validate(Trusted, &with(json!({ "answered_at": given }))));
        assert_eq!(found.first().map(String::as_str), expected, "{given}");
    }
}

#[test]
fn the_civil_day_is_that_of_the_workspace() {
    let response = validate(Public, &with(json!({}))).unwrap();
    assert_eq!((response.zone(), response.day().to_string().as_str()), ("Europe/Helsinki", "2026-11-23"));
    for (zone, instant, day, number) in [
        ("UTC", "1970-01-01T00:00:00Z", "1970-01-01", 0),
        ("America/Los_Angeles", "2017-05-16T06:59:59Z", "2017-05-15", 17301),
        ("Asia/Tehran", "2026-03-20T20:30:00Z", "2026-03-21", 20533),
        ("Pacific/Kiritimati", "2026-11-22T22:30:00Z", "2026-11-23", 20780),
    ] {
        let now = instant.parse().unwrap();
        let raw = serde_json::from_value(with(json!({}))).unwrap();
        let survey = SurveyContext::default();
        let context = Context {
            now,
            zones: Zones::always(zone),
            units: &units(),
            survey: &survey,
            sender: Trusted,
            channel: "",
        };
        let response = validate_response(&version(), raw, &context).unwrap();
        assert_eq!((response.day().to_string().as_str(), response.day_number()), (day, number));
        assert_eq!((response.channel(), response.touchpoint()), (None, None));
    }
}

#[test]
fn an_unknown_zone_and_a_workspace_without_units_are_told() {
    let raw = serde_json::from_value(with(json!({}))).unwrap();
    let survey = SurveyContext::default();
    let nothing = UnitTree::default();
    let context = Context {
        now: now(),
        zones: Zones::always("Mars/Base"),
        units: &nothing,
        survey: &survey,
        sender: Public,
        channel: "",
    };
    assert_eq!(codes(validate_response(&version(), raw, &context)), [" unknown_zone", "/unit no_unit"]);
}

#[test]
fn units_by_code_by_identifier_and_by_the_survey() {
    for given in ["shop-2".to_owned(), SHOP.to_string()] {
        assert_eq!(validate(Trusted, &with(json!({ "unit": given }))).unwrap().unit(), SHOP);
    }
    assert_eq!(codes(validate(Trusted, &with(json!({ "unit": "shop-3" })))), ["/unit unknown_unit"]);
    let raw = serde_json::from_value(with(json!({}))).unwrap();
    let survey = SurveyContext { unit: Some(SHOP), touchpoint: None };
    let found = with_context(Public, |context| {
        validate_response(&version(), raw, &Context { survey: &survey, ..*context })
    });
    assert_eq!(found.unwrap().unit(), SHOP);
}

#[test]
fn weights_are_kept_to_millionths() {
    for (given, kept) in
        [(1.0, 1_000_000), (0.000_001, 1), (0.284_717_714_3, 284_718), (1000.0, 1_000_000_000)]
    {
        let response = validate(Trusted, &with(json!({ "weight": given }))).unwrap();
        assert_eq!(response.weight_millionths(), Some(kept));
    }
    for bad in [0.0, -1.0, 1000.1, 0.000_000_1, 1e300] {
        assert_eq!(
            codes(validate(Trusted, &with(json!({ "weight": bad })))),
            ["/weight bad_weight"],
            "{bad}"
        );
    }
    assert_eq!(validate(Trusted, &with(json!({}))).unwrap().weight_millionths(), None);
}

#[test]
fn labels_and_attributes() {
    let many: serde_json::Map<String, Value> = (0..17).map(|at| (format!("a{at}"), json!("x"))).collect();
    for (fields, expected) in [
        (json!({ "team": "a\nb" }), "/team control_character"),
        (json!({ "agent": "\u{202e}a" }), "/agent control_character"),
        (json!({ "product": "x".repeat(201) }), "/product too_long"),
        (json!({ "touchpoint": "a\u{0}" }), "/touchpoint nul_character"),
        (json!({ "country": "Finland" }), "/country unknown_country"),
        (json!({ "attributes": { "1a": "x" } }), "/attributes/1a bad_attribute_name"),
        (json!({ "attributes": { "a": "x".repeat(201) } }), "/attributes/a too_long"),
        (json!({ "attributes": many }), "/attributes too_many_attributes"),
        (json!({ "external_id": "" }), "/external_id empty"),
        (json!({ "contact": {} }), "/contact empty_contact"),
        (json!({ "contact": { "name": "Ann" } }), "/contact empty_contact"),
        (json!({ "contact": { "email": "ann" } }), "/contact/email bad_email"),
        (json!({ "contact": { "external_id": "c\u{1}" } }), "/contact/external_id control_character"),
    ] {
        let found = codes(validate(Trusted, &with(fields.clone())));
        assert_eq!(found.first().map(String::as_str), Some(expected), "{fields}");
    }
    let kept =
        validate(Trusted, &with(json!({ "team": " Ko\u{308}ln ", "agent": " ", "country": "hu" }))).unwrap();
    assert_eq!((kept.team(), kept.agent(), kept.country()), (Some("Köln"), None, Some("HU")));
}

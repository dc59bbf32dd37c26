//! Definitions: what may be published and what is said about the rest.

use heard_intake::{parse_definition, validate_definition};
use heard_model::survey::SurveyDefinition;
use serde_json::{Value, json};

use crate::support::{definition, lines};

fn changed(change: impl FnOnce(&mut Value)) -> SurveyDefinition {
    let mut value = serde_json::to_value(definition()).unwrap();
    change(&mut value);
    serde_json::from_value(value).unwrap()
}

fn problems(definition: &SurveyDefinition) -> Vec<String> {
    let problems = validate_definition(definition).err().unwrap_or_default();
    problems.iter().map(|problem| format!("{} {}", problem.path, problem.fault.code())).collect()
}

#[test]
fn every_kind_is_good() {
    let valid = validate_definition(&definition()).unwrap();
    assert_eq!(valid.definition(), &definition());
    assert_eq!(valid.into_definition(), definition());
}

#[test]
fn content_in_any_language_and_script() {
    let good = changed(|survey| {
        survey["languages"] = json!(["fa", "zh-Hant-TW", "sr-Latn"]);
        survey["title"] = json!({ "fa": "نظرِ شما\u{200c}", "zh-Hant-TW": "您的意見" });
        survey["questions"] = json!([{ "key": "a", "kind": "nps", "text": { "fa": "می\u{200c}پسندید؟\n\u{2067}سطر\u{2069}" } }]);
        survey["index"] = json!([]);
    });
    assert_eq!(problems(&good), Vec::<String>::new());
}

#[test]
fn one_fault_at_a_time() {
    let many = |count: usize| -> Vec<Value> {
        (0..count).map(|at| json!({ "key": format!("c{at}"), "text": { "en": "c" } })).collect()
    };
    let question = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|at| json!({ "key": format!("q{at}"), "kind": "nps", "text": { "en": "q" } }))
            .collect()
    };
    type Change<'a> = Box<dyn Fn(&mut Value) + 'a>;
    let table: Vec<(Change<'_>, &[&str])> = vec![
        (Box::new(|v| v["title"] = json!({})), &["/title missing_text"]),
        (Box::new(|v| v["title"] = json!({ "pt-BR": "só" })), &["/title missing_text"]),
        (Box::new(|v| v["title"]["en"] = json!("x".repeat(201))), &["/title/en too_long"]),
        (Box::new(|v| v["title"]["en"] = json!("a\u{7}")), &["/title/en unsafe_text"]),
        (Box::new(|v| v["title"]["en"] = json!("\u{202e}a\u{202c}")), &["/title/en unsafe_text"]),
        (Box::new(|v| v["title"]["en"] = json!("\u{2067}a")), &["/title/en unsafe_text"]),
        (Box::new(|v| v["thanks"]["not a tag"] = json!("a")), &["/thanks/not a tag malformed_language"]),
        (Box::new(|v| v["introduction"]["en"] = json!("x".repeat(2001))), &["/introduction/en too_long"]),
        (Box::new(|v| v["languages"] = json!([])), &["/languages count"]),
        (Box::new(|v| v["languages"] = json!(["en", "en"])), &["/languages/1 repeated_language"]),
        (Box::new(|v| v["languages"] = json!(["en", "EN-us"])), &["/languages/1 unusual_language"]),
        (Box::new(|v| v["languages"] = json!(["en", "english"])), &["/languages/1 malformed_language"]),
        (
            Box::new(|v| {
                v["questions"] = json!([]);
                v["index"] = json!([]);
            }),
            &["/questions count"],
        ),
        (
            Box::new(|v| {
                v["questions"] = json!(question(101));
                v["index"] = json!([]);
            }),
            &["/questions count"],
        ),
        (Box::new(|v| v["questions"][1]["key"] = json!("visit")), &["/questions/1/key repeated_key"]),
        (Box::new(|v| v["questions"][1]["key"] = json!("Re/commend")), &["/questions/1/key bad_key"]),
        (Box::new(|v| v["questions"][1]["key"] = json!("")), &["/questions/1/key bad_key"]),
        (Box::new(|v| v["questions"][1]["key"] = json!("x".repeat(65))), &["/questions/1/key bad_key"]),
        (Box::new(|v| v["questions"][1]["text"] = json!({})), &["/questions/1/text missing_text"]),
        (Box::new(|v| v["questions"][3]["points"] = json!(6)), &["/questions/3/points bad_points"]),
        (
            Box::new(|v| {
                v["questions"][4]["points"] = json!(11);
                v["index"] = json!([]);
            }),
            &["/questions/4/points bad_points"],
        ),
        (
            Box::new(|v| {
                v["questions"][7]["points"] = json!(2);
                v["index"] = json!([]);
            }),
            &["/questions/7/points bad_points"],
        ),
        (Box::new(|v| v["questions"][5]["choices"] = json!(many(1))), &["/questions/5/choices count"]),
        (Box::new(|v| v["questions"][5]["choices"] = json!(many(101))), &["/questions/5/choices count"]),
        (
            Box::new(|v| v["questions"][5]["choices"][1]["key"] = json!("price")),
            &["/questions/5/choices/1/key repeated_key"],
        ),
        (
            Box::new(|v| v["questions"][5]["choices"][1]["text"] = json!({ "fr": "x" })),
            &["/questions/5/choices/1/text missing_text"],
        ),
        (Box::new(|v| v["questions"][7]["rows"] = json!([])), &["/questions/7/rows count"]),
        (Box::new(|v| v["questions"][7]["rows"] = json!(many(31))), &["/questions/7/rows count"]),
        (Box::new(|v| v["index"] = json!(["visit", "nothing"])), &["/index/1 unknown_index_item"]),
        (Box::new(|v| v["index"] = json!(["visit", "visit"])), &["/index/1 repeated_key"]),
        (Box::new(|v| v["index"] = json!(["visit", "reason"])), &["/index/1 unscored_index_item"]),
        (Box::new(|v| v["index"] = json!(["visit", "recommend"])), &["/index/1 mixed_index"]),
        (
            Box::new(|v| {
                v["questions"] = json!(question(26));
                v["index"] = (0..26).map(|at| json!(format!("q{at}"))).collect();
            }),
            &["/index large_index"],
        ),
    ];
    for (at, (change, expected)) in table.iter().enumerate() {
        assert_eq!(problems(&changed(change)), *expected, "row {at}");
    }
}

#[test]
fn an_index_may_reach_the_highest_score() {
    let good = changed(|survey| {
        survey["questions"] = (0..25)
            .map(|at| json!({ "key": format!("q{at}"), "kind": "nps", "text": { "en": "q" } }))
            .collect();
        survey["index"] = (0..25).map(|at| json!(format!("q{at}"))).collect();
    });
    assert_eq!(problems(&good), Vec::<String>::new());
}

#[test]
fn all_problems_are_told_at_once() {
    let bad = changed(|survey| {
        survey["title"] = json!({ "xx-": "?" });
        survey["languages"] = json!(["en", "en", "p"]);
        survey["questions"][0]["key"] = json!("über");
        survey["questions"][2]["text"]["en"] = json!("a\u{0}b");
        survey["questions"][3]["points"] = json!(4);
        survey["questions"][6]["choices"] = json!([]);
        survey["index"] = json!(["visit", "recommend", "ten", "why"]);
    });
    insta::assert_snapshot!(lines(&validate_definition(&bad).unwrap_err()));
    let json = serde_json::to_value(&validate_definition(&bad).unwrap_err()[0]).unwrap();
    assert_eq!(json["code"], "malformed_language");
    assert_eq!(json["path"], "/title/xx-");
}

#[test]
fn what_is_written_is_read_back() {
    let body = serde_json::to_vec_pretty(&definition()).unwrap();
    assert_eq!(parse_definition(&body).unwrap(), definition());
}

#[test]
fn misspelt_fields_are_named() {
    let read = |change: &dyn Fn(&mut Value)| {
        let mut value = serde_json::to_value(definition()).unwrap();
        change(&mut value);
        let problems = parse_definition(value.to_string().as_bytes()).err().unwrap_or_default();
        problems
            .iter()
            .map(|problem| format!("{} {}", problem.path, problem.fault.code()))
            .collect::<Vec<_>>()
    };
    assert_eq!(read(&|_| {}), Vec::<String>::new());
    assert_eq!(read(&|v| v["questions"][0]["requird"] = json!(true)), ["/questions/0/requird unknown_field"]);
    assert_eq!(read(&|v| v["questions"][0]["points"] = json!(5)), ["/questions/0/points unknown_field"]);
    assert_eq!(read(&|v| v["questions"][5]["choices"][0]["score"] = json!(5)), [" malformed"]);
    assert_eq!(read(&|v| v["tittle"] = json!({})), [" malformed"]);
    assert_eq!(read(&|v| v["questions"][0]["kind"] = json!("stars")), [" malformed"]);
    assert!(parse_definition(b"").is_err() && parse_definition(b"[]").is_err());
}

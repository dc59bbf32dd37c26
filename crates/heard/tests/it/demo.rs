//! The demo company: what was planted in it is found by asking, and shown as what stands out.

use std::collections::BTreeSet;

use heard_simulation::{Company, Direction, PlantedEffect};
use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Person, Server, heard};

const SEED: u64 = 7;
const UNTIL: &str = "2026-11-22";

async fn demo(folder: &std::path::Path) -> (Server, Person) {
    let data = folder.join("data");
    let path = data.to_str().unwrap();
    heard(&["demo", "--no-serve", "--seed", "7", "--responses", "25000", "--until", UNTIL, "--data", path]);
    let server = Server::start(&data).await;
    let person = Person::log_in_as(&server, "owner@demo.example", "try heard today").await;
    (server, person)
}

/// The value of an effect's cell, asked of the API.
async fn cell(
    server: &Server,
    person: &Person,
    effect: &PlantedEffect,
    units: &Value,
    affected: bool,
) -> (f64, i64) {
    let cell = if affected { &effect.affected } else { &effect.compared };
    let unit_of = |code: &String| {
        let unit = units["items"].as_array().unwrap().iter().find(|unit| unit["code"] == json!(code));
        unit.map_or_else(|| code.clone(), |unit| unit["id"].as_str().unwrap().to_owned())
    };
    let values: Vec<String> = cell.values.iter().map(unit_of).collect();
    let question = json!({
        "metric": effect.metric, "question": effect.question,
        "from": cell.period.start, "until": cell.period.until,
        "filter": { "in": { "dimension": effect.dimension.to_string(), "values": values } },
    });
    let answer = person.ask(server, Method::POST, "/metrics:query", Some(question)).await;
    (answer["total"]["value"].as_f64().unwrap(), answer["total"]["n"].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planted_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (server, person) = demo(folder.path()).await;
    let units = person.ask(&server, Method::GET, "/units", None).await;
    let effects = Company::new(SEED).planted_effects(UNTIL.parse().unwrap());
    assert!(effects.len() >= 5);
    for effect in &effects {
        let (affected, n) = cell(&server, &person, effect, &units, true).await;
        let (compared, _) = cell(&server, &person, effect, &units, false).await;
        let difference = affected - compared;
        // Four standard errors of a share in the smaller cell, beside what the effect itself allows.
        let allowed = effect.tolerance + 2.0 / f64::from(u32::try_from(n).unwrap()).sqrt();
        assert!(
            (difference - effect.difference).abs() <= allowed,
            "{}: {affected} against {compared} (n {n}), expected a difference of {}",
            effect.key,
            effect.difference,
        );
        match effect.direction {
            Direction::Lower => assert!(difference < -0.05, "{}", effect.key),
            Direction::Higher => assert!(difference > 0.05, "{}", effect.key),
            Direction::Same => assert!(difference.abs() < 0.1, "{}", effect.key),
        }
    }

    // What stands out last month leads with the broken step; over the year with the agent.
    let answer = person
        .ask(
            &server,
            Method::POST,
            "/findings:query",
            Some(json!({ "from": "2026-10-01", "until": "2026-11-01" })),
        )
        .await;
    let first = &answer["findings"][0];
    assert_eq!(
        (first["dimension"].as_str(), first["key"]["value"].as_str()),
        (Some("touchpoint"), Some("delivery")),
        "{first}"
    );
    assert_eq!(first["direction"], "worse");
    let year = json!({ "from": "2025-11-22", "until": "2026-11-22", "limit": 50 });
    let answer = person.ask(&server, Method::POST, "/findings:query", Some(year)).await;
    let agents: BTreeSet<&str> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["dimension"] == "agent" && finding["direction"] == "worse")
        .filter_map(|finding| finding["key"]["value"].as_str())
        .collect();
    let helpless = effects.iter().find(|effect| effect.key == "agent_needs_help").unwrap();
    assert!(agents.contains(helpless.affected.values[0].as_str()), "{agents:?}");
    server.stop();

    // A second `demo` goes on with the same data.
    let data = folder.path().join("data");
    let again = heard(&["demo", "--no-serve", "--data", data.to_str().unwrap()]);
    assert!(again.status.success());
    let server = Server::start(&data).await;
    let person = Person::log_in_as(&server, "owner@demo.example", "try heard today").await;
    let counted =
        person.ask(&server, Method::POST, "/metrics:query", Some(json!({ "metric": "responses" }))).await;
    assert_eq!(counted["total"]["n"], 25_000);
}

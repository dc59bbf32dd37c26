//! The machine's clock jumps: an hour back, a day forward. Nothing is lost, doubled, locked out for long
//! or counted on a wrong day, and the order of acceptance never goes back.

use serde_json::{Value, json};

use crate::door::{Caller, Door, PASSWORD, get, post, publish, session_of, set_up};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

async fn answer(door: &Door, survey: &str, key: &str, score: u8) -> Value {
    let path = format!("/api/v1/surveys/{survey}/responses");
    let body = json!({ "answers": { "recommend": score } });
    let reply = post(&path, body).header("idempotency-key", key).at(door).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    reply.json()
}

async fn by_day(door: &Door, owner: &Caller) -> Vec<(String, u64)> {
    door.catch_up().await;
    let question = json!({ "metric": "responses", "grain": "day" });
    let answer = post("/api/v1/metrics:query", question).by(owner).at(door).await.expect(200).json();
    let groups = answer["groups"].as_array().unwrap().iter();
    groups
        .map(|group| (group["period"]["start"].to_string(), group["measure"]["n"].as_u64().unwrap()))
        .filter(|(_, n)| *n > 0)
        .collect()
}

#[tokio::test]
async fn answers_keep_their_order_and_their_day() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let mut ids = Vec::new();
    // It is noon of the 22nd in UTC, one in the afternoon in Budapest.
    for (number, jump) in [0, -HOUR, DAY, -DAY, -13 * HOUR, 14 * HOUR].into_iter().enumerate() {
        door.clock.advance_milliseconds(jump);
        let key = format!("k{number}");
        let first = answer(&door, &survey, &key, 9).await;
        let again = answer(&door, &survey, &key, 9).await;
        assert_eq!((&first["id"], &again["replayed"]), (&again["id"], &json!(true)));
        ids.push(first["id"].clone());
        door.catch_up().await;
        let end = door.store.committed().borrow().changes();
        assert_eq!(end, number as i64 + 1, "the order of acceptance only grows");
    }
    let page = get("/api/v1/responses?limit=500").by(&owner).at(&door).await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), ids.len());
    for path in ["/api/v1/responses?limit=2"] {
        let mut found = 0;
        let mut next = Some(String::new());
        while let Some(cursor) = next {
            let page = get(&format!("{path}{cursor}")).by(&owner).at(&door).await.expect(200).json();
            found += page["items"].as_array().unwrap().len();
            next = page["next"].as_str().map(|cursor| format!("&cursor={cursor}"));
        }
        assert_eq!(found, ids.len(), "pages pass over nothing");
    }
    let days = by_day(&door, &owner).await;
    // 13:00, 12:00, 12:00 a day later, 12:00, 23:00 the day before, and 13:00 again.
    assert_eq!(days.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 4, 1], "{days:?}");
    assert!(door.store.check().await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn nobody_is_thrown_out_or_locked_out_for_an_hour() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let log_in = |password: &str| {
        post("/api/v1/session", json!({ "email": "owner@example.org", "password": password }))
    };
    for jump in [-HOUR, HOUR, DAY, -DAY] {
        door.clock.advance_milliseconds(jump);
        get("/api/v1/session").by(&owner).at(&door).await.expect(200);
        let fresh = session_of(&log_in(PASSWORD).at(&door).await.expect(200));
        get("/api/v1/surveys").by(&fresh).at(&door).await.expect(200);
    }
    // Whoever has to wait after wrong passwords does not wait for the clock to come back.
    for _ in 0..7 {
        log_in("a wrong sentence, or two").at(&door).await;
        door.clock.advance_milliseconds(10_000);
    }
    let wait = log_in(PASSWORD).at(&door).await;
    let seconds = |reply: &crate::door::Reply| reply.header("retry-after").parse::<i64>().unwrap_or(0);
    let before = seconds(&wait);
    door.clock.advance_milliseconds(-HOUR);
    let wait = log_in(PASSWORD).at(&door).await;
    assert!(seconds(&wait) <= before.max(16), "{} s after {before} s", seconds(&wait));
    door.clock.advance_milliseconds((seconds(&wait) + 1) * 1_000);
    log_in(PASSWORD).at(&door).await.expect(200);
}

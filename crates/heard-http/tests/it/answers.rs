//! The main answers as they are, so that a change of the contract is seen.

use serde_json::{Value, json};

use crate::calls::World;
use crate::door::{Door, get, post, set_up};

/// Identifiers and secrets by their kind, so that a picture stays the same.
fn scrubbed(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(scrub(&text)),
        Value::Array(items) => items.into_iter().map(scrubbed).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (scrub(&key), scrubbed(value))).collect()
        }
        other => other,
    }
}

fn scrub(text: &str) -> String {
    if uuid::Uuid::parse_str(text).is_ok() {
        return "[id]".to_owned();
    }
    for (mark, secret) in [("/r/", "[receipt]"), ("/s/", "[id]"), ("#", "[secret]"), ("whsec_", "[secret]")] {
        if let Some(position) = text.find(mark) {
            return format!("{}{mark}{secret}", &text[..position]);
        }
    }
    match text.split_once(':') {
        Some((kind, id)) if uuid::Uuid::parse_str(id).is_ok() => format!("{kind}:[id]"),
        _ => text.to_owned(),
    }
}

macro_rules! picture {
    ($name:literal, $reply:expr) => {
        insta::assert_json_snapshot!($name, scrubbed($reply.expect(200).json()));
    };
}

#[tokio::test]
async fn the_main_answers() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let owner = &world.owner;
    let id = |name: &str| world.ids[name].as_str().unwrap().to_owned();
    let mut session = get("/api/v1/session").by(owner).at(&door).await.expect(200).json();
    for secret in ["/csrf", "/user/email"] {
        *session.pointer_mut(secret).unwrap() = json!("[secret]");
    }
    insta::assert_json_snapshot!("session", scrubbed(session));
    picture!("units", get("/api/v1/units").by(owner).at(&door).await);
    picture!("surveys", get("/api/v1/surveys").by(owner).at(&door).await);
    picture!("responses", get("/api/v1/responses").by(owner).at(&door).await);
    let response = get(&format!("/api/v1/responses/{}", id("response"))).by(owner).at(&door).await;
    let mut response = response.expect(200).json();
    response["definition"] = json!("[definition]");
    insta::assert_json_snapshot!("response", scrubbed(response));
    let mut case = get(&format!("/api/v1/cases/{}", id("case"))).by(owner).at(&door).await.expect(200).json();
    case["response"] = json!("[response]");
    insta::assert_json_snapshot!("case", scrubbed(case));
    picture!("cases_summary", get("/api/v1/cases/summary").by(owner).at(&door).await);
    picture!("rules", get("/api/v1/rules").by(owner).at(&door).await);
    picture!("contacts", get("/api/v1/contacts").by(owner).at(&door).await);
    picture!("dimensions", get("/api/v1/dimensions").by(owner).at(&door).await);
    picture!("metric", post("/api/v1/metrics:query", json!({"metric": "nps"})).by(owner).at(&door).await);
    let refused = post("/api/v1/metrics:query", json!({"metric": "mean"})).by(owner).at(&door).await;
    insta::assert_json_snapshot!("problem", refused.expect_problem(422));
}

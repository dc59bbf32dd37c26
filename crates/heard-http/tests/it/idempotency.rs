//! A second delivery changes nothing.

use heard_model::policy::KeyScope;
use serde_json::{Value, json};

use crate::door::{Ask, Caller, Door, Reply, ask, get, post, publish, set_up};

fn answers(score: u8) -> Value {
    json!({"answers": {"recommend": score}})
}

async fn count(door: &Door, owner: &Caller) -> usize {
    let page = get("/api/v1/responses?limit=500").by(owner).at(door).await.expect(200).json();
    page["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_delivery_gets_the_first_answer_again_and_another_body_a_conflict() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let path = format!("/api/v1/surveys/{survey}/responses");
    let send = |score, key: &str| post(&path, answers(score)).header("idempotency-key", key);
    let first = send(9, "one").at(&door).await.expect(201).json();
    door.clock.advance_milliseconds(90 * 24 * 3_600_000);
    let second = send(9, "one").at(&door).await.expect(200).json();
    assert_eq!((first["replayed"].clone(), second["replayed"].clone()), (false.into(), true.into()));
    assert_eq!(first["id"], second["id"]);
    assert_eq!(first["receipt_url"], second["receipt_url"]);
    send(3, "one").at(&door).await.expect_problem(409);
    send(3, "two").at(&door).await.expect(201);
    post(&path, answers(3)).at(&door).await.expect(201);
    let (workspace, _) = first_workspace(&door).await;
    let reader = door.caller(workspace, heard_model::Role::Analyst, None).await;
    assert_eq!(count(&door, &reader).await, 3);
    for key in ["", &"x".repeat(256)] {
        send(3, key).at(&door).await.expect_problem(422);
    }
}

#[tokio::test]
async fn many_at_once_with_one_key_store_one() {
    let door = std::sync::Arc::new(Door::open().await);
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let path = format!("/api/v1/surveys/{survey}/responses");
    let mut sent = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (door, request) = (door.clone(), post(&path, answers(9)).header("idempotency-key", "same"));
        sent.spawn(async move { request.at(&door).await.status.as_u16() });
    }
    let mut statuses = sent.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 39, "{statuses:?}");
    assert_eq!(count(&door, &owner).await, 1);
}

fn batch(lines: &[Value]) -> Ask {
    let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
    ask("POST", "/api/v1/responses:batch").raw("application/x-ndjson", body)
}

fn counts(reply: Reply) -> [u64; 4] {
    let outcome = reply.expect(200).json();
    ["accepted", "replayed", "refused", "failed"].map(|name| outcome[name].as_u64().unwrap())
}

#[tokio::test]
async fn a_batch_answers_for_each_line_and_may_be_sent_again() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let (workspace, _) = first_workspace(&door).await;
    let key = door.key(workspace, &[KeyScope::ResponsesWrite], None).await;
    let line =
        |id: &str, score: u64| json!({"survey": survey, "external_id": id, "answers": {"recommend": score}});
    let lines = [line("a", 9), line("b", 11), line("c", 0), json!({"survey": "x"}), line("a", 9)];
    let outcome = batch(&lines).by(&key).at(&door).await.expect(200).json();
    let statuses: Vec<&str> =
        outcome["lines"].as_array().unwrap().iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["accepted", "refused", "accepted", "refused", "replayed"]);
    assert_eq!(outcome["lines"][1]["errors"][0]["pointer"], "/answers/recommend");
    assert_eq!(counts(batch(&lines).by(&key).at(&door).await), [0, 3, 2, 0]);
    let other = batch(&[line("a", 8)]).by(&key).at(&door).await.expect(200).json();
    assert_eq!(other["refused"], 1);
    assert_eq!(count(&door, &owner).await, 2);
}

#[tokio::test]
async fn a_batch_with_a_key_of_its_own_knows_lines_by_their_number() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let (workspace, _) = first_workspace(&door).await;
    let key = door.key(workspace, &[KeyScope::ResponsesWrite], None).await;
    let lines: Vec<Value> =
        (0..1_300).map(|i| json!({"survey": survey, "answers": {"recommend": i % 11}})).collect();
    let send = || batch(&lines).header("idempotency-key", "night").by(&key);
    assert_eq!(counts(send().at(&door).await), [1_300, 0, 0, 0]);
    assert_eq!(counts(send().at(&door).await), [0, 1_300, 0, 0]);
    door.catch_up().await;
    let question = json!({"metric": "responses"});
    let asked = post("/api/v1/metrics:query", question).by(&owner).at(&door).await.expect(200).json();
    assert_eq!(asked["total"]["n"], 1_300);
}

#[tokio::test]
async fn a_batch_of_another_kind_or_too_many_lines_is_refused() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let path = "/api/v1/responses:batch";
    ask("POST", path).raw("application/json", "[]").by(&owner).at(&door).await.expect_problem(415);
    let endless = "x\n".repeat(100_001);
    ask("POST", path).raw("application/x-ndjson", endless).by(&owner).at(&door).await.expect_problem(413);
}

pub async fn first_workspace(door: &Door) -> (heard_model::WorkspaceId, heard_model::UnitId) {
    let workspace = door.store.workspaces().list().await.unwrap().remove(0).id;
    let root = door.store.units().tree(workspace).await.unwrap().root().unwrap().id;
    (workspace, root)
}

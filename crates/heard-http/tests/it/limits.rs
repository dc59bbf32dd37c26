//! How often, by a clock that stands still.

use heard_http::{Allowance, HttpSettings, LimitSettings};
use serde_json::json;

use crate::door::{Ask, Door, get, post, publish, set_up};

fn log_in() -> Ask {
    post("/api/v1/session", json!({"email": "owner@example.org", "password": "not the password"}))
}

#[tokio::test]
async fn many_answers_of_one_shop_pass_and_more_are_told_when_to_come() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let path = format!("/api/v1/surveys/{survey}/responses");
    let send = |path: &str| post(path, json!({"answers": {"recommend": 9}}));
    for _ in 0..600 {
        send(&path).at(&door).await.expect(201);
    }
    let reply = send(&path).at(&door).await;
    assert_eq!(reply.header("retry-after"), "1");
    assert_eq!(reply.expect_problem(429)["retry_after"], 1);
    let other_spelling = path.replace(&survey, &survey.to_uppercase());
    send(&other_spelling).at(&door).await.expect_problem(429);
    door.clock.advance_milliseconds(1_000);
    for _ in 0..10 {
        send(&path).at(&door).await.expect(201);
    }
    send(&path).at(&door).await.expect_problem(429);
    get("/api/v1/responses").by(&owner).at(&door).await.expect(200);
}

#[tokio::test]
async fn guessing_passwords_waits_longer_and_longer() {
    let door = Door::open().await;
    set_up(&door).await;
    for _ in 0..5 {
        log_in().at(&door).await.expect_problem(401);
    }
    assert_eq!(log_in().at(&door).await.expect_problem(429)["retry_after"], 2);
    door.clock.advance_milliseconds(2_000);
    log_in().at(&door).await.expect_problem(401);
    assert_eq!(log_in().at(&door).await.expect_problem(429)["retry_after"], 4);
    door.clock.advance_milliseconds(4_000);
    let right = json!({"email": "owner@example.org", "password": crate::door::PASSWORD});
    post("/api/v1/session", right).at(&door).await.expect(200);
    log_in().at(&door).await.expect_problem(401);
}

#[tokio::test]
async fn one_address_cannot_try_many_accounts() {
    let door = Door::open().await;
    let mut refused = 0;
    for i in 0..25 {
        let body = json!({"email": format!("a{i}@example.org"), "password": "not the password"});
        refused += u16::from(post("/api/v1/session", body).at(&door).await.status == 429);
    }
    assert_eq!(refused, 5);
}

#[tokio::test]
async fn each_caller_has_an_allowance_of_its_own() {
    let limits = LimitSettings { requests_by_caller: Allowance::new(2, 60), ..LimitSettings::default() };
    let door = Door::with(HttpSettings { limits, ..HttpSettings::default() }).await;
    let owner = set_up(&door).await;
    let (workspace, _) = crate::idempotency::first_workspace(&door).await;
    let other = door.caller(workspace, heard_model::Role::Agent, None).await;
    for _ in 0..2 {
        get("/api/v1/workspace").by(&owner).at(&door).await.expect(200);
    }
    get("/api/v1/workspace").by(&owner).at(&door).await.expect_problem(429);
    get("/api/v1/workspace").by(&other).at(&door).await.expect(200);
    get("/healthz").at(&door).await.expect(200);
}

#[tokio::test]
async fn bodies_have_a_largest_size() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let path = format!("/api/v1/surveys/{survey}/responses");
    let long = json!({"answers": {"recommend": 9, "reason": "x".repeat(70_000)}});
    post(&path, long).at(&door).await.expect_problem(413);
    let long = json!({"email": "x".repeat(9_000), "password": "x"});
    post("/api/v1/session", long).at(&door).await.expect_problem(413);
}

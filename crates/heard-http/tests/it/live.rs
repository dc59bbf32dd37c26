//! What open pages hear.

use std::time::Duration;

use heard_model::{Position, Role, UnitScope};
use http_body_util::BodyExt;
use serde_json::json;

use crate::calls::World;
use crate::door::{Caller, Door, get, post, set_up};

/// The next event of a stream, without its comments.
async fn next(body: &mut axum::body::Body) -> String {
    loop {
        let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await;
        let frame = frame.expect("an event comes").unwrap().unwrap();
        let text = String::from_utf8_lossy(frame.data_ref().unwrap()).into_owned();
        if text.starts_with("event:") {
            return text;
        }
    }
}

async fn listen(door: &Door, caller: &Caller) -> axum::body::Body {
    let response = door.stream(get("/api/v1/events").by(caller).request()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.into_body()
}

#[tokio::test]
async fn a_page_hears_of_facts_and_cases() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let mut page = listen(&door, &world.owner).await;
    assert_eq!(next(&mut page).await, "event: facts\ndata: {\"position\":\"1\"}\n\n");
    door.live.facts_advanced(world.workspace, &Position::after(2));
    assert_eq!(next(&mut page).await, "event: facts\ndata: {\"position\":\"2\"}\n\n");
    let case = world.ids["case"].as_str().unwrap();
    let note = json!({"revision": 1, "command": {"type": "note", "text": "called"}});
    post(&format!("/api/v1/cases/{case}/changes"), note).by(&world.owner).at(&door).await.expect(200);
    assert_eq!(next(&mut page).await, format!("event: case\ndata: {{\"id\":\"{case}\"}}\n\n"));
}

#[tokio::test]
async fn an_agent_hears_in_steps_and_a_branch_of_its_own_cases() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let unit = json!({"parent": world.root, "name": "other shop"});
    let other = post("/api/v1/units", unit).by(&world.owner).at(&door).await.expect(201).json();
    let other = serde_json::from_value(other["id"].clone()).unwrap();
    let agent = door.caller(world.workspace, Role::Agent, Some(other)).await;
    let mut page = listen(&door, &agent).await;
    assert_eq!(next(&mut page).await, "event: facts\ndata: {\"position\":\"0\"}\n\n");
    let case = serde_json::from_value(world.ids["case"].clone()).unwrap();
    door.live.case_changed(world.workspace, case, world.branch);
    door.live.facts_advanced(world.workspace, &Position::after(4));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    door.live.facts_advanced(world.workspace, &Position::after(6));
    assert_eq!(next(&mut page).await, "event: facts\ndata: {\"position\":\"5\"}\n\n");
    let scope = heard_model::Scope { workspace: world.workspace, units: UnitScope::All };
    assert!(door.store.cases().get(&scope, case).await.unwrap().is_some());
}

#[tokio::test]
async fn a_burst_is_told_once_and_the_newest_of_it() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let mut page = listen(&door, &world.owner).await;
    next(&mut page).await;
    for number in 2..500 {
        door.live.facts_advanced(world.workspace, &Position::after(number));
        if number % 100 == 0 {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(next(&mut page).await, "event: facts\ndata: {\"position\":\"499\"}\n\n");
}

#[tokio::test]
async fn a_page_that_does_not_read_is_told_to_look_again_and_holds_nothing_up() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let mut page = listen(&door, &world.owner).await;
    next(&mut page).await;
    for number in 0..10_000 {
        let case = heard_model::CaseId(uuid::Uuid::from_u128(number));
        door.live.case_changed(world.workspace, case, world.branch);
    }
    assert_eq!(next(&mut page).await, "event: resync\ndata: {}\n\n");
    drop(page);
    assert_eq!(door.live.pages(), 0);
}

#[tokio::test]
async fn one_person_has_so_many_pages_and_others_have_theirs() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let mut pages = Vec::new();
    for _ in 0..heard_http::live::PAGES_OF_ONE {
        pages.push(listen(&door, &world.owner).await);
    }
    let refused = get("/api/v1/events").by(&world.owner).at(&door).await;
    assert_eq!(refused.header("retry-after"), "30");
    let problem = refused.expect_problem(429);
    assert!(problem["detail"].as_str().unwrap().contains("50 pages"), "{problem}");
    let other = door.caller(world.workspace, Role::Analyst, None).await;
    let theirs = listen(&door, &other).await;
    pages.pop();
    pages.push(listen(&door, &world.owner).await);
    drop((pages, theirs));
    assert_eq!(door.live.pages(), 0);
}

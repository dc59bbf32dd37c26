//! Workspaces and branches do not see each other.

use heard_model::policy::KeyScope;
use heard_model::{Action, Role};
use serde_json::{Value, json};

use crate::calls::{MARKER, World, rows};
use crate::door::{Caller, Door, get, post, set_up};

/// What an owner reads of a workspace: a change or a leak anywhere shows here.
async fn contents(door: &Door, owner: &Caller) -> Vec<Value> {
    let mut contents = Vec::new();
    for path in [
        "/api/v1/workspace",
        "/api/v1/units",
        "/api/v1/people",
        "/api/v1/invitations",
        "/api/v1/keys",
        "/api/v1/webhooks",
        "/api/v1/surveys",
        "/api/v1/responses",
        "/api/v1/cases",
        "/api/v1/rules",
        "/api/v1/contacts",
        "/api/v1/audit",
    ] {
        contents.push(get(path).by(owner).at(door).await.expect(200).json());
    }
    contents
}

#[tokio::test]
async fn an_owner_of_another_workspace_reaches_nothing() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let (elsewhere, _) = door.workspace("elsewhere").await;
    let before = contents(&door, &world.owner).await;
    let strangers = [
        door.caller(elsewhere, Role::Owner, None).await,
        door.key(elsewhere, &KeyScope::ALL, None).await,
        Caller::Operator("elsewhere".into()),
    ];
    for stranger in &strangers {
        for row in rows().filter(|row| row.action != Action::Public && row.path != "/metrics") {
            if row.method == "DELETE" && row.path == "/api/v1/session" {
                continue;
            }
            // A backup is of everything; who has the machine has it all.
            if row.path == "/api/v1/operator/snapshot" && matches!(stranger, Caller::Operator(_)) {
                continue;
            }
            let reply = world.call(row).by(stranger).at(&door).await;
            let what =
                format!("{} {} by {stranger:?}: {} {}", row.method, row.path, reply.status, reply.text());
            assert!(!reply.text().contains(MARKER), "{what}");
            if row.path.contains('{') && row.path != "/api/v1/invitations/{email}" {
                assert!(matches!(reply.status.as_u16(), 403 | 404 | 422), "{what}");
            }
        }
    }
    assert_eq!(contents(&door, &world.owner).await, before, "a stranger has changed something");
}

#[tokio::test]
async fn a_key_of_another_workspace_is_a_stranger_to_a_survey() {
    let door = Door::open().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let (elsewhere, _) = door.workspace("elsewhere").await;
    let key = door.key(elsewhere, &[KeyScope::ResponsesWrite], None).await;
    let path = format!("/api/v1/surveys/{}/responses", world.ids["survey"].as_str().unwrap());
    let body = json!({"answers": {"recommend": 9}, "agent": "Eve"});
    let problem = post(&path, body).by(&key).at(&door).await.expect_problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/agent");
}

#[tokio::test]
async fn a_branch_sees_its_own_part() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let unit = json!({"parent": world.root, "name": "other shop", "code": "S2"});
    let other = post("/api/v1/units", unit).by(&world.owner).at(&door).await.expect(201).json();
    let other = serde_json::from_value(other["id"].clone()).unwrap();
    let lead = door.caller(world.workspace, Role::Manager, Some(other)).await;
    for row in rows().filter(|row| {
        ["/api/v1/responses", "/api/v1/cases", "/api/v1/people", "/api/v1/dimensions", "/api/v1/metrics:"]
            .iter()
            .any(|prefix| row.path.starts_with(prefix))
    }) {
        let reply = world.call(row).by(&lead).at(&door).await;
        let what = format!("{} {}: {} {}", row.method, row.path, reply.status, reply.text());
        assert!(!reply.text().contains(MARKER), "{what}");
        if row.path.contains("{id}") {
            assert!(matches!(reply.status.as_u16(), 403 | 404), "{what}");
        }
    }
    let units = get("/api/v1/units").by(&lead).at(&door).await.expect(200).json();
    assert_eq!(units["items"].as_array().unwrap().len(), 1);
    let key = door.key(world.workspace, &[KeyScope::ResponsesWrite], Some(other)).await;
    let path = format!("/api/v1/surveys/{}/responses", world.ids["survey"].as_str().unwrap());
    let body = json!({"answers": {"recommend": 9}, "unit": "S1"});
    post(&path, body).by(&key).at(&door).await.expect_problem(422);
    let body = json!({"answers": {"recommend": 9}, "unit": "S2"});
    post(&path, body).by(&key).at(&door).await.expect(201);
}

#[tokio::test]
async fn an_agent_hears_of_numbers_in_steps_and_of_no_small_group() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let path = format!("/api/v1/surveys/{}/responses", world.ids["survey"].as_str().unwrap());
    for _ in 0..7 {
        post(&path, json!({"answers": {"recommend": 9}})).at(&door).await.expect(201);
    }
    door.catch_up().await;
    let agent = door.caller(world.workspace, Role::Agent, None).await;
    let ask = |as_of: Value| json!({"metric": "responses", "as_of": as_of});
    let asked = post("/api/v1/metrics:query", ask(Value::Null)).by(&agent).at(&door).await.expect(200).json();
    assert_eq!(asked["as_of"], "5");
    assert_eq!(asked["total"]["n"], 5);
    for as_of in [json!(6), json!(7), json!("8"), json!("9999.3")] {
        let asked = post("/api/v1/metrics:query", ask(as_of.clone())).by(&agent).at(&door).await;
        assert_eq!(asked.expect(200).json()["as_of"], "5", "{as_of}");
    }
    let asked = post("/api/v1/metrics:query", ask(4.into())).by(&agent).at(&door).await.expect(200).json();
    assert_eq!(asked["total"]["n"], 0);
    let by_unit = json!({"metric": "responses", "by": ["unit"]});
    let asked = post("/api/v1/metrics:query", by_unit).by(&agent).at(&door).await.expect(200).json();
    for group in asked["groups"].as_array().unwrap() {
        assert_eq!(group["measure"]["flag"], "suppressed", "{group}");
    }
    let owner = post("/api/v1/metrics:query", ask(Value::Null)).by(&world.owner).at(&door).await;
    assert_eq!(owner.expect(200).json()["total"]["n"], 8);
}

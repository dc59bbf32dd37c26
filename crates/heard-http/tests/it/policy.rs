//! Every route × every role, with and without a branch × every scope of a key × strangers and
//! the operator: let through exactly where `heard_model::policy::allows` says so.

use heard_http::policy::Row;
use heard_model::policy::{KeyScope, allows};
use heard_model::{Action, KeyId, Principal, Role, UserId};
use uuid::Uuid;

use crate::calls::{World, rows};
use crate::door::{Caller, Door, get, set_up};

struct Asker {
    name: String,
    principal: Principal,
    caller: Caller,
}

async fn askers(door: &Door, world: &World) -> Vec<Asker> {
    let workspace = world.workspace;
    let mut askers = vec![
        Asker { name: "nobody".into(), principal: Principal::Anonymous, caller: Caller::Nobody },
        Asker {
            name: "operator".into(),
            principal: Principal::Operator { workspace },
            caller: Caller::Operator("world".into()),
        },
    ];
    for unit in [None, Some(world.branch)] {
        for role in Role::ALL {
            let principal = Principal::User { user: UserId(Uuid::nil()), workspace, role, unit };
            let caller = door.caller(workspace, role, unit).await;
            askers.push(Asker { name: format!("{role:?} {unit:?}"), principal, caller });
        }
        for scope in KeyScope::ALL {
            let principal = Principal::Key { key: KeyId(Uuid::nil()), workspace, scopes: vec![scope], unit };
            let caller = door.key(workspace, &[scope], unit).await;
            askers.push(Asker { name: format!("key {scope:?} {unit:?}"), principal, caller });
        }
    }
    askers
}

fn check(row: &Row, asker: &Asker, status: u16) {
    let what = format!("{} {} by {}: {status}", row.method, row.path, asker.name);
    assert!(status < 500 || row.path == "/readyz", "{what}");
    if allows(&asker.principal, row.action) {
        assert!(!matches!(status, 401 | 403), "{what}: is allowed");
    } else if asker.principal == Principal::Anonymous {
        assert_eq!(status, 401, "{what}: is for nobody unknown");
    } else {
        assert_eq!(status, 403, "{what}: is not allowed");
    }
}

#[tokio::test]
async fn the_door_lets_through_exactly_whom_the_policy_allows() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let mut asked = 0;
    for asker in askers(&door, &world).await {
        for row in rows() {
            // A session that ends itself is tried last, with one of its own.
            if row.method == "DELETE" && row.path == "/api/v1/session" {
                continue;
            }
            let reply = world.call(row).by(&asker.caller).at(&door).await;
            check(row, &asker, reply.status.as_u16());
            asked += 1;
        }
    }
    assert!(asked > 1_000, "{asked}");
}

#[tokio::test]
async fn measurements_are_for_the_operator_and_for_who_has_the_token() {
    let settings = heard_http::HttpSettings {
        metrics_token: Some("measure-me".into()),
        ..heard_http::HttpSettings::default()
    };
    let door = Door::with(settings).await;
    let owner = set_up(&door).await;
    get("/metrics").at(&door).await.expect_problem(401);
    get("/metrics").by(&owner).at(&door).await.expect_problem(403);
    get("/metrics").header("authorization", "Bearer measure-you").at(&door).await.expect_problem(401);
    // Nothing is collected here, but the door was opened.
    get("/metrics").header("authorization", "Bearer measure-me").at(&door).await.expect_problem(404);
    let elsewhere = get("/api/v1/audit").header("authorization", "Bearer measure-me").at(&door).await;
    elsewhere.expect_problem(401);
}

#[tokio::test]
async fn an_empty_token_of_the_configuration_opens_nothing() {
    let settings = heard_http::HttpSettings {
        metrics_token: Some(String::new()),
        ..heard_http::HttpSettings::default()
    };
    let door = Door::with(settings).await;
    get("/metrics").header("authorization", "Bearer ").at(&door).await.expect_problem(401);
}

#[test]
fn only_what_the_operator_asks_is_for_the_operator() {
    let operated: Vec<&str> =
        rows().filter(|row| row.action == Action::Operate).map(|row| row.path).collect();
    let operator = |what: &str| format!("/api/v1/operator/{what}");
    assert_eq!(
        operated,
        ["/metrics".to_owned(), operator("rebuild"), operator("doctor"), operator("snapshot")]
    );
}

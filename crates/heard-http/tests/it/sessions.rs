//! Log-in, sessions, foreign pages, keys.

use heard_model::Role;
use heard_model::policy::KeyScope;
use serde_json::json;

use crate::door::{Caller, Door, PASSWORD, ask, get, post, session_of, set_up};
use crate::idempotency::first_workspace;

fn log_in(password: &str) -> crate::door::Ask {
    post("/api/v1/session", json!({"email": "Owner@Example.org ", "password": password}))
}

#[tokio::test]
async fn set_up_happens_once_and_logs_in() {
    let door = Door::open().await;
    assert_eq!(get("/api/v1/setup").at(&door).await.expect(200).json()["needed"], true);
    let owner = set_up(&door).await;
    assert_eq!(get("/api/v1/setup").at(&door).await.expect(200).json()["needed"], false);
    let session = get("/api/v1/session").by(&owner).at(&door).await.expect(200).json();
    assert_eq!(session["user"]["role"], "owner");
    assert_eq!(session["workspace"]["slug"], "corner-bakery");
    let again = json!({"company": "X", "name": "Y", "email": "y@example.org", "password": PASSWORD, "language": "en", "zone": "UTC"});
    post("/api/v1/setup", again).at(&door).await.expect_problem(409);
}

#[tokio::test]
async fn two_first_owners_at_once_are_one() {
    let door = std::sync::Arc::new(Door::unlimited().await);
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..3 {
        let door = door.clone();
        let body = json!({"company": "X", "name": "Y", "email": format!("y{i}@example.org"), "password": PASSWORD, "language": "en", "zone": "UTC"});
        tasks.spawn(async move { post("/api/v1/setup", body).at(&door).await.status.as_u16() });
    }
    let mut statuses = tasks.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409]);
    assert_eq!(door.store.workspaces().list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_cookie_is_for_our_own_pages_only() {
    let door = Door::with(heard_http::HttpSettings {
        public_url: "https://heard.example".into(),
        ..heard_http::HttpSettings::default()
    })
    .await;
    set_up(&door).await;
    let reply = log_in(PASSWORD).at(&door).await.expect(200);
    let cookie = reply.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(reply.header("strict-transport-security").contains("max-age"));
}

#[tokio::test]
async fn an_ended_or_old_session_is_nobody() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let second = session_of(&log_in(PASSWORD).at(&door).await.expect(200));
    ask("DELETE", "/api/v1/session").by(&second).at(&door).await.expect(204);
    get("/api/v1/session").by(&second).at(&door).await.expect_problem(401);
    get("/api/v1/session").by(&owner).at(&door).await.expect(200);
    door.clock.advance_milliseconds(31 * 24 * 3_600_000);
    get("/api/v1/session").by(&owner).at(&door).await.expect_problem(401);
    for odd in [
        "heard_session=",
        "heard_session=%00",
        "x; heard_session",
        &format!("heard_session={}", "a".repeat(43)),
    ] {
        get("/api/v1/session").header("cookie", odd).at(&door).await.expect_problem(401);
    }
}

#[tokio::test]
async fn changes_need_the_token_and_our_own_origin() {
    let door = Door::open().await;
    let Caller::Session(secret) = set_up(&door).await else { panic!("setting up logs in") };
    let cookie = format!("heard_session={secret}");
    let csrf = heard_http::auth::cross_site::token_of(&secret);
    let change =
        || ask("PATCH", "/api/v1/workspace").json(&json!({"week_start": 7})).header("cookie", &cookie);
    assert_eq!(change().at(&door).await.expect_problem(403)["type"], "urn:heard:problem:cross-site");
    change().header("x-csrf-token", "wrong").at(&door).await.expect_problem(403);
    let with_token = || change().header("x-csrf-token", &csrf);
    with_token().header("origin", "https://evil.example").at(&door).await.expect_problem(403);
    with_token().header("origin", "null").at(&door).await.expect_problem(403);
    with_token().header("sec-fetch-site", "cross-site").at(&door).await.expect_problem(403);
    with_token().header("origin", "http://127.0.0.1:8080").at(&door).await.expect(200);
    let foreign_log_in = log_in(PASSWORD).header("origin", "https://evil.example");
    foreign_log_in.at(&door).await.expect_problem(403);
}

#[tokio::test]
async fn an_unknown_account_is_answered_like_a_wrong_password() {
    let door = Door::open().await;
    set_up(&door).await;
    let wrong = log_in("not the password").at(&door).await.expect_problem(401);
    let body = json!({"email": "nobody@example.org", "password": PASSWORD});
    let unknown = post("/api/v1/session", body).at(&door).await.expect_problem(401);
    assert_eq!(wrong, unknown);
}

#[tokio::test]
async fn an_invitation_works_once_and_who_leaves_is_out_at_once() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let invite = json!({"email": "grace@example.org", "role": "manager"});
    let link = post("/api/v1/invitations", invite).by(&owner).at(&door).await.expect(201).json();
    let token = link["link"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
    let accept = || {
        let body =
            json!({"token": token, "name": "Grace", "password": "another long sentence", "language": "fa"});
        post("/api/v1/invitations/accept", body)
    };
    let accepted = accept().at(&door).await.expect(200);
    let grace = session_of(&accepted);
    assert_eq!(accepted.json()["user"]["role"], "manager");
    accept().at(&door).await.expect_problem(404);
    get("/api/v1/people").by(&grace).at(&door).await.expect(200);
    let path = format!("/api/v1/people/{}", accepted.json()["user"]["id"].as_str().unwrap());
    ask("PATCH", &path).json(&json!({"active": false})).by(&owner).at(&door).await.expect(200);
    get("/api/v1/people").by(&grace).at(&door).await.expect_problem(401);
    let body = json!({"email": "grace@example.org", "password": "another long sentence"});
    post("/api/v1/session", body).at(&door).await.expect_problem(401);
}

#[tokio::test]
async fn the_last_owner_stays() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let me =
        get("/api/v1/session").by(&owner).at(&door).await.json()["user"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/people/{me}");
    for change in [json!({"role": "agent"}), json!({"active": false})] {
        ask("PATCH", &path).json(&change).by(&owner).at(&door).await.expect_problem(409);
    }
    let (workspace, root) = first_workspace(&door).await;
    let branch = json!({"unit": root});
    ask("PATCH", &path).json(&branch).by(&owner).at(&door).await.expect_problem(409);
    door.person(workspace, Role::Owner, None).await;
    ask("PATCH", &path).json(&json!({"role": "agent"})).by(&owner).at(&door).await.expect(200);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let other = session_of(&log_in(PASSWORD).at(&door).await.expect(200));
    let change = |current: &str, new: &str| {
        ask("PATCH", "/api/v1/me").json(&json!({"current_password": current, "new_password": new}))
    };
    change("wrong one!!", "a new long sentence").by(&owner).at(&door).await.expect_problem(422);
    change(PASSWORD, "short").by(&owner).at(&door).await.expect_problem(422);
    let changed = change(PASSWORD, "a new long sentence").by(&owner).at(&door).await.expect(200);
    get("/api/v1/session").by(&other).at(&door).await.expect_problem(401);
    get("/api/v1/session").by(&owner).at(&door).await.expect_problem(401);
    get("/api/v1/session").by(&session_of(&changed)).at(&door).await.expect(200);
    log_in("a new long sentence").at(&door).await.expect(200);
}

#[tokio::test]
async fn a_key_works_until_it_is_taken_back() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let body = json!({"name": "Shop", "scopes": ["metrics_read"]});
    let made = post("/api/v1/keys", body).by(&owner).at(&door).await.expect(201).json();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let key = Caller::Key(secret.clone());
    get("/api/v1/metrics").by(&key).at(&door).await.expect(200);
    let listed = get("/api/v1/keys").by(&owner).at(&door).await.expect(200);
    assert!(!listed.text().contains(&secret), "a secret is shown once");
    let path = format!("/api/v1/keys/{}", made["id"].as_str().unwrap());
    ask("DELETE", &path).by(&owner).at(&door).await.expect(204);
    get("/api/v1/metrics").by(&key).at(&door).await.expect_problem(401);
    get("/healthz").by(&key).at(&door).await.expect_problem(401);
    ask("DELETE", &path).by(&owner).at(&door).await.expect_problem(404);
    let (workspace, _) = first_workspace(&door).await;
    let key = door.key(workspace, &[KeyScope::SurveysWrite], None).await;
    let key_only = post("/api/v1/surveys", json!({"template": "relationship_nps"})).by(&key).at(&door).await;
    key_only.expect(201);
}

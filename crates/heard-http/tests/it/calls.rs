//! A well-formed request for every route of the policy table, against a workspace that holds one
//! of everything.

use heard_http::policy::{Row, TABLE};
use heard_model::{Role, UnitId, WorkspaceId};
use serde_json::{Value, json};

use crate::door::{Ask, Caller, Door, PASSWORD, ask, get, post, publish};

/// Words that stand in the workspace's data and must never reach another one.
pub const MARKER: &str = "zanzibar";

/// A workspace that holds one of everything.
pub struct World {
    pub workspace: WorkspaceId,
    pub root: UnitId,
    pub branch: UnitId,
    pub owner: Caller,
    pub ids: Value,
}

impl World {
    pub async fn new(door: &Door, name: &str) -> Self {
        let (workspace, root) = door.workspace(name).await;
        let owner = door.caller(workspace, Role::Owner, None).await;
        let unit = json!({"parent": root, "name": format!("{MARKER} shop"), "code": "S1"});
        let branch = post("/api/v1/units", unit).by(&owner).at(door).await.expect(201).json();
        let survey = publish(door, &owner, "relationship_nps").await;
        let draft = post("/api/v1/surveys", json!({"template": "purchase_csat"})).by(&owner).at(door).await;
        let response = json!({
            "answers": {"recommend": 2, "reason": format!("cold bread at the {MARKER} market")}, "unit": "S1",
            "agent": format!("agent {MARKER}"),
            "contact": {"email": format!("{MARKER}@example.org"), "name": MARKER}, "external_id": "r1",
        });
        let key = door.key(workspace, &heard_model::policy::KeyScope::ALL, None).await;
        let path = format!("/api/v1/surveys/{survey}/responses");
        let response = post(&path, response).by(&key).at(door).await.expect(201).json();
        let case = json!({"response": response["id"], "due_in_hours": 24});
        let case = post("/api/v1/cases", case).by(&owner).at(door).await.expect(201).json();
        let rule = json!({"name": format!("{MARKER} rule"), "score_at_most": 6, "due_in_hours": 24});
        let rule = post("/api/v1/rules", rule).by(&owner).at(door).await.expect(201).json();
        let hook = json!({"name": format!("{MARKER} hook"), "url": "https://example.org/hook"});
        let hook = post("/api/v1/webhooks", hook).by(&owner).at(door).await.expect(201).json();
        let api_key = json!({"name": format!("{MARKER} key"), "scopes": ["metrics_read"]});
        let api_key = post("/api/v1/keys", api_key).by(&owner).at(door).await.expect(201).json();
        let invited = format!("{MARKER}-invited@example.org");
        let invitation = json!({"email": invited, "role": "agent"});
        post("/api/v1/invitations", invitation).by(&owner).at(door).await.expect(201);
        let contacts = get("/api/v1/contacts").by(&owner).at(door).await.expect(200).json();
        let victim = door.person(workspace, Role::Agent, None).await;
        door.catch_up().await;
        let ids = json!({
            "survey": survey, "draft": draft.expect(201).json()["id"], "response": response["id"],
            "receipt": response["receipt_url"].as_str().unwrap().rsplit('/').next().unwrap(),
            "case": case["id"], "rule": rule["id"], "webhook": hook["id"], "key": api_key["id"],
            "invitation": invited, "contact": contacts["items"][0]["id"], "person": victim.id,
        });
        let branch = serde_json::from_value(branch["id"].clone()).unwrap();
        Self { workspace, root, branch, owner, ids }
    }

    fn id(&self, name: &str) -> &str {
        self.ids[name].as_str().unwrap()
    }

    /// The path of a row with this workspace's things in it.
    pub fn path(&self, row: &Row) -> String {
        let id = match row.path.split('/').nth(3).unwrap_or("") {
            "units" => self.branch.to_string(),
            "people" => self.id("person").to_owned(),
            "invitations" => self.id("invitation").to_owned(),
            "keys" => self.id("key").to_owned(),
            "webhooks" => self.id("webhook").to_owned(),
            "surveys" => self.id("survey").to_owned(),
            "responses" => self.id("response").to_owned(),
            "cases" => self.id("case").to_owned(),
            "rules" => self.id("rule").to_owned(),
            "contacts" => self.id("contact").to_owned(),
            _ => String::new(),
        };
        row.path
            .replace("{id}", &id)
            .replace("{email}", &id)
            .replace("{survey}", self.id("survey"))
            .replace("{receipt}", self.id("receipt"))
    }

    /// A well-formed body of a row.
    pub fn body(&self, row: &Row) -> Option<Value> {
        let draft = || {
            json!({"title": {"en": "T"}, "languages": ["en"],
                "questions": [{"key": "q", "text": {"en": "Q"}, "kind": "nps"}]})
        };
        Some(match (row.method, row.path) {
            ("POST", "/api/v1/setup") => json!({"company": "X", "name": "Y", "email": "x@example.org",
                "password": PASSWORD, "language": "en", "zone": "UTC"}),
            ("POST", "/api/v1/session") => json!({"email": "owner@example.org", "password": PASSWORD}),
            ("POST", "/api/v1/invitations/accept") => {
                json!({"token": "x", "name": "Y", "password": PASSWORD, "language": "fa"})
            }
            ("PATCH", "/api/v1/me") => json!({"language": "fi"}),
            ("PATCH", "/api/v1/workspace") => json!({"week_start": 6}),
            ("POST", "/api/v1/units") => json!({"parent": self.root, "name": "New"}),
            ("PATCH", "/api/v1/units/{id}") => json!({"name": "Renamed"}),
            ("PATCH", "/api/v1/people/{id}") => json!({"role": "analyst"}),
            ("POST", "/api/v1/invitations") => json!({"email": "new@example.org", "role": "agent"}),
            ("POST", "/api/v1/keys") => json!({"name": "K", "scopes": ["metrics_read"]}),
            ("POST", "/api/v1/webhooks") => json!({"name": "W", "url": "https://example.org/"}),
            ("POST", "/api/v1/surveys") => json!({"draft": draft()}),
            ("PUT", "/api/v1/surveys/{id}/draft") => json!({"revision": 1, "draft": draft()}),
            ("PUT", "/api/v1/surveys/{id}/context") => json!({"revision": 1, "unit": self.root}),
            ("POST", "/api/v1/surveys/{id}/publish") => json!({"revision": 1}),
            ("POST", "/api/v1/surveys/{id}/responses") => json!({"answers": {"recommend": 9}}),
            ("POST", "/api/v1/metrics:query" | "/api/v1/metrics:export") => {
                json!({"metric": "nps", "grain": "month", "by": ["unit"],
                    "filter": {"not": {"in": {"dimension": "touchpoint", "values": ["x", null]}}}})
            }
            ("POST", "/api/v1/findings:query") => json!({"limit": 5}),
            ("POST", "/api/v1/cases") => json!({"response": self.id("response"), "due_in_hours": 5}),
            ("POST", "/api/v1/cases/{id}/changes") => {
                json!({"revision": 1, "command": {"type": "note", "text": "called"}})
            }
            ("POST", "/api/v1/rules") | ("PUT", "/api/v1/rules/{id}") => {
                json!({"name": "R", "score_at_most": 3, "due_in_hours": 5, "unit": self.branch})
            }
            ("POST", "/api/v1/operator/snapshot") => json!({"images": []}),
            _ => return None,
        })
    }

    /// A well-formed request of a row.
    pub fn call(&self, row: &Row) -> Ask {
        let call = ask(row.method, &self.path(row));
        if row.path == "/api/v1/responses:batch" {
            let line = json!({"survey": self.id("survey"), "answers": {"recommend": 8}, "external_id": "b1"});
            return call.raw("application/x-ndjson", format!("{line}\n"));
        }
        match self.body(row) {
            Some(body) => call.json(&body),
            None => call,
        }
    }
}

/// The rows of the API and of the operator's machines.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| !row.path.starts_with("/s/") && !row.path.starts_with("/r/"))
}

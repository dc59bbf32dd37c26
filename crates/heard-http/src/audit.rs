//! Who did what: one entry for each change that somebody may ask about later. Identifiers only.

use std::fmt::Display;

use heard_model::{Principal, Role};
use heard_store::AuditEntry;
use serde_json::{Value, json};

use crate::state::AppState;

/// Notes that `principal` has done `action` to `object`. The change itself is durable already, so
/// a note that cannot be written is reported in the log and fails nothing.
pub async fn note(
    state: &AppState,
    principal: &Principal,
    action: &str,
    object: impl Display,
    detail: Option<Value>,
) {
    let Some(workspace) = principal.workspace() else { return };
    let kind = action.split('.').next().unwrap_or(action);
    let object = object.to_string();
    let object = if object.is_empty() { kind.to_owned() } else { format!("{kind}:{object}") };
    let entry = AuditEntry {
        at: state.clock.now(),
        actor: actor(principal),
        action: action.to_owned(),
        object,
        detail,
    };
    if let Err(error) = state.store.audit().append(workspace, entry).await {
        tracing::error!(%error, action, "an entry of the audit log could not be written");
    }
}

fn actor(principal: &Principal) -> String {
    match principal {
        Principal::User { user, .. } => format!("user:{user}"),
        Principal::Key { key, .. } => format!("key:{key}"),
        Principal::Operator { .. } => "operator".to_owned(),
        Principal::Anonymous => "nobody".to_owned(),
    }
}

/// A role as the detail of an entry.
pub fn role(role: Role) -> Value {
    json!({ "role": role })
}

//! `PUT /api/v1/rules/{id}`: put another definition in the place of a rule's.

use heard_model::RuleId;
use heard_model::case::{Rule, RuleDefinition};

use super::create::check;
use crate::api::common::*;
use crate::audit;

/// Change a rule
///
/// Cases that it has opened stay as they are.
#[utoipa::path(put, path = "/api/v1/rules/{id}", tag = "cases",
    params(("id" = RuleId, Path, description = "the rule")),
    request_body(content = RuleDefinition, example = json!({"name": "Unhappy", "score_at_most": 5, "due_in_hours": 24})),
    responses((status = 200, description = "changed", body = Rule)))]
pub async fn change_rule(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<RuleId>,
    Json(definition): Json<RuleDefinition>,
) -> Answer<Json<Rule>> {
    check(&state, &caller, &definition).await?;
    let rule = Rule { id, definition };
    if !state.store.rules().update(caller.workspace(), &rule).await? {
        return Err(Problem::not_found("rule"));
    }
    audit::note(&state, &caller.principal, "rule.changed", id, None).await;
    Ok(Json(rule))
}

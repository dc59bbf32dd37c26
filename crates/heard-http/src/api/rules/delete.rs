//! `DELETE /api/v1/rules/{id}`: delete a rule.

use heard_model::RuleId;

use crate::api::common::*;
use crate::audit;

/// Delete a rule
///
/// Cases that it has opened stay.
#[utoipa::path(delete, path = "/api/v1/rules/{id}", tag = "cases",
    params(("id" = RuleId, Path, description = "the rule")),
    responses((status = 204, description = "deleted")))]
pub async fn delete_rule(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<RuleId>,
) -> Answer<StatusCode> {
    if !state.store.rules().delete(caller.workspace(), id).await? {
        return Err(Problem::not_found("rule"));
    }
    audit::note(&state, &caller.principal, "rule.deleted", id, None).await;
    Ok(StatusCode::NO_CONTENT)
}

//! `POST /api/v1/cases/{id}/changes`: work on a case.

use heard_jobs::alert::CASE_ASSIGNED;
use heard_model::CaseId;
use heard_model::case::{Case, CaseChange, CaseCommand};
use heard_store::{DeliveryKind, NewDelivery};

use super::read::{assignable, detail, find};
use super::view::CaseDetail;
use crate::api::common::*;

/// What to do, and the revision that was seen.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseChangeRequest {
    /// The revision that was seen; 409 if somebody was faster.
    pub revision: i64,
    /// What to do.
    pub command: CaseCommand,
}

/// Work on a case
///
/// Write a note, finish a step, give it to somebody, close it with its cause, open it again.
#[utoipa::path(post, path = "/api/v1/cases/{id}/changes", tag = "cases",
    params(("id" = CaseId, Path, description = "the case")),
    request_body(content = CaseChangeRequest,
        example = json!({"revision": 3, "command": {"type": "finish_step", "note": "Called; the parcel was lost"}})),
    responses((status = 200, description = "the case now", body = CaseDetail)))]
pub async fn change_case(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<CaseId>,
    Json(request): Json<CaseChangeRequest>,
) -> Answer<Json<CaseDetail>> {
    let case = find(&state, &caller, id).await?;
    if case.revision != request.revision {
        return Err(Problem::conflict("somebody has changed the case in the meantime; read it again"));
    }
    if let CaseCommand::Assign { owner: Some(owner) } = &request.command
        && !assignable(&state, &caller, &case).await?.iter().any(|person| person.id == *owner)
    {
        return Err(Problem::invalid("/command/owner", "cannot work on cases of this unit"));
    }
    let (changed, change) = heard_cases::apply(&case, request.command, state.clock.now())?;
    let actor = caller.user();
    let messages = messages(&state, &caller, &changed, &change);
    if !state.store.cases().save(&caller.scope, &changed, actor, &change, messages).await? {
        return Err(Problem::not_found("case"));
    }
    state.live.case_changed(caller.workspace(), id, changed.unit);
    Ok(Json(detail(&state, &caller, changed).await?))
}

/// Who is given a case is told by mail, unless by oneself.
fn messages(state: &AppState, caller: &Caller, case: &Case, change: &CaseChange) -> Vec<NewDelivery> {
    let CaseChange::Assigned { owner: Some(owner) } = change else { return Vec::new() };
    if !state.settings.sends_mail || caller.user() == Some(*owner) {
        return Vec::new();
    }
    vec![NewDelivery::about_case(DeliveryKind::Mail, CASE_ASSIGNED, owner, case)]
}

//! `GET /api/v1/cases/{id}`: one case whole.

use heard_model::case::Case;
use heard_model::policy::allows;
use heard_model::{Action, CaseId};

use super::view::{CaseDetail, CaseEventView, Names, PersonName, Surroundings};
use crate::api::common::*;
use crate::api::responses::read::whole;

/// Read a case
///
/// With its history, the response that opened it, and to whom it may be given.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases",
    params(("id" = CaseId, Path, description = "the case")),
    responses((status = 200, description = "the case", body = CaseDetail)))]
pub async fn read_case(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<CaseId>,
) -> Answer<Json<CaseDetail>> {
    let case = find(&state, &caller, id).await?;
    Ok(Json(detail(&state, &caller, case).await?))
}

/// A case within the caller's reach.
pub async fn find(state: &AppState, caller: &Caller, id: CaseId) -> Answer<Case> {
    state.store.cases().get(&caller.scope, id).await?.ok_or_else(|| Problem::not_found("case"))
}

/// A case with everything that belongs to it.
pub async fn detail(state: &AppState, caller: &Caller, case: Case) -> Answer<CaseDetail> {
    let names = Names::of(state, caller.workspace()).await?;
    let history = state.store.cases().history(&caller.scope, case.id).await?;
    let events = history
        .into_iter()
        .map(|event| CaseEventView { actor_name: names.get(event.actor), event })
        .collect();
    let response = match whole(state, caller, case.response).await {
        Ok(response) => Some(response),
        Err(problem) if problem.kind == ProblemKind::NotFound => None,
        Err(problem) => return Err(problem),
    };
    let assignable = assignable(state, caller, &case).await?;
    let around = Surroundings { response, events, assignable };
    Ok(CaseDetail::new(case, around, &names, state.clock.now()))
}

/// People who may work on a case: their role allows it and their branch holds its unit.
pub async fn assignable(state: &AppState, caller: &Caller, case: &Case) -> Answer<Vec<PersonName>> {
    let workspace = caller.workspace();
    let units = state.units(workspace).await?;
    let people = state.store.users().list(workspace).await?;
    let may_work = |person: &heard_model::person::User| {
        let principal = Principal::User { user: person.id, workspace, role: person.role, unit: person.unit };
        person.active
            && allows(&principal, Action::WriteCases)
            && person.unit.is_none_or(|unit| units.branch(unit).contains(&case.unit))
    };
    let able = people.into_iter().filter(may_work);
    Ok(able.map(|person| PersonName { id: person.id, name: person.name }).collect())
}

//! `GET /api/v1/people`: who may log in.

use heard_model::person::User;

use crate::api::common::*;

/// List people
///
/// Who is confined to a branch sees the people of that branch.
#[utoipa::path(get, path = "/api/v1/people", tag = "workspace", responses(
    (status = 200, description = "people", body = List<User>)
))]
pub async fn list_people(State(state): State<AppState>, caller: Caller) -> Answer<Json<List<User>>> {
    let mut people = state.store.users().list(caller.workspace()).await?;
    if caller.principal.unit().is_some() {
        people.retain(|person| person.unit.is_some_and(|unit| caller.scope.reaches(unit)));
    }
    Ok(Json(people.into()))
}

//! `GET /api/v1/rules`: when answers open cases.

use heard_model::case::Rule;

use crate::api::common::*;

/// List rules
#[utoipa::path(get, path = "/api/v1/rules", tag = "cases", responses(
    (status = 200, description = "rules, oldest first", body = List<Rule>)
))]
pub async fn list_rules(State(state): State<AppState>, caller: Caller) -> Answer<Json<List<Rule>>> {
    Ok(Json(state.store.rules().list(caller.workspace()).await?.into()))
}

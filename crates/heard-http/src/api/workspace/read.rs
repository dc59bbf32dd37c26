//! `GET /api/v1/workspace`: the company and its settings.

use heard_model::settings::Workspace;

use crate::api::common::*;

/// Read the workspace
#[utoipa::path(get, path = "/api/v1/workspace", tag = "workspace", responses(
    (status = 200, description = "the workspace", body = Workspace)
))]
pub async fn read_workspace(State(state): State<AppState>, caller: Caller) -> Answer<Json<Workspace>> {
    Ok(Json((*state.workspace(caller.workspace()).await?).clone()))
}

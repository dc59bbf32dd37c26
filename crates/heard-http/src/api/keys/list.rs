//! `GET /api/v1/keys`: the workspace's keys, without their secrets.

use heard_model::person::ApiKey;

use crate::api::common::*;

/// List keys
#[utoipa::path(get, path = "/api/v1/keys", tag = "workspace", responses(
    (status = 200, description = "keys, newest first", body = List<ApiKey>)
))]
pub async fn list_keys(State(state): State<AppState>, caller: Caller) -> Answer<Json<List<ApiKey>>> {
    Ok(Json(state.store.api_keys().list(caller.workspace()).await?.into()))
}

//! `GET /api/v1/setup`: is this Heard fresh?

use crate::api::common::*;

/// Whether the first owner is still missing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct SetupStatus {
    /// True until somebody can log in.
    pub needed: bool,
}

/// Is this Heard fresh?
///
/// True until the first owner is made with POST.
#[utoipa::path(get, path = "/api/v1/setup", tag = "session", responses(
    (status = 200, description = "whether the first owner is missing", body = SetupStatus, example = json!({"needed": true}))
))]
pub async fn setup_status(State(state): State<AppState>) -> Answer<Json<SetupStatus>> {
    Ok(Json(SetupStatus { needed: state.store.users().is_empty().await? }))
}

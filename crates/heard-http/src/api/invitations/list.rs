//! `GET /api/v1/invitations`: who was invited and has not come yet.

use heard_model::person::Invitation;

use crate::api::common::*;

/// List invitations
///
/// Those that may still be accepted.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "workspace", responses(
    (status = 200, description = "open invitations", body = List<Invitation>)
))]
pub async fn list_invitations(
    State(state): State<AppState>,
    caller: Caller,
) -> Answer<Json<List<Invitation>>> {
    let invitations = state.store.invitations().list(caller.workspace(), state.clock.now()).await?;
    Ok(Json(invitations.into()))
}

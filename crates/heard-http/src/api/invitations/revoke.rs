//! `DELETE /api/v1/invitations/{email}`: take an invitation back.

use crate::api::common::*;
use crate::audit;

/// Take an invitation back
#[utoipa::path(delete, path = "/api/v1/invitations/{email}", tag = "workspace",
    params(("email" = String, Path, description = "the invited address")),
    responses((status = 204, description = "its link no longer works")))]
pub async fn revoke_invitation(
    State(state): State<AppState>,
    caller: Caller,
    Path(email): Path<String>,
) -> Answer<StatusCode> {
    if !state.store.invitations().revoke(caller.workspace(), &email).await? {
        return Err(Problem::not_found("invitation"));
    }
    audit::note(&state, &caller.principal, "invitation.revoked", "", None).await;
    Ok(StatusCode::NO_CONTENT)
}

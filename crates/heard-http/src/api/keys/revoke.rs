//! `DELETE /api/v1/keys/{id}`: take a key back.

use heard_model::KeyId;

use crate::api::common::*;
use crate::audit;

/// Take a key back
///
/// It stops working at once and stays in the list.
#[utoipa::path(delete, path = "/api/v1/keys/{id}", tag = "workspace",
    params(("id" = KeyId, Path, description = "the key")),
    responses((status = 204, description = "taken back")))]
pub async fn revoke_key(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<KeyId>,
) -> Answer<StatusCode> {
    if !state.store.api_keys().revoke(caller.workspace(), id).await? {
        return Err(Problem::not_found("key in force"));
    }
    audit::note(&state, &caller.principal, "key.revoked", id, None).await;
    Ok(StatusCode::NO_CONTENT)
}

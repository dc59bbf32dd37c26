//! `GET /api/v1/session`: who am I?

use axum::Extension;

use super::view::SessionView;
use crate::api::common::*;
use crate::auth::cross_site;
use crate::guard::SessionSecret;

/// Who am I?
///
/// The caller, the workspace, what is allowed, and the token that changes need.
#[utoipa::path(get, path = "/api/v1/session", tag = "session", responses(
    (status = 200, description = "the caller", body = SessionView)
))]
pub async fn current_session(
    State(state): State<AppState>,
    caller: Caller,
    secret: Option<Extension<SessionSecret>>,
) -> Answer<Json<SessionView>> {
    let workspace = state.workspace(caller.workspace()).await?;
    let user = match caller.user() {
        Some(user) => state.store.users().get(caller.workspace(), user).await?.map(|stored| stored.user),
        None => None,
    };
    let csrf = secret.map(|Extension(SessionSecret(secret))| cross_site::token_of(&secret));
    Ok(Json(SessionView::new(&caller.principal, user, (*workspace).clone(), csrf)))
}

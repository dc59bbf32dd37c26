//! `DELETE /api/v1/session`: log out.

use axum::Extension;
use axum::http::header;

use crate::api::common::*;
use crate::auth::{session, token};
use crate::guard::SessionSecret;

/// Log out
///
/// Ends the session everywhere, not only in this browser's cookie.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses(
    (status = 204, description = "the session has ended")
))]
pub async fn end_session(
    State(state): State<AppState>,
    secret: Option<Extension<SessionSecret>>,
) -> Answer<Response> {
    if let Some(Extension(SessionSecret(secret))) = secret {
        state.store.sessions().delete(token::hash(&secret)).await?;
    }
    let ended = session::ended_cookie(state.settings.is_https());
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, ended)]).into_response())
}

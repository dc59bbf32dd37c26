//! `POST /api/v1/session`: log in.

use axum::Extension;
use axum::http::header;
use heard_model::person::User;
use jiff::ToSpan;

use super::view::SessionView;
use crate::api::common::*;
use crate::auth::{cross_site, session, token};
use crate::guard::ClientAddress;
use crate::limits::key_of;

/// Log-in name and password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// E-mail address.
    #[schema(example = "owner@example.org")]
    pub email: String,
    /// Password.
    #[schema(example = "a sentence that only you know")]
    pub password: String,
}

/// Log in
///
/// Sets the cookie `heard_session`. After five wrong passwords each further try waits longer.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = Credentials, responses(
    (status = 200, description = "logged in", body = SessionView)
))]
pub async fn begin_session(
    State(state): State<AppState>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Json(credentials): Json<Credentials>,
) -> Answer<Response> {
    let now = state.clock.now();
    let email = credentials.email.trim().to_lowercase();
    let account = key_of(&email);
    state.limits.backoff.check(account, address, now)?;
    state.limits.logins_by_account.take(account, now)?;
    let found = state.store.users().by_email(&email).await?;
    let hash = found.as_ref().map(|login| login.password_hash.as_str());
    let is_right = state.passwords.verify(&credentials.password, hash).await?;
    let Some(login) = found.filter(|login| is_right && login.user.active) else {
        state.limits.backoff.failed(account, address, now);
        // The same words for an unknown account: who has one is nobody's business.
        return Err(Problem::new(
            ProblemKind::Unauthenticated,
            "this e-mail address and password do not fit",
        ));
    };
    state.limits.backoff.succeeded(account, address);
    open(&state, login.workspace, login.user).await
}

/// Begins a session and answers with it and its cookie.
pub async fn open(state: &AppState, workspace: heard_model::WorkspaceId, user: User) -> Answer<Response> {
    let secret = token::new(&*state.entropy);
    let now = state.clock.now();
    let expires_at = now + session::LIFETIME_SECONDS.seconds();
    state.store.sessions().create(workspace, user.id, token::hash(&secret), expires_at).await?;
    let principal = Principal::User { user: user.id, workspace, role: user.role, unit: user.unit };
    let workspace = state.workspace(workspace).await?;
    let csrf = Some(cross_site::token_of(&secret));
    let view = SessionView::new(&principal, Some(user), (*workspace).clone(), csrf);
    let cookie = session::cookie(&secret, state.settings.is_https());
    Ok(([(header::SET_COOKIE, cookie)], Json(view)).into_response())
}

//! `PATCH /api/v1/me`: my name, language and password.

use axum::Extension;
use axum::http::header;
use heard_model::InterfaceLanguage;
use heard_model::person::User;
use jiff::ToSpan;

use crate::api::common::*;
use crate::audit;
use crate::auth::{password, session, token};
use crate::guard::ClientAddress;
use crate::limits::key_of;

/// What to change about oneself; what is absent stays.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MeChange {
    /// Name.
    #[schema(example = "Ada")]
    pub name: Option<String>,
    /// Language of the interface.
    pub language: Option<InterfaceLanguage>,
    /// A new password; needs the current one and ends all other sessions.
    pub new_password: Option<String>,
    /// The current password.
    pub current_password: Option<String>,
}

/// Change myself
///
/// A new password ends all sessions; this browser gets a new one with the answer's cookie, so
/// read `csrf` again from GET /api/v1/session.
#[utoipa::path(patch, path = "/api/v1/me", tag = "session", request_body(content = MeChange, example = json!({"language": "hu"})), responses(
    (status = 200, description = "changed", body = User)
))]
pub async fn change_me(
    State(state): State<AppState>,
    caller: Caller,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Json(change): Json<MeChange>,
) -> Answer<Response> {
    let id = caller.person()?;
    let stored = state.store.users().get(caller.workspace(), id).await?;
    let mut user = stored.ok_or_else(|| Problem::not_found("person"))?;
    let mut fields = FieldCheck::default();
    if let Some(name) = &change.name {
        user.user.name = fields.line("/name", name, 100);
    }
    if let Some(new) = &change.new_password {
        password::check(&mut fields, "/new_password", new);
    }
    user.user.language = change.language.unwrap_or(user.user.language);
    fields.finish()?;
    if change.new_password.is_some() {
        let account = key_of(&user.user.email);
        state.limits.backoff.check(account, address, state.clock.now())?;
        let current = change.current_password.as_deref().unwrap_or("");
        if !state.passwords.verify(current, Some(&user.password_hash)).await? {
            state.limits.backoff.failed(account, address, state.clock.now());
            return Err(Problem::invalid("/current_password", "is not the current password"));
        }
    }
    state.store.users().update(caller.workspace(), &user.user).await?;
    let Some(new) = &change.new_password else { return Ok(Json(user.user).into_response()) };
    let hash = state.passwords.hash(new, &*state.entropy).await?;
    state.store.users().set_password(caller.workspace(), id, &hash).await?;
    audit::note(&state, &caller.principal, "password.changed", id, None).await;
    let cookie = new_session(&state, &caller, user.user.id).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(user.user)).into_response())
}

async fn new_session(
    state: &AppState,
    caller: &Caller,
    user: heard_model::UserId,
) -> Answer<axum::http::HeaderValue> {
    let secret = token::new(&*state.entropy);
    let expires_at = state.clock.now() + session::LIFETIME_SECONDS.seconds();
    state.store.sessions().create(caller.workspace(), user, token::hash(&secret), expires_at).await?;
    Ok(session::cookie(&secret, state.settings.is_https()))
}

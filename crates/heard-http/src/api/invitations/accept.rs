//! `POST /api/v1/invitations/accept`: become a person of the workspace.

use heard_model::InterfaceLanguage;
use heard_store::NewUser;

use crate::api::common::*;
use crate::api::session::begin::open;
use crate::api::session::view::SessionView;
use crate::audit;
use crate::auth::{password, token};

/// The token of the link, and who comes.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptRequest {
    /// What stands behind `#` in the link.
    #[schema(example = "AbC...")]
    pub token: String,
    /// Name.
    #[schema(example = "Grace")]
    pub name: String,
    /// At least ten characters.
    #[schema(example = "a sentence that only you know")]
    pub password: String,
    /// Language of the interface.
    pub language: InterfaceLanguage,
}

/// Accept an invitation
///
/// Makes the account with the invited address and role, and logs in.
#[utoipa::path(post, path = "/api/v1/invitations/accept", tag = "session", request_body = AcceptRequest, responses(
    (status = 200, description = "the person is logged in", body = SessionView)
))]
pub async fn accept_invitation(
    State(state): State<AppState>,
    Json(request): Json<AcceptRequest>,
) -> Answer<Response> {
    let now = state.clock.now();
    let token_hash = token::hash(&request.token);
    let gone = || {
        Problem::not_found("invitation; it may have been used, taken back or have run out: ask for a new one")
    };
    let (_, invitation) = state.store.invitations().find(token_hash, now).await?.ok_or_else(gone)?;
    let mut fields = FieldCheck::default();
    let name = fields.line("/name", &request.name, 100);
    password::check(&mut fields, "/password", &request.password);
    fields.finish()?;
    let password_hash = state.passwords.hash(&request.password, &*state.entropy).await?;
    let person = NewUser {
        email: invitation.email,
        name,
        role: invitation.role,
        unit: invitation.unit,
        language: request.language,
        password_hash,
    };
    let accepted = state.store.invitations().accept(token_hash, now, person).await?;
    let (workspace, user) = accepted.ok_or_else(gone)?;
    let principal = Principal::User { user: user.id, workspace, role: user.role, unit: user.unit };
    audit::note(&state, &principal, "invitation.accepted", user.id, None).await;
    open(&state, workspace, user).await
}

//! `POST /api/v1/invitations`: invite somebody.

use heard_model::UnitId;
use heard_model::person::Invitation;
use jiff::ToSpan;

use crate::api::common::*;
use crate::audit;
use crate::auth::token;

/// How long an invitation may be accepted, in hours: two weeks.
const VALID_HOURS: i64 = 14 * 24;

/// Whom to invite, and as what.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationRequest {
    /// E-mail address.
    #[schema(example = "lead@example.org")]
    pub email: String,
    /// Role.
    pub role: Role,
    /// The branch that the person will see; the whole company if absent.
    #[serde(default)]
    pub unit: Option<UnitId>,
}

/// An invitation with its link.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewInvitation {
    /// The invitation.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// The link to send; it is shown this once.
    #[schema(example = "https://heard.example.org/join#AbC...")]
    pub link: String,
}

/// Invite somebody
///
/// Answers with a link that is shown this once; send it by a way that you trust. A second
/// invitation of the same address ends the first.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "workspace", request_body = InvitationRequest, responses(
    (status = 201, description = "invited", body = NewInvitation)
))]
pub async fn create_invitation(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<InvitationRequest>,
) -> Answer<Response> {
    let mut fields = FieldCheck::default();
    let email = fields.email("/email", &request.email);
    if let Some(unit) = request.unit
        && state.units(caller.workspace()).await?.get(unit).is_none()
    {
        fields.refuse("/unit", "there is no such unit");
    }
    fields.finish()?;
    let secret = token::new(&*state.entropy);
    let expires_at = state.clock.now() + VALID_HOURS.hours();
    let invitation = Invitation { email, role: request.role, unit: request.unit, expires_at };
    state.store.invitations().create(caller.workspace(), token::hash(&secret), &invitation).await?;
    audit::note(&state, &caller.principal, "invitation.created", "", Some(audit::role(request.role))).await;
    // Behind `#`, so that the secret stands in no log of any server on the way.
    let link = state.settings.link(&format!("/join#{secret}"));
    Ok(created(NewInvitation { invitation, link }))
}

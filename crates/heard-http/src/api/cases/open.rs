//! `POST /api/v1/cases`: open a case by hand.

use heard_jobs::alert::CASE_OPENED;
use heard_model::case::Case;
use heard_model::{ResponseId, UserId};
use heard_store::{DeliveryKind, NewCase, NewDelivery, OpenedCase, StoredResponse, Webhook};
use jiff::ToSpan;

use super::read::{assignable, detail};
use super::view::CaseDetail;
use crate::api::common::*;
use crate::audit;

/// Which response needs somebody.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseRequest {
    /// The response.
    pub response: ResponseId,
    /// Who gets it; nobody yet if absent.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// Hours until it must be closed, 1 to 8,760.
    #[schema(example = 48)]
    pub due_in_hours: u32,
}

/// Open a case
///
/// For a response that no rule has caught. Webhooks are told, and the owner by mail.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = CaseRequest, responses(
    (status = 201, description = "opened", body = CaseDetail)
))]
pub async fn open_case(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<CaseRequest>,
) -> Answer<Response> {
    let mut fields = FieldCheck::default();
    fields.between("/due_in_hours", request.due_in_hours, 1, heard_cases::rule::MAX_DUE_IN_HOURS);
    fields.finish()?;
    let found = state.store.responses().get(&caller.scope, request.response).await?;
    let response = found.ok_or_else(|| Problem::invalid("/response", "there is no such response"))?;
    let new = new_case(&state, &caller, &request, response)?;
    let webhooks = state.store.webhooks().list(caller.workspace()).await?;
    if let Some(owner) = request.owner {
        let probe = probe(&new);
        if !assignable(&state, &caller, &probe).await?.iter().any(|person| person.id == owner) {
            return Err(Problem::invalid("/owner", "cannot work on cases of this unit"));
        }
    }
    let tell = |case: &Case| messages(&state, &caller, case, &webhooks);
    let opened = state.store.cases().open(caller.workspace(), new, tell).await?;
    let (OpenedCase::New(case) | OpenedCase::Known(case)) = opened;
    state.live.case_changed(caller.workspace(), case.id, case.unit);
    audit::note(&state, &caller.principal, "case.opened", case.id, None).await;
    Ok(created(detail(&state, &caller, case).await?))
}

fn new_case(
    state: &AppState,
    caller: &Caller,
    request: &CaseRequest,
    response: StoredResponse,
) -> Answer<NewCase> {
    let opened_at = state.clock.now();
    let due_at = opened_at
        .checked_add(i64::from(request.due_in_hours).hours())
        .map_err(|_| Problem::invalid("/due_in_hours", "is too far away"))?;
    Ok(NewCase {
        response: response.id,
        survey: response.survey,
        unit: response.unit,
        rule: None,
        question: response.headline.as_ref().map(|headline| headline.question.clone()),
        score: response.headline.as_ref().map(|headline| headline.score),
        touchpoint: response.touchpoint,
        owner: request.owner,
        opened_at,
        due_at,
        actor: caller.user(),
    })
}

/// The case as it will be, to ask who may work on it.
fn probe(new: &NewCase) -> Case {
    Case {
        id: heard_model::CaseId(uuid::Uuid::nil()),
        number: 0,
        response: new.response,
        survey: new.survey,
        unit: new.unit,
        rule: None,
        question: None,
        score: None,
        touchpoint: None,
        owner: new.owner,
        step: heard_model::case::CaseStep::Hear,
        opened_at: new.opened_at,
        due_at: new.due_at,
        closed_at: None,
        cause: None,
        revision: 0,
    }
}

fn messages(state: &AppState, caller: &Caller, case: &Case, webhooks: &[Webhook]) -> Vec<NewDelivery> {
    let message = |kind, target: String| NewDelivery::about_case(kind, CASE_OPENED, target, case);
    let hooks = webhooks.iter().filter(|webhook| webhook.enabled);
    let hooks = hooks.map(|webhook| message(DeliveryKind::Webhook, webhook.id.to_string()));
    // Who opens a case for oneself need not be told of it.
    let owner = case.owner.filter(|owner| state.settings.sends_mail && caller.user() != Some(*owner));
    hooks.chain(owner.map(|owner| message(DeliveryKind::Mail, owner.to_string()))).collect()
}

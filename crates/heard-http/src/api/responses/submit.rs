//! `POST /api/v1/surveys/{id}/responses`: one response.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use heard_intake::{Sender, json_body};
use heard_model::policy::allows;
use heard_model::response::RawResponse;
use heard_model::{Action, ResponseId, SurveyId};
use heard_store::{IdempotencyKey, Outcome, SubmitError};

use crate::api::common::*;
use crate::live_survey::LiveSurvey;
use crate::submission::{Way, delivery_key, open_survey, prepare, store};

/// Where responses are sent to, as the policy table has it.
pub const PATH: &str = "/api/v1/surveys/{id}/responses";

/// A response that is stored.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SubmittedResponse {
    /// Its identifier.
    pub id: ResponseId,
    /// Where the respondent reads, corrects or withdraws it. Whoever has this link may do so.
    #[schema(example = "https://heard.example.org/r/AZ...")]
    pub receipt_url: String,
    /// Whether it was here before; then nothing has changed.
    pub replayed: bool,
}

/// Send a response
///
/// Without a key only `answers` and `language` may be sent; with a key that has the scope
/// `responses_write`, everything. It is answered when the response is durable. The same
/// `Idempotency-Key` (or `external_id`) with the same body gets the first answer again, with
/// another body 409. Keys never expire.
#[utoipa::path(post, path = "/api/v1/surveys/{id}/responses", tag = "responses",
    params(
        ("id" = SurveyId, Path, description = "the survey"),
        ("Idempotency-Key" = Option<String>, Header, description = "names this delivery: 1 to 255 visible ASCII characters")
    ),
    request_body(content = RawResponse, example = json!({"answers": {"recommend": 9, "why": "Quick and kind"}, "language": "en"})),
    responses(
        (status = 201, description = "stored", body = SubmittedResponse),
        (status = 200, description = "it was here before; nothing has changed", body = SubmittedResponse)
    ))]
pub async fn submit_response(
    State(state): State<AppState>,
    Path(id): Path<SurveyId>,
    request: Request,
) -> Answer<Response> {
    receive(&state, id, request).await
}

/// Takes a request that the guard has let through.
///
/// # Errors
/// What is wrong with it.
pub async fn receive(state: &AppState, id: SurveyId, mut request: Request) -> Answer<Response> {
    if state.store.is_too_late(state.entrance.wait()) {
        return Err(SubmitError::Busy.into());
    }
    let key = delivery_key(request.headers())?;
    let extensions = request.extensions_mut();
    let principal = extensions.remove::<Principal>().unwrap_or(Principal::Anonymous);
    let scope = extensions.remove::<Scope>();
    let raw = json_body::parse_response(&Bytes::from_request(request, state).await?)?;
    let survey = open_survey(state, id).await?;
    let sender = sender_of(&principal, &survey);
    let channel = if sender == Sender::Trusted { "api" } else { "link" };
    let way = Way { sender, channel, source: "api" };
    let key = key.map(|key| IdempotencyKey { scope: key_scope(&principal, id), key });
    let submission = prepare(state, &survey, raw, way, key)?;
    if let (Sender::Trusted, Some(scope)) = (sender, scope)
        && !scope.reaches(submission.response.unit())
    {
        return Err(Problem::invalid("/unit", "lies outside the branch of the key"));
    }
    Ok(answer(state, store(state, submission).await?))
}

/// Who sends: trusted only with the right to write responses of this very workspace.
fn sender_of(principal: &Principal, survey: &LiveSurvey) -> Sender {
    let is_ours = principal.workspace() == Some(survey.workspace.id);
    if is_ours && allows(principal, Action::WriteResponses) { Sender::Trusted } else { Sender::Public }
}

/// Where a delivery's key is unique: one sender cannot collide with another.
fn key_scope(principal: &Principal, survey: SurveyId) -> String {
    match principal {
        Principal::Key { key, .. } => format!("key:{key}"),
        Principal::Operator { workspace } => format!("operator:{workspace}"),
        _ => format!("survey:{survey}"),
    }
}

fn answer(state: &AppState, outcome: Outcome) -> Response {
    let receipt = outcome.receipt();
    let replayed = matches!(outcome, Outcome::Replayed(_));
    let receipt_url = state.settings.link(&format!("/r/{}", state.receipts.token(receipt.id)));
    let status = if replayed { StatusCode::OK } else { StatusCode::CREATED };
    (status, Json(SubmittedResponse { id: receipt.id, receipt_url, replayed })).into_response()
}

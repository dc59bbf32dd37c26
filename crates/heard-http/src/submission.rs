//! An answer on its way in: judged, given its key against double delivery, made ready to store.
//! The API and the respondent pages go through here.

use std::sync::Arc;

use axum::http::HeaderMap;
use heard_intake::{AnswerProblem, Context, Sender, body_hash, validate_response};
use heard_model::response::RawResponse;
use heard_model::survey::SurveyState;
use heard_model::{ResponseId, SurveyId};
use heard_store::{IdempotencyKey, Outcome, Submission, SubmitError};

use crate::live_survey::LiveSurvey;
use crate::problem::Problem;
use crate::state::AppState;

/// The header that names one delivery.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// How an answer came.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// Who sends.
    pub sender: Sender,
    /// The channel where the sender names none: `link`, `api`, …
    pub channel: &'static str,
    /// How it came in, for the operator: `page`, `api`, `batch`.
    pub source: &'static str,
}

/// Judges an answer and makes it ready to store.
///
/// # Errors
/// Everything that is wrong with it.
pub fn prepare(
    state: &AppState,
    survey: &LiveSurvey,
    raw: RawResponse,
    way: Way,
    key: Option<IdempotencyKey>,
) -> Result<Submission, Vec<AnswerProblem>> {
    let now = state.clock.now();
    let context = Context {
        now,
        zones: survey.workspace.settings.zones(),
        units: &survey.units,
        survey: &survey.context,
        sender: way.sender,
        channel: way.channel,
    };
    let body_hash = body_hash(&raw);
    let response = validate_response(&survey.version, raw, &context)?;
    Ok(Submission {
        workspace: survey.workspace.id,
        id: ResponseId::new(&*state.clock, &*state.entropy),
        accepted_at: now,
        key,
        body_hash,
        source: way.source.to_owned(),
        response,
    })
}

/// Stores an answer. What it waited before anybody looked at it counts.
///
/// # Errors
/// [`SubmitError::Busy`] when it would wait for too long; a conflict; what the disk says.
pub async fn store(state: &AppState, submission: Submission) -> Result<Outcome, SubmitError> {
    state.store.submit_late(submission, state.entrance.wait()).await
}

/// The survey, if it takes answers.
pub async fn open_survey(state: &AppState, id: SurveyId) -> Result<Arc<LiveSurvey>, Problem> {
    let survey = state.survey(id).await?.ok_or_else(|| Problem::not_found("survey"))?;
    if survey.state != SurveyState::Published {
        return Err(Problem::conflict("the survey is closed; it takes no more answers"));
    }
    Ok(survey)
}

/// The delivery's own key, if it has one.
pub fn delivery_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = value.to_str().unwrap_or("");
    if text.is_empty() || text.len() > 255 {
        return Err(Problem::invalid(
            "Idempotency-Key",
            "must be 1 to 255 visible ASCII characters; a UUID is a good one",
        ));
    }
    Ok(Some(text.to_owned()))
}

//! `POST /api/v1/metrics:query`: a number.

use heard_model::metric::{MetricAnswer, MetricQuestion};

use super::ask::{ask, ask_again, position};
use crate::api::common::*;
use crate::extract::json_response;

/// Ask for a number
///
/// Any metric, over time, by up to two dimensions, under any filter, against an earlier period;
/// with its interval, what was left out, and the definition behind it. The same question with
/// the same `as_of` has the same answer for ever.
#[utoipa::path(post, path = "/api/v1/metrics:query", tag = "metrics",
    request_body(content = MetricQuestion, example = json!({
        "metric": "nps", "from": "2026-01-01", "until": "2027-01-01", "grain": "month", "by": ["touchpoint"],
        "filter": {"in": {"dimension": "country", "values": ["HU", "RO"]}}
    })),
    responses((status = 200, description = "the number", body = MetricAnswer)))]
pub async fn query_metric(
    State(state): State<AppState>,
    caller: Caller,
    Json(question): Json<MetricQuestion>,
) -> Answer<Response> {
    let question = pinned(&state, &caller, question).await?;
    let asked = question.clone();
    let answer = ask_again(&state, &caller, &asked, move |snapshot, context| {
        heard_aggregate::answer(snapshot, context, &question)
    });
    Ok(json_response(answer.await?))
}

/// The answer to a question, within the caller's reach.
pub async fn answer(state: &AppState, caller: &Caller, question: MetricQuestion) -> Answer<MetricAnswer> {
    let question = pinned(state, caller, question).await?;
    ask(state, caller, move |snapshot, context| heard_aggregate::answer(snapshot, context, &question)).await
}

/// The question as its asker may put it.
async fn pinned(state: &AppState, caller: &Caller, mut question: MetricQuestion) -> Answer<MetricQuestion> {
    question.as_of = position(state, caller, question.as_of).await?;
    Ok(question)
}

//! `POST /api/v1/findings:query`: what stands out.

use heard_model::finding::{FindingsAnswer, FindingsQuestion};

use super::ask::{ask, position};
use crate::api::common::*;

/// Ask what stands out
///
/// Numbers that are not what they were, or not what everybody else's are, with an allowance for
/// all comparisons that were made; the most important first.
#[utoipa::path(post, path = "/api/v1/findings:query", tag = "metrics",
    request_body(content = FindingsQuestion, example = json!({"from": "2026-10-01", "until": "2026-11-01"})),
    responses((status = 200, description = "what stands out", body = FindingsAnswer)))]
pub async fn query_findings(
    State(state): State<AppState>,
    caller: Caller,
    Json(mut question): Json<FindingsQuestion>,
) -> Answer<Json<FindingsAnswer>> {
    question.as_of = position(&state, &caller, question.as_of).await?;
    let workspace = state.workspace(caller.workspace()).await?;
    let today = today(&state, &workspace)?;
    let answer = ask(&state, &caller, move |snapshot, context| {
        heard_aggregate::findings(snapshot, context, today, &question)
    });
    Ok(Json(answer.await?))
}

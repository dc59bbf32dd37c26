//! `POST /api/v1/surveys/{id}/close`: take no more answers.

use heard_model::SurveyId;

use super::view::{SurveyView, view};
use crate::api::common::*;
use crate::audit;

/// Close a survey
///
/// Its link says so; its answers stay. Publishing opens it again.
#[utoipa::path(post, path = "/api/v1/surveys/{id}/close", tag = "surveys",
    params(("id" = SurveyId, Path, description = "the survey")),
    responses((status = 200, description = "closed", body = SurveyView)))]
pub async fn close_survey(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SurveyId>,
) -> Answer<Json<SurveyView>> {
    let closed = state.store.surveys().set_open(caller.workspace(), id, false).await?;
    let closed = closed.ok_or_else(|| Problem::not_found("published survey"))?;
    state.known.forget_survey(caller.workspace(), id);
    audit::note(&state, &caller.principal, "survey.closed", id, None).await;
    Ok(Json(view(&state, &caller, closed).await?))
}

//! `GET /api/v1/surveys/{id}`: one survey whole.

use heard_model::SurveyId;

use super::view::{SurveyView, find, view};
use crate::api::common::*;

/// Read a survey
///
/// Its draft, what respondents see, and its link.
#[utoipa::path(get, path = "/api/v1/surveys/{id}", tag = "surveys",
    params(("id" = SurveyId, Path, description = "the survey")),
    responses((status = 200, description = "the survey", body = SurveyView)))]
pub async fn read_survey(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SurveyId>,
) -> Answer<Json<SurveyView>> {
    let survey = find(&state, &caller, id).await?;
    Ok(Json(view(&state, &caller, survey).await?))
}

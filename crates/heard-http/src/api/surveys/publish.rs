//! `POST /api/v1/surveys/{id}/publish`: let respondents see the draft.

use heard_intake::validate_definition;
use heard_model::SurveyId;

use super::view::{SurveyView, find, view};
use crate::api::common::*;
use crate::audit;

/// The revision that is meant.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The revision that was seen.
    pub revision: i64,
}

/// Publish a survey
///
/// The draft becomes the next version, which never changes; the link works from now on. A closed
/// survey is open again.
#[utoipa::path(post, path = "/api/v1/surveys/{id}/publish", tag = "surveys",
    params(("id" = SurveyId, Path, description = "the survey")),
    request_body(content = PublishRequest, example = json!({"revision": 3})),
    responses((status = 200, description = "published", body = SurveyView)))]
pub async fn publish_survey(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SurveyId>,
    Json(request): Json<PublishRequest>,
) -> Answer<Json<SurveyView>> {
    let survey = find(&state, &caller, id).await?;
    let definition = validate_definition(&survey.draft)?;
    let surveys = state.store.surveys();
    let published = surveys.publish(caller.workspace(), id, request.revision, &definition).await?;
    let published = published.ok_or_else(|| Problem::not_found("survey"))?;
    state.known.forget_survey(caller.workspace(), id);
    audit::note(&state, &caller.principal, "survey.published", id, None).await;
    Ok(Json(view(&state, &caller, published).await?))
}

//! `POST /api/v1/surveys`: make a survey.

use heard_intake::templates::template;
use heard_model::survey::{SurveyContext, SurveyDefinition};
use serde_json::Value;

use super::given::read_draft;
use super::view::{SurveyView, view};
use crate::api::common::*;
use crate::audit;

/// What to begin with: a template's key, or a draft.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyRequest {
    /// A template's key.
    #[serde(default)]
    #[schema(example = "relationship_nps")]
    pub template: Option<String>,
    /// A draft of one's own; it may be unfinished until it is published.
    #[serde(default)]
    #[schema(value_type = Option<SurveyDefinition>)]
    pub draft: Option<Value>,
}

/// Make a survey
///
/// From a template or from a draft. Nobody sees it before it is published.
#[utoipa::path(post, path = "/api/v1/surveys", tag = "surveys",
    request_body(content = SurveyRequest, example = json!({"template": "relationship_nps"})),
    responses((status = 201, description = "made", body = SurveyView)))]
pub async fn create_survey(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<SurveyRequest>,
) -> Answer<Response> {
    let draft = match (request.template, request.draft) {
        (Some(key), None) => {
            let found =
                template(&key).ok_or_else(|| Problem::invalid("/template", "there is no such template"))?;
            found.definition.clone()
        }
        (None, Some(draft)) => read_draft(&draft)?,
        _ => return Err(Problem::invalid("", "give either `template` or `draft`")),
    };
    let survey = state.store.surveys().create(caller.workspace(), &draft, &SurveyContext::default()).await?;
    state.known.forget_survey(caller.workspace(), survey.id);
    audit::note(&state, &caller.principal, "survey.created", survey.id, None).await;
    Ok(created(view(&state, &caller, survey).await?))
}

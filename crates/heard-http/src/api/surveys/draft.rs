//! `PUT /api/v1/surveys/{id}/draft`: put another draft in the place of the old one.

use heard_intake::validate_definition;
use heard_model::SurveyId;
use heard_model::survey::SurveyDefinition;
use serde_json::Value;

use super::given::read_draft;
use super::view::find;
use crate::api::common::*;

/// A draft and the revision that it was made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftChange {
    /// The revision that was seen.
    pub revision: i64,
    /// The draft; it may be unfinished.
    #[schema(value_type = SurveyDefinition)]
    pub draft: Value,
}

/// What was saved, and what keeps it from being published.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SavedDraft {
    /// The revision now.
    pub revision: i64,
    /// What must be mended before it can be published; none if it is ready.
    pub problems: Vec<FieldProblem>,
}

/// Save a draft
///
/// An unfinished draft is saved too; `problems` says what keeps it from being published.
#[utoipa::path(put, path = "/api/v1/surveys/{id}/draft", tag = "surveys",
    params(("id" = SurveyId, Path, description = "the survey")),
    request_body = DraftChange,
    responses((status = 200, description = "saved", body = SavedDraft)))]
pub async fn save_draft(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SurveyId>,
    Json(change): Json<DraftChange>,
) -> Answer<Json<SavedDraft>> {
    let draft = read_draft(&change.draft)?;
    let survey = find(&state, &caller, id).await?;
    let surveys = state.store.surveys();
    let saved = surveys.update(caller.workspace(), id, change.revision, &draft, &survey.context).await?;
    let saved = saved.ok_or_else(|| Problem::not_found("survey"))?;
    state.known.forget_survey(caller.workspace(), id);
    let problems = validate_definition(&saved.draft).err().unwrap_or_default();
    Ok(Json(SavedDraft {
        revision: saved.revision,
        problems: problems.into_iter().map(FieldProblem::from).collect(),
    }))
}

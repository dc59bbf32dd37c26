//! `PUT /api/v1/surveys/{id}/context`: what a survey adds to each of its answers.

use heard_model::survey::SurveyContext;
use heard_model::{SurveyId, UnitId};

use super::view::{SurveyView, find, view};
use crate::api::common::*;
use crate::audit;

/// The new context and the revision that it was made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContextChange {
    /// The revision that was seen.
    pub revision: i64,
    /// The unit that answers without one belong to; the company if absent.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// The touchpoint of the journey.
    #[serde(default)]
    #[schema(example = "delivery")]
    pub touchpoint: Option<String>,
}

/// Say where a survey stands
///
/// Answers that come through its link belong to this unit and touchpoint from now on; earlier
/// ones stay where they were.
#[utoipa::path(put, path = "/api/v1/surveys/{id}/context", tag = "surveys",
    params(("id" = SurveyId, Path, description = "the survey")),
    request_body = ContextChange,
    responses((status = 200, description = "changed", body = SurveyView)))]
pub async fn change_context(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SurveyId>,
    Json(change): Json<ContextChange>,
) -> Answer<Json<SurveyView>> {
    let survey = find(&state, &caller, id).await?;
    let mut fields = FieldCheck::default();
    let touchpoint = fields.optional_line("/touchpoint", change.touchpoint.as_deref(), 100);
    if let Some(unit) = change.unit
        && state.units(caller.workspace()).await?.get(unit).is_none()
    {
        fields.refuse("/unit", "there is no such unit");
    }
    fields.finish()?;
    let context = SurveyContext { unit: change.unit, touchpoint };
    let surveys = state.store.surveys();
    let changed = surveys.update(caller.workspace(), id, change.revision, &survey.draft, &context).await?;
    let changed = changed.ok_or_else(|| Problem::not_found("survey"))?;
    state.known.forget_survey(caller.workspace(), id);
    audit::note(&state, &caller.principal, "survey.context_changed", id, None).await;
    Ok(Json(view(&state, &caller, changed).await?))
}

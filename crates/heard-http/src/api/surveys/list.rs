//! `GET /api/v1/surveys`: the workspace's surveys.

use super::view::SurveySummary;
use crate::api::common::*;

/// List surveys
///
/// The one changed last comes first.
#[utoipa::path(get, path = "/api/v1/surveys", tag = "surveys", responses(
    (status = 200, description = "surveys", body = List<SurveySummary>)
))]
pub async fn list_surveys(
    State(state): State<AppState>,
    caller: Caller,
) -> Answer<Json<List<SurveySummary>>> {
    let mut items = Vec::new();
    for survey in state.store.surveys().list(caller.workspace()).await? {
        let responses = state.store.responses().count(&caller.scope, survey.id).await?;
        items.push(SurveySummary::new(&state, survey, responses));
    }
    Ok(Json(items.into()))
}

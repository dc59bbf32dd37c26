//! `GET /api/v1/responses/{id}`: one response whole.

use heard_model::ResponseId;

use super::view::{Definitions, ResponseChangeView, ResponseView};
use crate::api::common::*;

/// Read a response
///
/// With what was asked, so that it can be read without another request.
#[utoipa::path(get, path = "/api/v1/responses/{id}", tag = "responses",
    params(("id" = ResponseId, Path, description = "the response")),
    responses((status = 200, description = "the response", body = ResponseView)))]
pub async fn read_response(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ResponseId>,
) -> Answer<Json<ResponseView>> {
    Ok(Json(whole(&state, &caller, id).await?))
}

/// A response within the caller's reach.
pub async fn whole(state: &AppState, caller: &Caller, id: ResponseId) -> Answer<ResponseView> {
    let responses = state.store.responses();
    let found = responses.get(&caller.scope, id).await?;
    let response = found.ok_or_else(|| Problem::not_found("response"))?;
    let changes = responses.changes(&caller.scope, id).await?;
    let changes = changes.into_iter().map(|change| ResponseChangeView {
        at: change.at,
        withdrawal: change.withdrawal,
        redated: change.redated,
    });
    let mut definitions = Definitions::default();
    let definition =
        definitions.get(state, caller.workspace(), response.survey, response.version).await?.clone();
    Ok(ResponseView::new(response, definition, changes.collect()))
}

//! `GET /api/v1/responses`: what was answered.

use heard_store::Cursor;

use super::filter::ResponseQuery;
use super::view::{Definitions, ResponseSummary};
use crate::api::common::*;

/// List responses
///
/// The newest first; a page may be shorter than asked for and still go on.
#[utoipa::path(get, path = "/api/v1/responses", tag = "responses", params(ResponseQuery),
    responses((status = 200, description = "a page of responses", body = Page<ResponseSummary>)))]
pub async fn list_responses(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<ResponseQuery>,
) -> Answer<Json<Page<ResponseSummary>>> {
    let limit = usize::try_from(page_size(query.limit)?).unwrap_or(1);
    let cursor = query.cursor.as_deref().map(str::parse::<Cursor>).transpose();
    let cursor = cursor.map_err(|error| Problem::invalid("cursor", error.to_string()))?;
    let filter = query.filter(&state, &caller).await?;
    let page = state.store.responses().list(&caller.scope, &filter, cursor, limit).await?;
    let mut definitions = Definitions::default();
    let mut items = Vec::with_capacity(page.items.len());
    for response in page.items {
        let (survey, version) = (response.survey, response.version);
        let definition = definitions.get(&state, caller.workspace(), survey, version).await?;
        items.push(ResponseSummary::new(response, definition));
    }
    Ok(Json(Page { items, next: page.next.map(|next| next.to_string()) }))
}

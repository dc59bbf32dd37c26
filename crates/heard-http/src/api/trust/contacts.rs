//! `GET /api/v1/contacts`: find a customer.

use heard_model::contact::Contact;
use heard_store::Cursor;

use crate::api::common::*;

/// Whom to look for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct ContactQuery {
    /// A part of the name, the address or the identifier; all customers if absent.
    pub search: Option<String>,
    /// Where to go on: `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page: 1 to 500, 50 if absent.
    pub limit: Option<u64>,
}

/// Find customers
///
/// The newest first. Only who may erase people sees their names and addresses in a list.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "trust", params(ContactQuery),
    responses((status = 200, description = "a page of customers", body = Page<Contact>)))]
pub async fn list_contacts(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<ContactQuery>,
) -> Answer<Json<Page<Contact>>> {
    let limit = usize::try_from(page_size(query.limit)?).unwrap_or(1);
    let cursor = query.cursor.as_deref().map(str::parse::<Cursor>).transpose();
    let cursor = cursor.map_err(|error| Problem::invalid("cursor", error.to_string()))?;
    let search = query.search.as_deref().unwrap_or("");
    let page = state.store.contacts().search(&caller.scope, search, cursor, limit).await?;
    Ok(Json(Page { items: page.items, next: page.next.map(|next| next.to_string()) }))
}

//! `GET /api/v1/audit`: who did what.

use heard_store::Cursor;
use jiff::Timestamp;

use crate::api::common::*;

/// Which page.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct AuditQuery {
    /// Where to go on: `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page: 1 to 500, 50 if absent.
    pub limit: Option<u64>,
}

/// Something that was done.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditView {
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    /// Who: `user:<id>`, `key:<id>` or `operator`.
    pub actor: String,
    /// What.
    #[schema(example = "survey.published")]
    pub action: String,
    /// To what.
    pub object: String,
    /// Further facts.
    #[schema(value_type = Option<Object>)]
    pub detail: Option<serde_json::Value>,
}

/// Read the audit log
///
/// The newest first; identifiers only, no words of customers.
#[utoipa::path(get, path = "/api/v1/audit", tag = "trust", params(AuditQuery),
    responses((status = 200, description = "a page of entries", body = Page<AuditView>)))]
pub async fn list_audit(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<AuditQuery>,
) -> Answer<Json<Page<AuditView>>> {
    let limit = usize::try_from(page_size(query.limit)?).unwrap_or(1);
    let cursor = query.cursor.as_deref().map(str::parse::<Cursor>).transpose();
    let cursor = cursor.map_err(|error| Problem::invalid("cursor", error.to_string()))?;
    let page = state.store.audit().list(caller.workspace(), cursor, limit).await?;
    let items = page.items.into_iter().map(|entry| AuditView {
        at: entry.at,
        actor: entry.actor,
        action: entry.action,
        object: entry.object,
        detail: entry.detail,
    });
    Ok(Json(Page { items: items.collect(), next: page.next.map(|next| next.to_string()) }))
}

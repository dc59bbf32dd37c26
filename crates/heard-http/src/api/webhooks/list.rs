//! `GET /api/v1/webhooks`: where events are sent to.

use heard_model::WebhookId;
use heard_store::Webhook;
use jiff::Timestamp;

use crate::api::common::*;

/// A webhook, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WebhookView {
    /// Identifier.
    pub id: WebhookId,
    /// What people call it.
    pub name: String,
    /// Where to.
    #[schema(example = "https://example.org/heard")]
    pub url: String,
    /// Whether events are sent.
    pub enabled: bool,
    /// When made.
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Timestamp,
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> Self {
        let Webhook { id, name, url, enabled, created_at, .. } = webhook;
        Self { id, name, url, enabled, created_at }
    }
}

/// List webhooks
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "workspace", responses(
    (status = 200, description = "webhooks", body = List<WebhookView>)
))]
pub async fn list_webhooks(State(state): State<AppState>, caller: Caller) -> Answer<Json<List<WebhookView>>> {
    let webhooks = state.store.webhooks().list(caller.workspace()).await?;
    Ok(Json(webhooks.into_iter().map(WebhookView::from).collect::<Vec<_>>().into()))
}

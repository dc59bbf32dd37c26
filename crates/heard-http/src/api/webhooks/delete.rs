//! `DELETE /api/v1/webhooks/{id}`: send no more events there.

use heard_model::WebhookId;

use crate::api::common::*;
use crate::audit;

/// Delete a webhook
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "workspace",
    params(("id" = WebhookId, Path, description = "the webhook")),
    responses((status = 204, description = "deleted")))]
pub async fn delete_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Answer<StatusCode> {
    if !state.store.webhooks().delete(caller.workspace(), id).await? {
        return Err(Problem::not_found("webhook"));
    }
    audit::note(&state, &caller.principal, "webhook.deleted", id, None).await;
    Ok(StatusCode::NO_CONTENT)
}

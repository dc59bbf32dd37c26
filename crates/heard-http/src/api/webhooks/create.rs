//! `POST /api/v1/webhooks`: send events to an address.

use axum::http::Uri;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::list::WebhookView;
use crate::api::common::*;
use crate::audit;

/// The most webhooks of a workspace.
const MOST: usize = 50;

/// Where to send events.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookRequest {
    /// What people call it.
    #[schema(example = "Help desk")]
    pub name: String,
    /// An http or https address.
    #[schema(example = "https://example.org/heard")]
    pub url: String,
}

/// A webhook with its secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewWebhook {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: WebhookView,
    /// What messages are signed with, as Standard Webhooks say; it is shown this once.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: String,
}

/// Add a webhook
///
/// Events are signed (Standard Webhooks) and tried again until they arrive or a day has passed.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "workspace", request_body = WebhookRequest, responses(
    (status = 201, description = "added", body = NewWebhook)
))]
pub async fn create_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<WebhookRequest>,
) -> Answer<Response> {
    let mut fields = FieldCheck::default();
    let name = fields.line("/name", &request.name, 100);
    let url = fields.line("/url", &request.url, 2_000);
    if !is_target(&url) {
        fields.refuse("/url", "is no http or https address of a host, without a name and password in it");
    }
    fields.finish()?;
    if state.store.webhooks().list(caller.workspace()).await?.len() >= MOST {
        return Err(Problem::conflict(format!("a workspace has at most {MOST} webhooks")));
    }
    let mut key = [0u8; 32];
    state.entropy.fill(&mut key);
    let secret = format!("whsec_{}", STANDARD.encode(key));
    let webhook = state.store.webhooks().create(caller.workspace(), &name, &url, &secret).await?;
    audit::note(&state, &caller.principal, "webhook.created", webhook.id, None).await;
    Ok(created(NewWebhook { webhook: webhook.into(), secret }))
}

fn is_target(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some_and(|host| !host.is_empty())
        && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for good in ["https://example.org/x?y=1", "http://127.0.0.1:9000", "https://[::1]:8/"] {
            assert!(is_target(good), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "ftp://example.org",
            "file:///etc/passwd",
            "https://u:p@example.org",
            "https://",
            "/x",
        ] {
            assert!(!is_target(bad), "{bad}");
        }
    }
}

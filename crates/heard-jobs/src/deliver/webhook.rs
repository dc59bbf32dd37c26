//! Sends a webhook: signed, without redirects, and never to the machine's own network unless
//! the operator allows it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;

use super::signature::{BadSecret, sign};

/// How long an endpoint may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why a webhook was not delivered.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// Not an http(s) URL with a host.
    #[error("the address must be an http or https URL with a host and without a password")]
    Address,
    /// A private address.
    #[error("the address points into a private network; set webhooks_to_private_networks to allow it")]
    PrivateNetwork,
    /// The endpoint's secret is damaged.
    #[error(transparent)]
    Secret(#[from] BadSecret),
    /// The endpoint answered with something else than 2xx.
    #[error("the endpoint answered {0}")]
    Status(u16),
    /// No connection or no answer in time.
    #[error("the endpoint could not be reached")]
    Unreachable,
}

/// One message to one endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Where to.
    pub url: &'a str,
    /// The endpoint's secret.
    pub secret: &'a str,
    /// Identifier of the message, the same on every try.
    pub id: &'a str,
    /// The present, in seconds since 1970.
    pub timestamp_seconds: i64,
    /// JSON.
    pub body: &'a str,
}

/// Sends webhooks.
#[derive(Clone, Debug)]
pub struct WebhookSender {
    client: reqwest::Client,
    allow_private: bool,
}

impl WebhookSender {
    /// A sender; `allow_private` lets it reach private and loopback addresses.
    ///
    /// # Errors
    /// When the machine's TLS trust cannot be set up.
    pub fn new(allow_private: bool) -> Result<Self, reqwest::Error> {
        // A provider chosen earlier in this process stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .timeout(TIMEOUT)
            .connect_timeout(TIMEOUT / 2)
            .user_agent(concat!("Heard/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .dns_resolver(Arc::new(GuardedResolver { allow_private }))
            .build()?;
        Ok(Self { client, allow_private })
    }

    /// Sends one message.
    ///
    /// # Errors
    /// When the address is refused, the endpoint is out of reach or does not answer 2xx.
    pub async fn send(&self, message: Message<'_>) -> Result<(), WebhookError> {
        let url = check_address(message.url, self.allow_private)?;
        let signature = sign(message.secret, message.id, message.timestamp_seconds, message.body)?;
        let answer = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.timestamp_seconds)
            .header("webhook-signature", signature)
            .body(message.body.to_owned())
            .send()
            .await
            .map_err(|_| WebhookError::Unreachable)?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(WebhookError::Status(answer.status().as_u16()))
        }
    }
}

/// The address as a URL, if webhooks may go there. Names are looked at again when resolved.
///
/// # Errors
/// When it is no http(s) URL with a host, carries a password, or is a private address.
pub fn check_address(address: &str, allow_private: bool) -> Result<Url, WebhookError> {
    let url = Url::parse(address).map_err(|_| WebhookError::Address)?;
    let has_password = !url.username().is_empty() || url.password().is_some();
    let host = url.host_str().ok_or(WebhookError::Address)?;
    if !matches!(url.scheme(), "http" | "https") || has_password {
        return Err(WebhookError::Address);
    }
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_private = literal.is_ok_and(is_private) || host.eq_ignore_ascii_case("localhost");
    if is_private && !allow_private {
        return Err(WebhookError::PrivateNetwork);
    }
    Ok(url)
}

/// Whether an address belongs to this machine or a network that is not the public internet.
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || first == 0
                || first >= 240
                || (first == 100 && (64..128).contains(&second))
                || (first == 198 && (18..20).contains(&second))
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
        }
    }
}

/// Resolves names and leaves out private addresses, so that a name can't lead inside either.
#[derive(Debug)]
struct GuardedResolver {
    allow_private: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> =
                found.filter(|address| allow_private || !is_private(address.ip())).collect();
            if allowed.is_empty() {
                return Err(WebhookError::PrivateNetwork.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_refused() {
        for address in [
            "http://127.0.0.1/x",
            "http://localhost:8080",
            "http://10.1.2.3",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fd00::1]/",
            "http://0.0.0.0",
            "http://100.64.0.1",
        ] {
            assert!(matches!(check_address(address, false), Err(WebhookError::PrivateNetwork)), "{address}");
            assert!(check_address(address, true).is_ok(), "{address}");
        }
    }

    #[test]
    fn what_is_no_plain_web_address_is_refused() {
        for address in
            ["", "ftp://example.org", "file:///etc/passwd", "https://user:pw@example.org", "example.org"]
        {
            assert!(matches!(check_address(address, true), Err(WebhookError::Address)), "{address}");
        }
        assert!(check_address("https://hooks.example.org/a?b=c", false).is_ok());
    }
}

//! Proof that a change was asked for by our own page: the browser's `Origin`, and a token that
//! only a page of ours can read and send.

use axum::http::{HeaderMap, header};

use super::token;
use crate::problem::{Problem, ProblemKind};

/// The header that carries the token.
pub const HEADER: &str = "x-csrf-token";

/// The token of a session.
pub fn token_of(session: &str) -> String {
    token::derive("heard 2026 token against foreign pages", session)
}

/// Refuses a change of a session without its token.
pub fn check_token(headers: &HeaderMap, session: &str) -> Result<(), Problem> {
    let sent = headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or("");
    if token::equal(sent, &token_of(session)) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::CrossSite,
        "send the header `X-CSRF-Token` with the value `csrf` of GET /api/v1/session",
    ))
}

/// Refuses a change that a page of somebody else asks for.
pub fn check_origin(headers: &HeaderMap, public_origin: &str) -> Result<(), Problem> {
    let foreign =
        || Err(Problem::new(ProblemKind::CrossSite, "the request comes from a page of another site"));
    if let Some(origin) = headers.get(header::ORIGIN) {
        let Ok(origin) = origin.to_str() else { return foreign() };
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
        let by_host = |scheme: &str| host.is_some_and(|host| origin == format!("{scheme}://{host}"));
        return if origin == public_origin || by_host("http") || by_host("https") {
            Ok(())
        } else {
            foreign()
        };
    }
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some("cross-site" | "same-site") => foreign(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_may_ask() {
        let ours = "https://heard.example";
        for (pairs, fits) in [
            (vec![], true),
            (vec![("origin", "https://heard.example")], true),
            (vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], true),
            (vec![("origin", "https://heard.example.evil.example")], false),
            (vec![("origin", "null")], false),
            (vec![("origin", "https://evil.example"), ("host", "heard.example")], false),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("sec-fetch-site", "same-site")], false),
        ] {
            assert_eq!(check_origin(&headers(&pairs), ours).is_ok(), fits, "{pairs:?}");
        }
    }

    #[test]
    fn the_token_belongs_to_its_session() {
        let token = token_of("one");
        assert!(check_token(&headers(&[(HEADER, &token)]), "one").is_ok());
        assert!(check_token(&headers(&[(HEADER, &token)]), "two").is_err());
        assert!(check_token(&headers(&[]), "one").is_err());
        assert!(!token.contains("one"));
    }
}

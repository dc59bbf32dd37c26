//! The console's files, and its page for every address that it handles itself.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use heard_web::Asset;

use crate::problem::{Problem, ProblemKind};

/// Answers what no route does: a file of the console, or its page, or a problem document.
pub fn file_or_page(request: &Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path == "/api" {
        return Problem::new(ProblemKind::NotFound, "there is no such address; GET /openapi.json lists them")
            .into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::new(ProblemKind::MethodNotAllowed, "only GET is answered here").into_response();
    }
    let accepts_gzip = accepts_gzip(request.headers());
    let name = path.trim_start_matches('/');
    if let Some(asset) = heard_web::asset(name, accepts_gzip) {
        return file(asset, request.headers());
    }
    if looks_like_a_file(name) {
        return Problem::new(ProblemKind::NotFound, "there is no such file").into_response();
    }
    match heard_web::asset("index.html", accepts_gzip) {
        Some(index) => file(index, request.headers()),
        None => Problem::new(
            ProblemKind::NotFound,
            "the console is not built; run `make console`, the API under /api/v1 works without it",
        )
        .into_response(),
    }
}

fn looks_like_a_file(name: &str) -> bool {
    name.starts_with("assets/") || name.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn file(asset: Asset, request: &HeaderMap) -> Response {
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        headers.insert(header::ETAG, etag);
    }
    if is_known(request, &asset.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    if let Ok(mime) = HeaderValue::from_str(&asset.mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    if asset.gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    (headers, asset.bytes).into_response()
}

fn is_known(request: &HeaderMap, etag: &str) -> bool {
    let sent = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    sent.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("gzip") && parts.all(|part| part != "q=0" && part != "q=0.0")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(immutable: bool) -> Asset {
        Asset { bytes: b"x"[..].into(), mime: "text/css".into(), etag: "\"t\"".into(), gzip: true, immutable }
    }

    #[test]
    fn hashed_files_are_kept_and_known_ones_are_not_sent_again() {
        let response = file(asset(true), &HeaderMap::new());
        assert_eq!(response.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(response.headers()["content-encoding"], "gzip");
        let mut request = HeaderMap::new();
        request.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\", W/\"t\""));
        assert_eq!(file(asset(false), &request).status(), 304);
    }

    #[test]
    fn pages_of_the_console_are_no_files() {
        assert!(!looks_like_a_file("cases/0190"));
        assert!(looks_like_a_file("favicon.ico"));
        assert!(looks_like_a_file("assets/missing"));
    }

    #[test]
    fn gzip_is_sent_where_it_is_wanted() {
        for (value, wanted) in
            [("gzip, br", true), ("br, gzip;q=0.5", true), ("gzip;q=0", false), ("", false)]
        {
            let mut request = HeaderMap::new();
            request.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(accepts_gzip(&request), wanted, "{value}");
        }
    }
}

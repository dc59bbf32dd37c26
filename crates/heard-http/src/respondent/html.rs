//! Pages as answers: the style that is part of them, and the headers that keep them safe.

use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// The style sheet without comments and blanks; it travels inside each page, so that a page is
/// one request even on a slow line.
pub static STYLE: LazyLock<String> =
    LazyLock::new(|| squeeze(include_str!("../../templates/respondent/style.css")));

/// Nothing but the page itself and its one style, known by its hash; no script at all.
static CONTENT_SECURITY_POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self' data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// A page of its status. The address may hold a receipt, so it is neither kept, nor indexed, nor
/// told to anybody.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    render(status, template, "no-store")
}

/// A page that the browser may show again on "back", with its key against double delivery, so
/// that sending it once more is noticed.
pub fn page_to_come_back_to(template: &impl Template) -> Response {
    render(StatusCode::OK, template, "private, no-cache")
}

fn render(status: StatusCode, template: &impl Template, cache: &'static str) -> Response {
    let body = match template.render() {
        Ok(body) => body,
        Err(error) => return Problem::internal(&error).into_response(),
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY.clone());
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, cache),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// On to another page of ours, with GET.
pub fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(path) {
        headers.insert(header::LOCATION, location);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Takes comments, line breaks and needless blanks out of a style sheet.
fn squeeze(sheet: &str) -> String {
    let mut squeezed = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(start) = rest.find("/*") {
        squeezed.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    squeezed.push_str(rest);
    let lines: Vec<&str> = squeezed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut sheet = lines.join(" ");
    for (wide, narrow) in [
        (" { ", "{"),
        (" {", "{"),
        ("; }", "}"),
        (";}", "}"),
        (" }", "}"),
        ("} ", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
    ] {
        sheet = sheet.replace(wide, narrow);
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_squeezed_without_losing_a_rule() {
        let sheet =
            "/* why */\na {\n  color: red;\n  margin: 0 1px;\n}\n\n@media (x: y) {\n  b { top: 0; }\n}\n";
        assert_eq!(squeeze(sheet), "a{color:red;margin:0 1px}@media (x:y){b{top:0}}");
        assert_eq!(STYLE.matches('{').count(), STYLE.matches('}').count());
        assert!(!STYLE.contains("</"));
    }
}

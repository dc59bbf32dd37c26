//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie's name.
pub const COOKIE: &str = "heard_session";
/// How long a session lasts: thirty days.
pub const LIFETIME_SECONDS: i64 = 30 * 24 * 3_600;

/// The secret of the session that a request carries.
pub fn from_headers(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && is_secret(value))
        .map(|(_, value)| value)
}

fn is_secret(value: &str) -> bool {
    value.len() == 43
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The header that gives a browser its session.
pub fn cookie(secret: &str, is_https: bool) -> HeaderValue {
    set(secret, LIFETIME_SECONDS, is_https)
}

/// The header that takes it away.
pub fn ended_cookie(is_https: bool) -> HeaderValue {
    set("", 0, is_https)
}

fn set(value: &str, max_age: i64, is_https: bool) -> HeaderValue {
    let secure = if is_https { "; Secure" } else { "" };
    let text = format!("{COOKIE}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let secret = "a".repeat(43);
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; heard_session=short"));
        headers.append(header::COOKIE, format!("x=1; {COOKIE}={secret}").parse().unwrap());
        assert_eq!(from_headers(&headers), Some(secret.as_str()));
        assert_eq!(from_headers(&HeaderMap::new()), None);
    }

    #[test]
    fn scripts_and_other_sites_never_have_it() {
        let cookie = cookie("s", true);
        let text = cookie.to_str().unwrap();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Secure"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!ended_cookie(false).to_str().unwrap().contains("Secure"));
    }
}

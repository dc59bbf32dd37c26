//! Headers of requests: one a line, as `name: value`.

#![no_main]

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, header};
use heard_http::address;
use heard_http::auth::{api_key, cross_site, session};
use heard_http::respondent::locale::PageLanguage;
use heard_http::submission::delivery_key;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    session_and_key(&headers);
    forwarded(&headers);
    let languages = ["en", "hu", "fa-IR"].map(str::to_owned);
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = PageLanguage::choose(&languages, None, accept);
    assert!(languages.contains(&chosen.tag) && matches!(chosen.direction(), "ltr" | "rtl"));
});

fn session_and_key(headers: &HeaderMap) {
    if let Some(secret) = session::from_headers(headers) {
        assert_eq!(secret.len(), 43);
        let _ = cross_site::check_token(headers, secret);
        let cookie = session::cookie(secret, true);
        let mut sent = HeaderMap::new();
        let pair = cookie.to_str().expect("a cookie is text").split(';').next().unwrap_or_default();
        sent.insert(header::COOKIE, HeaderValue::from_str(pair).expect("a cookie fits into a header"));
        assert_eq!(session::from_headers(&sent), Some(secret), "the cookie that we give is one that we read");
    }
    if let Some(token) = api_key::bearer(headers) {
        assert_eq!(token, token.trim());
        let _ = api_key::is_key(token);
    }
    let _ = cross_site::check_origin(headers, "https://heard.example.org");
    if let Ok(Some(key)) = delivery_key(headers) {
        assert!((1..=255).contains(&key.len()));
    }
}

/// Nobody but the proxy can say where a request comes from.
fn forwarded(headers: &HeaderMap) {
    let proxy: IpAddr = "192.0.2.1".parse().expect("an address");
    let peer = |text: &str| {
        let mut extensions = Extensions::new();
        let address: SocketAddr = text.parse().expect("an address with a port");
        extensions.insert(ConnectInfo(address));
        extensions
    };
    let direct = address::client(&peer("198.51.100.7:1"), headers, &[proxy]);
    assert_eq!(direct, "198.51.100.7".parse::<IpAddr>().expect("an address"));
    let _ = address::client(&peer("192.0.2.1:1"), headers, &[proxy]);
}

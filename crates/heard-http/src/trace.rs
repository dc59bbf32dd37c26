//! One line of log and one measurement for each request: method, route, status, duration. Never
//! an address, a query, a body or a name: the route is the pattern, not the path that was asked.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

/// Logs and measures a request.
pub async fn measure(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_name(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span =
        tracing::info_span!("request", method, route = route.as_ref().map_or("none", MatchedPath::as_str));
    let response = next.run(request).instrument(span.clone()).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    let _entered = span.enter();
    if status >= 500 {
        tracing::warn!(status, seconds, "answered");
    } else {
        tracing::debug!(status, seconds, "answered");
    }
    count(method, route.as_ref().map_or("none", MatchedPath::as_str).to_owned(), status, seconds);
    response
}

fn count(method: &'static str, route: String, status: u16, seconds: f64) {
    let class = match status {
        ..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("heard_http_requests_total", "method" => method, "route" => route.clone(), "status" => class)
        .increment(1);
    metrics::histogram!("heard_http_request_seconds", "route" => route).record(seconds);
}

/// The known methods by name, so that nobody fills the metrics with invented ones.
fn method_name(method: &axum::http::Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

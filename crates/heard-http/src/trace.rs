//! One line of log and one measurement for each request: method, route, status, duration. Never
//! an address, a query, a body or a name: the route is the pattern, not the path that was asked.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};

/// A request being measured.
pub struct Measured {
    started: Instant,
    method: &'static str,
    route: Option<MatchedPath>,
    span: Span,
}

impl Measured {
    /// Starts the clock.
    pub fn begin(request: &Request) -> Self {
        let method = method_name(request.method());
        let route = request.extensions().get::<MatchedPath>().cloned();
        // A span costs more than the rest of this; what is warned of names the route itself.
        let span = tracing::debug_span!("request", method, route = pattern(route.as_ref()));
        Self { started: Instant::now(), method, route, span }
    }

    /// Work that belongs to the request: what it logs names the route.
    pub fn within<F: Future>(&self, work: F) -> Instrumented<F> {
        work.instrument(self.span.clone())
    }

    /// Logs and counts how it ended.
    pub fn end(self, status: StatusCode) {
        let seconds = self.started.elapsed().as_secs_f64();
        let (method, route, status) = (self.method, pattern(self.route.as_ref()), status.as_u16());
        if status >= 500 {
            tracing::warn!(method, route, status, seconds, "answered");
        } else {
            tracing::debug!(method, route, status, seconds, "answered");
        }
        count(method, route.to_owned(), status, seconds);
    }
}

fn pattern(route: Option<&MatchedPath>) -> &str {
    route.map_or("none", MatchedPath::as_str)
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

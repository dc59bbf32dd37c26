//! One line of log and one measurement for each request: method, route, status, duration. Never
//! an address, a query, a body or a name: the route is the pattern, not the path that was asked.

use std::sync::OnceLock;
use std::time::Instant;

use axum::http::{Method, StatusCode};
use metrics::{Counter, Histogram, counter, histogram};
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};

/// A request being measured.
pub struct Measured {
    started: Instant,
    method: &'static str,
    route: &'static str,
    span: Span,
}

impl Measured {
    /// Starts the clock for a route; `None` is an address that is no route.
    pub fn begin(method: &Method, route: Option<&'static str>) -> Self {
        let (method, route) = (method_name(method), route.unwrap_or("none"));
        // A span costs more than the rest of this; what is warned of names the route itself.
        let span = tracing::debug_span!("request", method, route);
        Self { started: Instant::now(), method, route, span }
    }

    /// Work that belongs to the request: what it logs names the route.
    pub fn within<F: Future>(&self, work: F) -> Instrumented<F> {
        work.instrument(self.span.clone())
    }

    /// Logs and counts how it ended.
    pub fn end(self, status: StatusCode, meters: Option<&Meters>) {
        let seconds = self.started.elapsed().as_secs_f64();
        let (method, route, code) = (self.method, self.route, status.as_u16());
        if status.is_server_error() {
            tracing::warn!(method, route, status = code, seconds, "answered");
        } else {
            tracing::debug!(method, route, status = code, seconds, "answered");
        }
        match meters {
            Some(meters) => meters.count(status, seconds),
            None => Meters::new(method, route).count(status, seconds),
        }
    }
}

/// What is measured of a route's requests. Each is looked up once: that costs more than counting.
pub struct Meters {
    method: &'static str,
    route: &'static str,
    requests: [OnceLock<Counter>; 4],
    seconds: OnceLock<Histogram>,
}

impl Meters {
    /// Of a method and a route.
    pub fn new(method: &'static str, route: &'static str) -> Self {
        Self { method, route, requests: Default::default(), seconds: OnceLock::new() }
    }

    fn count(&self, status: StatusCode, seconds: f64) {
        let (at, class) = match status.as_u16() {
            ..300 => (0, "2xx"),
            300..400 => (1, "3xx"),
            400..500 => (2, "4xx"),
            _ => (3, "5xx"),
        };
        let requests = self.requests[at].get_or_init(|| {
            counter!("heard_http_requests_total", "method" => self.method, "route" => self.route, "status" => class)
        });
        requests.increment(1);
        let of_route = || histogram!("heard_http_request_seconds", "route" => self.route);
        self.seconds.get_or_init(of_route).record(seconds);
    }
}

/// The known methods by name, so that nobody fills the metrics with invented ones.
fn method_name(method: &Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

//! Putting routes on the router, each under its row of the policy table.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::policy;

/// Routes that stand in the policy table.
///
/// ```
/// use heard_http::mount::Mount;
/// let routes: Mount<()> = Mount::new().get("/healthz", async || "ok");
/// ```
pub struct Mount<S> {
    router: Router<S>,
}

impl<S: Clone + Send + Sync + 'static> Default for Mount<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> Mount<S> {
    /// No routes.
    pub fn new() -> Self {
        Self { router: Router::new() }
    }

    /// Answers `GET path`.
    ///
    /// # Panics
    /// Where the policy table has no such row.
    pub fn get<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.on(Method::GET, MethodFilter::GET, path, handler)
    }

    /// Answers `POST path`.
    ///
    /// # Panics
    /// Where the policy table has no such row.
    pub fn post<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.on(Method::POST, MethodFilter::POST, path, handler)
    }

    fn on<H: Handler<T, S>, T: 'static>(
        self,
        method: Method,
        filter: MethodFilter,
        path: &str,
        handler: H,
    ) -> Self {
        assert!(
            policy::row(&method, path).is_some(),
            "{method} {path} has no row in the policy table; add one before mounting it"
        );
        Self { router: self.router.route(path, on(filter, handler)) }
    }

    /// The routes as a router.
    pub fn into_router(self) -> Router<S> {
        self.router
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "has no row in the policy table")]
    fn a_route_without_a_row_is_not_mounted() {
        let _: Mount<()> = Mount::new().get("/api/v1/backdoor", async || "open");
    }

    #[test]
    #[should_panic(expected = "has no row in the policy table")]
    fn nor_is_a_known_path_with_another_method() {
        let _: Mount<()> = Mount::new().post("/healthz", async || "open");
    }
}

//! Which row of the policy table a request asks for. The row is found before the handler, by the
//! same rules of matching as the router has, so that nothing is handled that was not guarded.

use std::borrow::Cow;

use axum::extract::Request;
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use crate::limits::key_of;
use crate::policy::{self, Row, TABLE};
use crate::trace::Meters;

/// The rows of the policy table by path.
pub struct Routes(matchit::Router<Path>);

struct Path {
    pattern: &'static str,
    routes: Vec<Route>,
}

/// One row and what is measured of its requests.
pub struct Route {
    /// The row.
    pub row: &'static Row,
    /// Its measurements.
    pub meters: Meters,
}

/// What a request asks for.
pub struct Asked<'a> {
    /// The path as the table has it; `None` for an address that is in no row.
    pub path: Option<&'static str>,
    /// The row; `None` also where the path has no such method.
    pub route: Option<&'a Route>,
    /// What the path names first.
    pub named: Named,
}

/// What a path names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The identifier that it is, if it is one.
    pub id: Option<Uuid>,
    /// A hash of it, in one spelling.
    pub hash: u64,
}

impl Default for Routes {
    /// All rows. A path that cannot be told apart from another is closed; a test looks for such.
    fn default() -> Self {
        let mut router = matchit::Router::new();
        for (position, row) in TABLE.iter().enumerate() {
            if TABLE[..position].iter().any(|earlier| earlier.path == row.path) {
                continue;
            }
            let of_path = TABLE.iter().filter(|other| other.path == row.path);
            let routes =
                of_path.map(|row| Route { row, meters: Meters::new(row.method, row.path) }).collect();
            if let Err(error) = router.insert(row.path, Path { pattern: row.path, routes }) {
                tracing::error!(path = row.path, %error, "a path of the policy table is closed");
            }
        }
        Self(router)
    }
}

impl Routes {
    /// The row of a request; `HEAD` is answered as `GET`.
    pub fn asked(&self, request: &Request) -> Asked<'_> {
        let Ok(found) = self.0.at(request.uri().path()) else {
            return Asked { path: None, route: None, named: Named::default() };
        };
        let method = policy::method_of_row(request.method());
        let path = found.value;
        Asked {
            path: Some(path.pattern),
            route: path.routes.iter().find(|route| route.row.method == method),
            named: found.params.iter().next().map(|(_, value)| named(value)).unwrap_or_default(),
        }
    }
}

/// The hash of an identifier is its random half; nobody gains by naming one that does not exist.
fn named(value: &str) -> Named {
    let value: Cow<'_, str> =
        if value.contains('%') { percent_decode_str(value).decode_utf8_lossy() } else { value.into() };
    let id = Uuid::parse_str(&value).ok();
    Named { id, hash: id.map_or_else(|| key_of(&value), |id| id.as_u64_pair().1) }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Method;

    use super::*;

    fn asked(routes: &Routes, method: Method, path: &str) -> (Option<&'static str>, bool, Named) {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let asked = routes.asked(&request);
        (asked.path, asked.route.is_some(), asked.named)
    }

    #[test]
    fn every_row_is_found() {
        let routes = Routes::default();
        for row in TABLE {
            let path = row.path.replace(['{', '}'], "");
            let request = Request::builder().method(row.method).uri(path).body(Body::empty()).unwrap();
            let found = routes.asked(&request).route.map(|route| (route.row.method, route.row.path));
            assert_eq!(found, Some((row.method, row.path)));
        }
    }

    #[test]
    fn a_request_finds_its_row() {
        let routes = Routes::default();
        let found = |method, path| {
            let (path, has_row, _) = asked(&routes, method, path);
            (path, has_row)
        };
        assert_eq!(found(Method::HEAD, "/healthz"), (Some("/healthz"), true));
        assert_eq!(found(Method::DELETE, "/healthz"), (Some("/healthz"), false));
        assert_eq!(found(Method::GET, "/api/v1/cases/summary"), (Some("/api/v1/cases/summary"), true));
        assert_eq!(found(Method::GET, "/api/v1/cases/7"), (Some("/api/v1/cases/{id}"), true));
        for nowhere in ["/", "/api/v1/cases/7/", "/api/v1/cases//changes/", "/console/cases", "/S/x"] {
            assert_eq!(found(Method::GET, nowhere), (None, false), "{nowhere}");
        }
    }

    #[test]
    fn one_survey_is_one_whatever_its_spelling() {
        let routes = Routes::default();
        let named = |path| asked(&routes, Method::POST, path).2;
        let one = named("/s/0198c0de-0000-7000-8000-00000000abcd");
        assert_eq!(one, named("/s/0198C0DE-0000-7000-8000-00000000ABCD"));
        assert_eq!(one, named("/s/%30198c0de-0000-7000-8000-00000000abcd"));
        assert_eq!(one, named("/s/0198c0de00007000800000000000abcd"));
        assert_ne!(one, named("/s/0198c0de-0000-7000-8000-00000000abce"));
        assert_ne!(named("/s/a"), named("/s/b"));
    }
}

//! What handlers take from a request. As axum's own extractors, but every rejection is a
//! problem document that says where and why.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use heard_model::{Principal, Scope, UserId, WorkspaceId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::{FieldProblem, Problem, ProblemKind, shorten};

/// A body of JSON, read into `T`; as an answer, `T` written as JSON.
#[derive(Clone, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        expect_json(request.headers())?;
        let bytes = Bytes::from_request(request, state).await?;
        parse_json(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => json_response(body.into()),
            Err(error) => Problem::internal(&error).into_response(),
        }
    }
}

/// What is JSON already.
pub fn json_response(json: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], json).into_response()
}

/// `T` as JSON with the status 201.
pub fn created<T: Serialize>(value: T) -> Response {
    (StatusCode::CREATED, Json(value)).into_response()
}

fn expect_json(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json")) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::UnsupportedMediaType,
        "send JSON with the header `content-type: application/json`",
    ))
}

/// Reads JSON; what is wrong is named by a JSON pointer. No text may hold the character U+0000, which
/// not every database can keep.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer_of(error.path());
        problem_of(error.inner(), pointer)
    })?;
    deserializer.end().map_err(|error| problem_of(&error, String::new()))?;
    if holds_null(bytes) {
        return Err(Problem::new(
            ProblemKind::Malformed,
            "a text in the body holds the character U+0000; leave it out",
        ));
    }
    Ok(value)
}

/// Whether JSON has the escape of U+0000 within a text.
fn holds_null(json: &[u8]) -> bool {
    let is_escaped = |at: usize| json[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0;
    json.windows(6).enumerate().any(|(at, window)| window == br"\u0000" && is_escaped(at))
}

fn problem_of(error: &serde_json::Error, pointer: String) -> Problem {
    if error.is_data() {
        return Problem::invalid_fields(
            "the JSON does not have the expected shape",
            vec![FieldProblem::new(pointer, shorten(&error.to_string()))],
        );
    }
    Problem::new(ProblemKind::Malformed, format!("the body is not JSON: {}", shorten(&error.to_string())))
}

/// A path within JSON as a pointer.
pub fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        let part = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&part);
    }
    shorten(&pointer)
}

/// The parts of the path that the route names.
#[derive(Clone, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(value) = axum::extract::Path::<T>::from_request_parts(parts, state).await?;
        Ok(Self(value))
    }
}

/// The query parameters.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Query(value) = axum::extract::Query::<T>::from_request_parts(parts, state).await?;
        Ok(Self(value))
    }
}

/// Who is calling and which rows are within reach, as the guard found them.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub principal: Principal,
    /// Which rows.
    pub scope: Scope,
}

impl Caller {
    /// The workspace.
    pub fn workspace(&self) -> WorkspaceId {
        self.scope.workspace
    }

    /// The person, unless a program calls.
    pub fn user(&self) -> Option<UserId> {
        match &self.principal {
            Principal::User { user, .. } => Some(*user),
            _ => None,
        }
    }

    /// The person; a refusal if a program calls.
    pub fn person(&self) -> Result<UserId, Problem> {
        self.user().ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, "only a person who is logged in has this; a key has not")
        })
    }

    /// Refuses what lies outside the branch.
    pub fn expect_reach(&self, unit: heard_model::UnitId, what: &str) -> Result<(), Problem> {
        if self.scope.reaches(unit) { Ok(()) } else { Err(Problem::not_found(what)) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let principal = parts.extensions.get::<Principal>().cloned();
        let scope = parts.extensions.get::<Scope>().cloned();
        match (principal, scope) {
            (Some(principal), Some(scope)) => Ok(Self { principal, scope }),
            _ => Err(Problem::new(ProblemKind::Unauthenticated, "log in, or send a key")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use heard_model::response::RawResponse;

    #[test]
    fn a_wrong_type_is_named_by_its_pointer() {
        let problem = parse_json::<RawResponse>(br#"{"answers":{},"contact":{"email":7}}"#).unwrap_err();
        assert_eq!(problem.status(), 422);
        assert_eq!(problem.errors[0].pointer, "/contact/email");
    }

    #[test]
    fn a_null_character_is_refused_and_its_spelling_is_not() {
        let status = |text: &str| {
            parse_json::<serde_json::Value>(text.as_bytes()).err().map(|problem| problem.status().as_u16())
        };
        for text in [r#"{"a":"x\u0000y"}"#, r#"{"\u0000":1}"#, r#"["\\\u0000"]"#] {
            assert_eq!(status(text), Some(400), "{text}");
        }
        for text in [r#"{"a":"x\\u0000y"}"#, r#"["u0000"]"#, r#"["\u0001"]"#] {
            assert_eq!(status(text), None, "{text}");
        }
    }

    #[test]
    fn broken_deep_and_trailing_json_is_malformed() {
        let deep = "[".repeat(10_000);
        for text in ["{", "", "nul", "{\"answers\":{}} x", deep.as_str(), "{\"answers\":{\"a\":1e999}}"] {
            assert_eq!(
                parse_json::<serde_json::Value>(text.as_bytes()).unwrap_err().status(),
                400,
                "{text:.20}"
            );
        }
        let deep = format!("{{\"answers\":{{\"a\":{}", "[".repeat(10_000));
        assert_eq!(parse_json::<RawResponse>(deep.as_bytes()).unwrap_err().status(), 400);
    }
}

//! Problem documents (RFC 9457): the one shape of every refusal, and the one place that knows
//! which error of the domain is which status of HTTP.

use std::borrow::Cow;

use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use heard_aggregate::QuestionError;
use heard_cases::{CaseError, RuleProblem};
use heard_intake::{AnswerFault, AnswerProblem, DefinitionProblem};
use heard_model::UnknownZone;
use heard_store::{StoreError, SubmitError};
use serde::{Deserialize, Serialize};

/// The kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The request cannot be read: broken JSON, an odd query or path.
    Malformed,
    /// Nobody known is calling.
    Unauthenticated,
    /// The caller is known and may not.
    Forbidden,
    /// A change asked by a browser without proof that our own page asked.
    CrossSite,
    /// There is no such thing, or it lies outside the caller's reach.
    NotFound,
    /// The thing exists, the method does not.
    MethodNotAllowed,
    /// It contradicts what is there: a revision, a key used before, the last owner.
    Conflict,
    /// The body is larger than allowed.
    TooLarge,
    /// The body is of another kind than expected.
    UnsupportedMediaType,
    /// The request can be read and what it says cannot be done; `errors` says where.
    Invalid,
    /// Too many requests; `retry_after` says when to come back.
    TooManyRequests,
    /// A defect of Heard.
    Internal,
    /// Heard cannot do it right now; `retry_after` says when to come back.
    Unavailable,
}

impl ProblemKind {
    /// The status, the last part of the type's name, and the title.
    fn row(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed", "The request cannot be read"),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated", "Log in first"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
            Self::CrossSite => (StatusCode::FORBIDDEN, "cross-site", "Not asked by our own page"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "Not found"),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "No such method here")
            }
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "It contradicts what is there"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large"),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Another kind of body is expected",
            ),
            Self::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Something in it is not right"),
            Self::TooManyRequests => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests")
            }
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "A defect of Heard"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not right now"),
        }
    }
}

/// A refusal.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// What happened and the way out.
    pub detail: Cow<'static, str>,
    /// What exactly is wrong, and where.
    pub errors: Vec<FieldProblem>,
    /// Seconds until it is worth trying again.
    pub retry_after: Option<u64>,
}

/// One thing that is wrong in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the body, as `/answers/recommend`; for a query parameter its name.
    #[schema(example = "/answers/recommend")]
    pub pointer: String,
    /// What is wrong with it and what would be right.
    #[schema(example = "11 is outside the scale of 0 to 10")]
    pub detail: String,
    /// The same for programs, where there is a code for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "out_of_range")]
    pub code: Option<String>,
}

impl FieldProblem {
    /// `detail` about what stands at `pointer`.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into(), code: None }
    }
}

/// The JSON of a problem document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// `urn:heard:problem:` and the kind.
    #[serde(rename = "type")]
    #[schema(example = "urn:heard:problem:invalid")]
    pub kind: String,
    /// The kind in words.
    #[schema(example = "Something in it is not right")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened and the way out.
    #[schema(example = "the response does not fit the survey")]
    pub detail: String,
    /// What exactly is wrong, and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Seconds until it is worth trying again; also in the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A refusal of a kind.
    pub fn new(kind: ProblemKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, detail: detail.into(), errors: Vec::new(), retry_after: None }
    }

    /// There is no such thing within the caller's reach.
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemKind::NotFound, format!("there is no such {what}"))
    }

    /// It contradicts what is there.
    pub fn conflict(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ProblemKind::Conflict, detail)
    }

    /// One field is wrong.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid_fields(
            "something in the request is not right",
            vec![FieldProblem::new(pointer, detail)],
        )
    }

    /// Several fields are wrong.
    pub fn invalid_fields(detail: impl Into<Cow<'static, str>>, errors: Vec<FieldProblem>) -> Self {
        Self { errors, ..Self::new(ProblemKind::Invalid, detail) }
    }

    /// Too many requests; come back in `seconds`.
    pub fn too_many(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds.max(1)),
            ..Self::new(
                ProblemKind::TooManyRequests,
                format!("too many requests; try again in {} s", seconds.max(1)),
            )
        }
    }

    /// Not right now; come back in `seconds`.
    pub fn unavailable(detail: impl Into<Cow<'static, str>>, seconds: u64) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..Self::new(ProblemKind::Unavailable, detail) }
    }

    /// A defect of ours: what it is goes to the log, once, and not to the caller.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(error), "a request failed by a defect");
        Self::new(ProblemKind::Internal, "something went wrong inside Heard; its log says what")
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.kind.row().0
    }

    /// The JSON that is sent.
    pub fn document(&self) -> ProblemDocument {
        let (status, name, title) = self.kind.row();
        ProblemDocument {
            kind: format!("urn:heard:problem:{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.detail.clone().into_owned(),
            errors: self.errors.clone(),
            retry_after: self.retry_after,
        }
    }
}

/// What to tell whoever met an error of the store that is not their fault and may pass, and after how
/// many seconds to come again. The operator learns the rest from the log and from `/readyz`.
fn way_out(error: &StoreError) -> Option<(&'static str, u64)> {
    Some(match error {
        StoreError::DiskFull => (
            "the disk of the database is full: nothing of this was stored, and nothing that was acknowledged is lost; send it again later",
            30,
        ),
        StoreError::ReadOnly
        | StoreError::NotWritable { .. }
        | StoreError::CannotOpen(_)
        | StoreError::Disk(_) => (
            "the database cannot be written or read right now, and nothing that was acknowledged is lost; send it again later",
            30,
        ),
        StoreError::Unreachable(_) => (
            "the database cannot be reached right now, and nothing that was acknowledged is lost; send it again in a moment, with the same Idempotency-Key it counts once",
            5,
        ),
        StoreError::Contended => ("somebody else is changing the same; send it again in a moment", 1),
        StoreError::Damaged(_) => (
            "the database is damaged; its operator is told by /readyz, and `heard doctor` says what is damaged",
            300,
        ),
        StoreError::DamagedSegment { .. } => (
            "a segment of the facts is damaged; it is built again from the answers, ask again in a moment",
            5,
        ),
        StoreError::Objects { .. } => (
            "what keeps the segments of the facts does not answer, so this cannot be counted right now; ask again in a moment",
            5,
        ),
        error if error.is_temporary() => {
            ("Heard cannot do this right now; its operator is told by /readyz", 10)
        }
        _ => return None,
    })
}

/// An error with all its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.document()).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind == ProblemKind::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<AnswerProblem> for FieldProblem {
    fn from(problem: AnswerProblem) -> Self {
        Self {
            pointer: problem.path,
            detail: problem.fault.to_string(),
            code: Some(problem.fault.code().to_owned()),
        }
    }
}

impl From<DefinitionProblem> for FieldProblem {
    fn from(problem: DefinitionProblem) -> Self {
        Self {
            pointer: problem.path,
            detail: problem.fault.to_string(),
            code: Some(problem.fault.code().to_owned()),
        }
    }
}

impl From<Vec<AnswerProblem>> for Problem {
    fn from(problems: Vec<AnswerProblem>) -> Self {
        let is_malformed = |problem: &AnswerProblem| matches!(problem.fault, AnswerFault::Malformed { .. });
        let kind =
            if problems.iter().any(is_malformed) { ProblemKind::Malformed } else { ProblemKind::Invalid };
        let errors = problems.into_iter().map(FieldProblem::from).collect();
        Self { errors, ..Self::new(kind, "the response is not right; `errors` says what and where") }
    }
}

impl From<Vec<DefinitionProblem>> for Problem {
    fn from(problems: Vec<DefinitionProblem>) -> Self {
        let errors = problems.into_iter().map(FieldProblem::from).collect();
        Self::invalid_fields("the survey is not right; `errors` says what and where", errors)
    }
}

impl From<UnknownZone> for Problem {
    fn from(error: UnknownZone) -> Self {
        Self::new(ProblemKind::Internal, error.to_string())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(what) => Self::conflict(format!("this {what} is taken already")),
            StoreError::Stale => Self::conflict("it has been changed in the meantime; read it again"),
            StoreError::Missing(what) => Self::not_found(what),
            StoreError::Unstorable => Self::new(ProblemKind::Malformed, error.to_string()),
            error => match way_out(&error) {
                Some((words, seconds)) => {
                    // These were told when they began.
                    if !matches!(
                        error,
                        StoreError::DiskFull
                            | StoreError::ReadOnly
                            | StoreError::Unreachable(_)
                            | StoreError::Objects { .. }
                    ) {
                        tracing::error!(%error, "the store cannot do it");
                    }
                    Self::unavailable(words, seconds)
                }
                None => Self::internal(&error),
            },
        }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Busy => Self::unavailable(error.to_string(), 1),
            SubmitError::NotFound => Self::not_found("response"),
            SubmitError::KeyConflict
            | SubmitError::ExternalIdConflict
            | SubmitError::Withdrawn
            | SubmitError::OtherSurvey => Self::conflict(error.to_string()),
            SubmitError::Store(error) => error.into(),
            error => Self::internal(&error),
        }
    }
}

impl From<RuleProblem> for FieldProblem {
    fn from(problem: RuleProblem) -> Self {
        Self::new(problem.pointer(), problem.to_string())
    }
}

impl From<QuestionError> for Problem {
    fn from(error: QuestionError) -> Self {
        match error.field() {
            Some(field) => Self::invalid_fields(
                "the question cannot be answered; `errors` says why",
                vec![FieldProblem::new(pointer_of_field(field), error.to_string())],
            ),
            None => Self::internal(&error),
        }
    }
}

/// `filter.all[0].score` as a JSON pointer.
fn pointer_of_field(field: &str) -> String {
    format!("/{}", field.replace(['.', '['], "/").replace(']', ""))
}

impl From<CaseError> for Problem {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Closed | CaseError::Open => Self::conflict(error.to_string()),
            _ => Self::new(ProblemKind::Invalid, error.to_string()),
        }
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(
            ProblemKind::Malformed,
            format!("the address cannot be read: {}", shorten(&rejection.body_text())),
        )
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(ProblemKind::Malformed, shorten(&rejection.body_text()))
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(
                ProblemKind::TooLarge,
                "the body is larger than this address takes; send less at once",
            );
        }
        Self::new(ProblemKind::Malformed, "the body broke off before its end; send it again")
    }
}

/// At most 300 characters of a message that may quote what was sent.
pub fn shorten(text: &str) -> String {
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_when_to_come_back() {
        let response = Problem::too_many(0).into_response();
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "1");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }

    #[test]
    fn a_defect_says_nothing_of_its_inside() {
        let problem = Problem::internal(&std::io::Error::other("/secret/place"));
        assert!(!problem.document().detail.contains("secret"));
    }

    #[test]
    fn long_echoes_are_cut_between_characters() {
        assert_eq!(shorten(&"é".repeat(1000)).chars().count(), 301);
    }
}

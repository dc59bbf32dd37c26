//! `POST /api/v1/responses:batch`: many responses, one a line, each answered for.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use heard_intake::{Sender, json_body};
use heard_model::{ResponseId, SurveyId};
use heard_store::{IdempotencyKey, Outcome, Submission};
use tokio_stream::StreamExt;

use crate::api::common::*;
use crate::live_survey::LiveSurvey;
use crate::policy;
use crate::submission::{Way, delivery_key, prepare};

/// The most lines of a batch.
pub const MOST_LINES: usize = 100_000;
/// The longest line in bytes.
const LONGEST_LINE: usize = 64 * 1024;
/// Lines that are judged and stored together.
const PART: usize = 512;
/// The most things that are said about one line.
const MOST_ERRORS: usize = 5;
/// Wrong lines about which that much is said; about later ones only the first.
const FULLY_NAMED: usize = 10_000;

/// What became of one line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BatchLineOutcome {
    /// The line, from 1; blank lines count and are passed over.
    pub line: usize,
    /// What became of it.
    pub status: BatchLineStatus,
    /// The stored response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ResponseId>,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchLineStatus {
    /// It is stored.
    Accepted,
    /// It was here before; nothing has changed.
    Replayed,
    /// It is wrong; mend it and send it again.
    Refused,
    /// Nothing is wrong with it, it could not be stored now; send it again.
    Failed,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct BatchOutcome {
    /// Lines that are stored.
    pub accepted: usize,
    /// Lines that were here before.
    pub replayed: usize,
    /// Lines that are wrong.
    pub refused: usize,
    /// Lines to send again.
    pub failed: usize,
    /// Each line, in order.
    pub lines: Vec<BatchLineOutcome>,
}

/// Send many responses
///
/// NDJSON: one response a line, with `survey` beside the fields of a response; up to 100,000 lines
/// and 64 MiB. Each line stands for itself: good ones are stored, bad ones are named. Give each an
/// `external_id`, or the request an `Idempotency-Key`, and the same file may be sent again: what is
/// there already changes nothing.
#[utoipa::path(post, path = "/api/v1/responses:batch", tag = "responses",
    params(("Idempotency-Key" = Option<String>, Header, description = "names this delivery; with it each line is known by its number")),
    request_body(content = String, content_type = "application/x-ndjson",
        example = "{\"survey\":\"01935c3e-0000-7000-8000-000000000001\",\"external_id\":\"order-17\",\"answers\":{\"recommend\":9}}\n"),
    responses((status = 200, description = "what became of each line", body = BatchOutcome,
        example = json!({"accepted": 1, "replayed": 0, "refused": 0, "failed": 0, "lines": [{"line": 1, "status": "accepted", "id": "01935c3e-0000-7000-8000-00000000000a"}]}))))]
pub async fn batch_responses(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Answer<Json<BatchOutcome>> {
    expect_ndjson(&headers)?;
    let delivery = delivery_key(&headers)?;
    let mut batch =
        Batch { state, caller, delivery, surveys: HashMap::new(), outcome: BatchOutcome::default() };
    let mut lines = Lines::default();
    let mut stream = body.into_data_stream();
    let mut received = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| batch.broken_off("the body broke off before its end"))?;
        received += chunk.len();
        if received > largest_body() {
            return Err(Problem {
                kind: ProblemKind::TooLarge,
                ..batch.broken_off("the body is larger than 64 MiB")
            });
        }
        lines.add(&chunk);
        while let Some(part) = lines.take_part(false) {
            batch.store(part).await?;
        }
    }
    while let Some(part) = lines.take_part(true) {
        batch.store(part).await?;
    }
    Ok(Json(batch.outcome))
}

fn expect_ndjson(headers: &HeaderMap) -> Answer<()> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if matches!(essence.as_str(), "application/x-ndjson" | "application/ndjson" | "application/jsonl") {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::UnsupportedMediaType,
        "send one JSON object a line with the header `content-type: application/x-ndjson`",
    ))
}

fn largest_body() -> usize {
    policy::TABLE.iter().find(|row| row.path == "/api/v1/responses:batch").map_or(0, |row| row.body)
}

/// A line with its number; `None` where it is too long to be kept.
struct Line {
    number: usize,
    bytes: Option<Bytes>,
}

/// Cuts what arrives into lines.
#[derive(Default)]
struct Lines {
    rest: BytesMut,
    /// The line in `rest` is too long; it is passed over up to its end.
    overlong: bool,
    number: usize,
    ready: Vec<Line>,
}

impl Lines {
    fn add(&mut self, chunk: &[u8]) {
        let mut parts = chunk.split(|byte| *byte == b'\n');
        let first = parts.next().unwrap_or_default();
        self.extend(first);
        for part in parts {
            self.end_line();
            self.extend(part);
        }
    }

    fn extend(&mut self, part: &[u8]) {
        self.overlong |= self.rest.len() + part.len() > LONGEST_LINE;
        if !self.overlong {
            self.rest.extend_from_slice(part);
        }
    }

    fn end_line(&mut self) {
        self.number += 1;
        let bytes = self.rest.split().freeze();
        let overlong = std::mem::take(&mut self.overlong);
        if overlong || !bytes.trim_ascii().is_empty() {
            self.ready.push(Line { number: self.number, bytes: (!overlong).then_some(bytes) });
        }
    }

    /// A full part, or what is left at the end.
    fn take_part(&mut self, at_end: bool) -> Option<Vec<Line>> {
        if at_end && (self.overlong || !self.rest.is_empty()) {
            self.end_line();
        }
        if self.ready.is_empty() || (!at_end && self.ready.len() < PART) {
            return None;
        }
        let rest = self.ready.split_off(self.ready.len().min(PART));
        Some(std::mem::replace(&mut self.ready, rest))
    }
}

struct Batch {
    state: AppState,
    caller: Caller,
    delivery: Option<String>,
    surveys: HashMap<SurveyId, Option<Arc<LiveSurvey>>>,
    outcome: BatchOutcome,
}

impl Batch {
    /// Judges and stores some lines; notes what became of each.
    async fn store(&mut self, lines: Vec<Line>) -> Answer<()> {
        let mut numbers = Vec::with_capacity(lines.len());
        let mut submissions = Vec::with_capacity(lines.len());
        let mut judged = Vec::with_capacity(lines.len());
        for line in lines {
            match self.judge(&line).await? {
                Ok(submission) => {
                    numbers.push(line.number);
                    submissions.push(submission);
                }
                Err(errors) => judged.push(refused(line.number, errors)),
            }
        }
        let outcomes = self.state.store.submit_many(submissions).await;
        judged.extend(numbers.into_iter().zip(outcomes).map(|(number, outcome)| stored(number, outcome)));
        judged.sort_by_key(|line| line.line);
        for line in judged {
            self.note(line);
        }
        Ok(())
    }

    async fn judge(&mut self, line: &Line) -> Answer<Result<Submission, Vec<FieldProblem>>> {
        let refuse = |pointer: &str, detail: String| Ok(Err(vec![FieldProblem::new(pointer, detail)]));
        if line.number > MOST_LINES {
            let problem = self.broken_off("the batch has more than 100,000 lines; cut it into several");
            return Err(Problem { kind: ProblemKind::TooLarge, ..problem });
        }
        let Some(bytes) = &line.bytes else {
            return refuse("", format!("is longer than {LONGEST_LINE} bytes"));
        };
        let parsed = match json_body::parse_batch_line(bytes) {
            Ok(parsed) => parsed,
            Err(problems) => return Ok(Err(problems.into_iter().map(FieldProblem::from).collect())),
        };
        let Some(survey) = self.survey(parsed.survey).await? else {
            return refuse("/survey", "there is no such survey that takes answers".to_owned());
        };
        let key = self.key_of(line.number);
        let way = Way { sender: Sender::Trusted, channel: "api", source: "batch" };
        match prepare(&self.state, &survey, parsed.response, way, key) {
            Err(problems) => Ok(Err(problems.into_iter().map(FieldProblem::from).collect())),
            Ok(submission) if !self.caller.scope.reaches(submission.response.unit()) => {
                refuse("/unit", "lies outside the branch of the key".to_owned())
            }
            Ok(submission) => Ok(Ok(submission)),
        }
    }

    fn key_of(&self, number: usize) -> Option<IdempotencyKey> {
        let delivery = self.delivery.as_ref()?;
        let scope = match &self.caller.principal {
            Principal::Key { key, .. } => format!("batch:key:{key}"),
            Principal::User { user, .. } => format!("batch:user:{user}"),
            _ => format!("batch:operator:{}", self.caller.workspace()),
        };
        Some(IdempotencyKey { scope, key: format!("{delivery}#{number}") })
    }

    /// A survey of the caller's workspace that takes answers.
    async fn survey(&mut self, id: SurveyId) -> Answer<Option<Arc<LiveSurvey>>> {
        if let Some(known) = self.surveys.get(&id) {
            return Ok(known.clone());
        }
        let found = self.state.survey(id).await?.filter(|survey| {
            survey.workspace.id == self.caller.workspace()
                && survey.state == heard_model::survey::SurveyState::Published
        });
        self.surveys.insert(id, found.clone());
        Ok(found)
    }

    fn note(&mut self, mut line: BatchLineOutcome) {
        // What is said about wrong lines must not grow beyond what was sent.
        let kept = if self.outcome.refused < FULLY_NAMED { MOST_ERRORS } else { 1 };
        line.errors.truncate(kept);
        let count = match line.status {
            BatchLineStatus::Accepted => &mut self.outcome.accepted,
            BatchLineStatus::Replayed => &mut self.outcome.replayed,
            BatchLineStatus::Refused => &mut self.outcome.refused,
            BatchLineStatus::Failed => &mut self.outcome.failed,
        };
        *count += 1;
        self.outcome.lines.push(line);
    }

    /// Some lines are stored and the rest never came.
    fn broken_off(&self, why: &str) -> Problem {
        let stored = self.outcome.accepted + self.outcome.replayed;
        Problem::new(
            ProblemKind::Malformed,
            format!(
                "{why}; {stored} lines are stored, and sending them again with the same `external_id` or `Idempotency-Key` changes nothing"
            ),
        )
    }
}

fn refused(line: usize, errors: Vec<FieldProblem>) -> BatchLineOutcome {
    BatchLineOutcome { line, status: BatchLineStatus::Refused, id: None, errors }
}

fn stored(line: usize, outcome: Result<Outcome, heard_store::SubmitError>) -> BatchLineOutcome {
    match outcome {
        Ok(outcome) => BatchLineOutcome {
            line,
            status: match outcome {
                Outcome::Accepted(_) => BatchLineStatus::Accepted,
                Outcome::Replayed(_) => BatchLineStatus::Replayed,
            },
            id: Some(outcome.receipt().id),
            errors: Vec::new(),
        },
        Err(error) => {
            let problem = Problem::from(error);
            let is_ours = problem.status().is_server_error();
            let status = if is_ours { BatchLineStatus::Failed } else { BatchLineStatus::Refused };
            let errors = vec![FieldProblem::new("", problem.detail.into_owned())];
            BatchLineOutcome { line, status, id: None, errors }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &[u8], size: usize) -> Vec<(usize, Option<Vec<u8>>)> {
        let mut lines = Lines::default();
        for chunk in text.chunks(size.max(1)) {
            lines.add(chunk);
        }
        let mut found = Vec::new();
        while let Some(part) = lines.take_part(true) {
            found.extend(part.into_iter().map(|line| (line.number, line.bytes.map(|bytes| bytes.to_vec()))));
        }
        found
    }

    #[test]
    fn blank_lines_count_and_are_passed_over() {
        assert_eq!(cut(b"a\n\n  \r\nb", 3), [(1, Some(b"a".to_vec())), (4, Some(b"b".to_vec()))]);
        assert_eq!(cut(b"", 3), []);
    }

    #[test]
    fn an_overlong_line_is_named_and_the_next_one_is_read() {
        let text = [vec![b'x'; LONGEST_LINE + 1], b"\nb\n".to_vec()].concat();
        assert_eq!(cut(&text, 1_000), [(1, None), (2, Some(b"b".to_vec()))]);
    }

    proptest! {
        #[test]
        fn however_it_arrives_the_lines_are_the_same(text in "[a-c\n ]{0,200}", size in 1usize..50) {
            prop_assert_eq!(cut(text.as_bytes(), size), cut(text.as_bytes(), 1_000));
        }
    }
}

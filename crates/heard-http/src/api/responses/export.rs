//! `GET /api/v1/responses.csv`: responses as a table, streamed.

use axum::body::Body;
use axum::http::header;
use bytes::Bytes;
use heard_model::survey::{QuestionKind, SurveyDefinition};
use heard_model::unit::UnitTree;
use heard_store::{ResponseFilter, StoredResponse};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::filter::ResponseQuery;
use crate::api::common::*;
use crate::csv::Row;

/// Responses read at a time.
const PART: usize = 1_000;

/// Export responses
///
/// CSV in the order of acceptance. With `survey`, each of its questions (of all its versions) is
/// a column; without, the answers stand in one column as JSON. Cells that a spreadsheet would
/// take for a formula begin with an apostrophe.
#[utoipa::path(get, path = "/api/v1/responses.csv", tag = "responses", params(ResponseQuery),
    responses((status = 200, description = "the table", body = String, content_type = "text/csv")))]
pub async fn export_responses(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<ResponseQuery>,
) -> Answer<Response> {
    if query.cursor.is_some() || query.limit.is_some() {
        return Err(Problem::invalid("cursor", "an export has no pages; leave `cursor` and `limit` out"));
    }
    let filter = query.filter(&state, &caller).await?;
    let columns = match query.survey {
        None => Columns::Json,
        Some(survey) => {
            let versions = state.store.surveys().versions(caller.workspace(), survey).await?;
            Columns::of(versions.into_iter().map(|version| version.definition))
        }
    };
    let units = state.units(caller.workspace()).await?;
    let (sender, receiver) = mpsc::channel(4);
    let export = Export { state, caller, filter, columns, units, sender };
    tokio::spawn(export.run());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"responses.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// The columns of the answers.
enum Columns {
    /// All in one.
    Json,
    /// One for each question, and for each row of a matrix.
    Questions(Vec<(String, Option<String>)>),
}

impl Columns {
    fn of(definitions: impl Iterator<Item = SurveyDefinition>) -> Self {
        let mut columns = Vec::new();
        for question in definitions.flat_map(|definition| definition.questions) {
            let rows: Vec<Option<String>> = match question.kind {
                QuestionKind::Matrix { rows, .. } => rows.into_iter().map(|row| Some(row.key)).collect(),
                _ => vec![None],
            };
            for row in rows {
                let column = (question.key.clone(), row);
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        Self::Questions(columns)
    }
}

struct Export {
    state: AppState,
    caller: Caller,
    filter: ResponseFilter,
    columns: Columns,
    units: std::sync::Arc<UnitTree>,
    sender: mpsc::Sender<Result<Bytes, std::io::Error>>,
}

impl Export {
    async fn run(self) {
        let mut text = format!("\u{FEFF}{}", self.heading());
        let mut after = 0;
        loop {
            let responses = self.state.store.responses();
            let part = match responses.export(&self.caller.scope, &self.filter, after, PART).await {
                Ok(part) => part,
                Err(error) => {
                    tracing::error!(%error, "an export broke off");
                    // The reader must not take half a table for a whole one.
                    let _ = self.sender.send(Err(std::io::Error::other("the export broke off"))).await;
                    return;
                }
            };
            let is_last = part.len() < PART;
            for response in &part {
                text.push_str(&self.row(response));
                after = response.seq;
            }
            let chunk = std::mem::take(&mut text);
            if self.sender.send(Ok(Bytes::from(chunk))).await.is_err() || is_last {
                return;
            }
        }
    }

    fn heading(&self) -> String {
        let mut row = Row::new();
        for name in [
            "id",
            "survey",
            "version",
            "answered_at",
            "accepted_at",
            "zone",
            "unit",
            "unit_code",
            "touchpoint",
            "channel",
            "language",
            "country",
            "team",
            "agent",
            "product",
            "attributes",
            "weight",
            "external_id",
            "source",
            "withdrawn_at",
        ] {
            row.plain(name);
        }
        match &self.columns {
            Columns::Json => {
                row.plain("answers");
            }
            Columns::Questions(columns) => {
                for (question, matrix_row) in columns {
                    match matrix_row {
                        Some(matrix_row) => row.text(&format!("answer.{question}.{matrix_row}")),
                        None => row.text(&format!("answer.{question}")),
                    };
                }
            }
        }
        row.finish()
    }

    fn row(&self, response: &StoredResponse) -> String {
        let unit = self.units.get(response.unit);
        let mut row = Row::new();
        row.plain(response.id).plain(response.survey).plain(response.version);
        row.plain(response.answered_at).plain(response.accepted_at).text(&response.zone);
        row.optional_text(unit.map(|unit| unit.name.as_str()));
        row.optional_text(unit.and_then(|unit| unit.code.as_deref()));
        for value in [
            &response.touchpoint,
            &response.channel,
            &response.language,
            &response.country,
            &response.team,
            &response.agent,
            &response.product,
        ] {
            row.optional_text(value.as_deref());
        }
        let attributes = &response.attributes;
        let attributes = if attributes.is_empty() {
            String::new()
        } else {
            serde_json::to_string(attributes).unwrap_or_default()
        };
        row.text(&attributes);
        row.optional(response.weight_millionths.map(|weight| f64::from(weight) / 1e6));
        row.optional_text(response.external_id.as_deref()).plain(&response.source);
        row.optional(response.withdrawn_at);
        self.answers(&mut row, response);
        row.finish()
    }

    fn answers(&self, row: &mut Row, response: &StoredResponse) {
        let Columns::Questions(columns) = &self.columns else {
            row.text(&serde_json::to_string(&response.answers).unwrap_or_default());
            return;
        };
        for (question, matrix_row) in columns {
            let answer = response.answers.get(question);
            let answer = match matrix_row {
                Some(matrix_row) => answer.and_then(|answer| answer.get(matrix_row)),
                None => answer,
            };
            cell(row, answer);
        }
    }
}

fn cell(row: &mut Row, answer: Option<&Value>) {
    match answer {
        None | Some(Value::Null) => row.plain(""),
        Some(Value::Number(number)) => row.plain(number),
        Some(Value::String(words)) => row.text(words),
        Some(Value::Array(choices)) => {
            let keys: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
            row.text(&keys.join(" "))
        }
        Some(other) => row.text(&other.to_string()),
    };
}

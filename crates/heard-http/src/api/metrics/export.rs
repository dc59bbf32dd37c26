//! `POST /api/v1/metrics:export`: a number as a table.

use axum::http::header;
use heard_aggregate::{TableCell, table};
use heard_model::metric::MetricQuestion;

use super::query::answer;
use crate::api::common::*;
use crate::csv::Row;

/// Export a number
///
/// The answer to a question as CSV: one row for each group, in full precision.
#[utoipa::path(post, path = "/api/v1/metrics:export", tag = "metrics",
    request_body(content = MetricQuestion, example = json!({"metric": "nps", "grain": "month"})),
    responses((status = 200, description = "the table", body = String, content_type = "text/csv")))]
pub async fn export_metric(
    State(state): State<AppState>,
    caller: Caller,
    Json(question): Json<MetricQuestion>,
) -> Answer<Response> {
    let table = table(&answer(&state, &caller, question).await?);
    let mut text = "\u{FEFF}".to_owned();
    let mut heading = Row::new();
    for name in &table.header {
        heading.text(name);
    }
    text.push_str(&heading.finish());
    for cells in &table.rows {
        let mut row = Row::new();
        for cell in cells {
            match cell {
                TableCell::Text(words) => row.text(words),
                number => row.plain(number.to_file()),
            };
        }
        text.push_str(&row.finish());
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"metric.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}

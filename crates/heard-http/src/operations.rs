//! What the operator's machines ask: is it alive, is it ready, how is it doing, what can it do.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use heard_jobs::project::Repair;
use serde::Serialize;

use crate::extract::Json;
use crate::mount::Mount;
use crate::problem::Problem;
use crate::state::AppState;

/// Changes that the facts may be behind before Heard says that it is not ready.
const MOST_LAG: i64 = 100_000;

/// The routes of the operator's machines.
pub fn routes() -> Mount<AppState> {
    Mount::new()
        .get("/healthz", health)
        .get("/readyz", ready)
        .get("/metrics", measurements)
        .get("/openapi.json", openapi)
}

/// `GET /healthz`: the process answers.
async fn health() -> Json<Status> {
    Json(Status { status: "ok", ..Status::default() })
}

#[derive(Default, Serialize)]
struct Status {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag: Option<i64>,
    /// Workspaces whose damaged facts are being built again.
    #[serde(skip_serializing_if = "Option::is_none")]
    repairing: Option<usize>,
    /// Why segments outside of the database can't be reached; answers are taken all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<String>,
}

/// `GET /readyz`: answers can be stored, and numbers are not far behind.
async fn ready(State(state): State<AppState>) -> Result<Json<Status>, Problem> {
    if let Err(error) = state.store.ready() {
        return Err(Problem::unavailable(format!("answers cannot be stored: {error}"), 10));
    }
    if let Some(trouble) = state.entrance.trouble() {
        return Err(Problem::unavailable(format!("connections cannot be taken: {trouble}"), 10));
    }
    let lag = state.projector.lag();
    if lag > MOST_LAG {
        return Err(Problem::unavailable(format!("the facts are {lag} changes behind the answers"), 10));
    }
    let repairing = repairing(&state)?;
    Ok(Json(Status {
        status: "ready",
        lag: Some(lag),
        repairing: (repairing > 0).then_some(repairing),
        segments: state.store.segments_in_reach().err().map(|error| error.to_string()),
    }))
}

/// Workspaces whose damaged facts are being built again; a refusal where that fails.
fn repairing(state: &AppState) -> Result<usize, Problem> {
    let repairs = state.projector.repairs();
    for repair in repairs.values() {
        if let Repair::Failing { reason } = repair {
            let words = format!("damaged facts could not be built again: {reason}; see `heard doctor`");
            return Err(Problem::unavailable(words, 10));
        }
    }
    Ok(repairs.values().filter(|repair| **repair == Repair::Running).count())
}

/// `GET /metrics`: measurements for Prometheus; for the operator's socket, and for who has the
/// token `metrics_token` of the configuration.
async fn measurements(State(state): State<AppState>) -> Result<Response, Problem> {
    let Some(handle) = &state.measurements else {
        return Err(Problem::not_found("measurement; they are collected by a running server"));
    };
    metrics::gauge!("heard_submissions_waiting").set(float(state.store.queue_depth()));
    metrics::gauge!("heard_database_bytes").set(float(state.store.database_bytes()));
    metrics::gauge!("heard_database_log_bytes").set(float(state.store.log_bytes()));
    metrics::gauge!("heard_facts_lag_changes").set(float(state.projector.lag().unsigned_abs()));
    let repairs = state.projector.repairs();
    let unrepaired = repairs.values().filter(|repair| !matches!(repair, Repair::Done(_))).count();
    metrics::gauge!("heard_facts_being_repaired").set(float(unrepaired));
    metrics::gauge!("heard_can_store").set(if state.store.ready().is_ok() { 1.0 } else { 0.0 });
    let in_reach = state.store.segments_in_reach().is_ok();
    metrics::gauge!("heard_segments_in_reach").set(if in_reach { 1.0 } else { 0.0 });
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], handle.render()).into_response())
}

/// A measurement; beyond 2⁵³ its last digits do not matter.
fn float<N: TryInto<u64>>(number: N) -> f64 {
    number.try_into().unwrap_or(u64::MAX) as f64
}

static OPENAPI: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string(&crate::openapi()).unwrap_or_default());

/// `GET /openapi.json`: the contract.
async fn openapi() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::OK, headers, OPENAPI.as_str())
}

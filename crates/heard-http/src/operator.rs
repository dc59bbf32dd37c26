//! What only the operator of the machine may do, through the socket or the command line: build
//! the facts again, look for damage, and take everything away for a backup.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use heard_aggregate::answer;
use heard_model::metric::{MetricId, MetricQuestion};
use heard_model::{Position, Principal, Scope};
use heard_store::SnapshotRequest;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::api::metrics::ask::ask;
use crate::extract::{Caller, Json};
use crate::mount::Mount;
use crate::problem::Problem;
use crate::state::AppState;

/// The operator's routes.
pub(crate) fn routes() -> Mount<AppState> {
    Mount::new()
        .post("/api/v1/operator/rebuild", rebuild)
        .post("/api/v1/operator/doctor", doctor)
        .post("/api/v1/operator/snapshot", snapshot)
}

/// What was built again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RebuildReport {
    /// Changes that were projected.
    pub changes: i64,
    /// Up to where changes are in the facts now.
    pub as_of: Position,
}

/// `POST /api/v1/operator/rebuild`: throw a workspace's facts away and project them again.
async fn rebuild(State(state): State<AppState>, caller: Caller) -> Result<Json<RebuildReport>, Problem> {
    let workspace = caller.workspace();
    let changes = state.projector.rebuild(workspace).await.map_err(|error| {
        tracing::error!(%error, "building the facts again failed");
        Problem::unavailable(format!("the facts could not be built again: {error}"), 10)
    })?;
    Ok(Json(RebuildReport { changes, as_of: state.projector.snapshot(workspace).watermark.clone() }))
}

/// What an examination found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DoctorReport {
    /// What is wrong; nothing if all is well.
    pub findings: Vec<String>,
    /// Sizes and counts.
    pub numbers: Map<String, Value>,
}

/// `POST /api/v1/operator/doctor`: look at the whole data folder.
async fn doctor(State(state): State<AppState>) -> Result<Json<DoctorReport>, Problem> {
    let report = state.store.check().await?;
    let numbers = json!({
        "responses": report.responses, "changes": report.changes, "last_position": report.end,
        "waiting_for_a_segment": report.waiting, "segments": report.segments,
        "behind_the_answers": state.projector.lag(), "queue_depth": report.queue_depth,
        "database_bytes": report.database_bytes, "log_bytes": report.log_bytes,
    });
    let Value::Object(numbers) = numbers else { return Err(Problem::not_found("number")) };
    let mut findings = report.problems;
    if findings.is_empty() {
        findings = miscounted(&state).await?;
    }
    Ok(Json(DoctorReport { findings, numbers }))
}

/// Workspaces whose facts count other responses than there are.
async fn miscounted(state: &AppState) -> Result<Vec<String>, Problem> {
    let mut findings = Vec::new();
    for workspace in state.store.workspaces().list().await? {
        let principal = Principal::Operator { workspace: workspace.id };
        let caller = Caller { principal, scope: Scope::all(workspace.id) };
        let question = MetricQuestion::of(MetricId::Responses);
        let answer =
            ask(state, &caller, move |snapshot, context| answer(snapshot, context, &question)).await?;
        let (counted, slug) = (answer.total.n, workspace.slug);
        let stand = state.store.responses().standing(workspace.id, &answer.as_of).await?;
        if counted != stand {
            findings.push(format!(
                "the facts of workspace {slug} count {counted} responses, and {stand} stand; run `heard rebuild`"
            ));
        }
    }
    Ok(findings)
}

/// `POST /api/v1/operator/snapshot`: everything of all workspaces as of one instant, as a
/// [`heard_store::FrameReader`] reads it. One that breaks off has no end.
async fn snapshot(State(state): State<AppState>, Json(request): Json<SnapshotRequest>) -> Response {
    let parts = ReceiverStream::new(state.store.snapshot(request));
    let parts = parts.map(|bytes| Ok::<_, std::convert::Infallible>(Bytes::from(bytes)));
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(parts)).into_response()
}

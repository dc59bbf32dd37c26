//! `GET /api/v1/metrics`: what is measured, and how.

use heard_model::metric::MetricDefinition;

use crate::api::common::*;

/// List metrics
///
/// Each with its definition: what is read, how it is counted, how its interval is made.
#[utoipa::path(get, path = "/api/v1/metrics", tag = "metrics", responses(
    (status = 200, description = "definitions", body = List<MetricDefinition>)
))]
pub async fn list_metrics() -> Json<List<MetricDefinition>> {
    Json(heard_aggregate::definitions().into())
}

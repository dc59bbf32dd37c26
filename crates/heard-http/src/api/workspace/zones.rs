//! `GET /api/v1/workspace/zones`: from which day civil days are cut in which time zone.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::api::common::*;

/// A change of the time zone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ZoneChangeView {
    /// IANA time zone.
    pub zone: String,
    /// The first civil day that is cut in it; 0001-01-01 for all answers.
    #[schema(value_type = String, format = "date")]
    pub from: Date,
    /// When it was asked for.
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    /// Answers that were moved to another day so far.
    pub moved: u64,
    /// When all answers had their day; absent while they are being moved.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub finished_at: Option<Timestamp>,
}

/// Read the changes of the time zone
///
/// The latest first. A change that is not finished is still moving answers to their day.
#[utoipa::path(get, path = "/api/v1/workspace/zones", tag = "workspace", responses(
    (status = 200, description = "the changes", body = List<ZoneChangeView>)
))]
pub async fn read_zones(State(state): State<AppState>, caller: Caller) -> Answer<Json<List<ZoneChangeView>>> {
    let changes = state.store.zone_changes().of(caller.workspace()).await?;
    let views = changes.into_iter().map(|change| ZoneChangeView {
        zone: change.zone,
        from: change.from,
        at: change.at,
        moved: change.moved,
        finished_at: change.finished_at,
    });
    Ok(Json(views.collect::<Vec<_>>().into()))
}

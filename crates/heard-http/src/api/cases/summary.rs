//! `GET /api/v1/cases/summary`: how the closed loop is doing.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::api::common::*;

/// The period.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct SummaryQuery {
    /// First civil day in the workspace's time zone; 30 days before `until` if absent.
    #[param(value_type = Option<String>, format = "date")]
    pub from: Option<Date>,
    /// The day after the last; tomorrow if absent.
    #[param(value_type = Option<String>, format = "date")]
    pub until: Option<Date>,
}

/// How the closed loop is doing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseSummaryView {
    /// First civil day of the period.
    #[schema(value_type = String, format = "date")]
    pub from: Date,
    /// The day after its last.
    #[schema(value_type = String, format = "date")]
    pub until: Date,
    /// Open now.
    pub open: u64,
    /// Open beyond their deadline now.
    pub late: u64,
    /// Opened within the period.
    pub opened: u64,
    /// Closed within the period.
    pub closed: u64,
    /// Of those, closed by their deadline.
    pub closed_in_time: u64,
    /// Their share; absent where none was closed.
    pub share_closed_in_time: Option<f64>,
}

/// How is the loop doing?
#[utoipa::path(get, path = "/api/v1/cases/summary", tag = "cases", params(SummaryQuery),
    responses((status = 200, description = "counts", body = CaseSummaryView)))]
pub async fn summarise_cases(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<SummaryQuery>,
) -> Answer<Json<CaseSummaryView>> {
    let now = state.clock.now();
    let workspace = state.workspace(caller.workspace()).await?;
    let outside = |field: &str| Problem::invalid(field, "lies outside the calendar");
    let tomorrow = today(&state, &workspace)?.tomorrow().map_err(|_| outside("until"))?;
    let until = query.until.unwrap_or(tomorrow);
    let from = match query.from {
        Some(from) => from,
        None => until.checked_sub(30.days()).map_err(|_| outside("from"))?,
    };
    if from >= until {
        return Err(Problem::invalid("until", "must be later than `from`"));
    }
    let (first, last) = (start_of(&workspace, from)?, start_of(&workspace, until)?);
    let counted = state.store.cases().summary(&caller.scope, now, first, last).await?;
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    Ok(Json(CaseSummaryView {
        from,
        until,
        open: counted.open,
        late: counted.late,
        opened: counted.opened,
        closed: counted.closed,
        closed_in_time: counted.closed_in_time,
        share_closed_in_time: share(counted.closed_in_time, counted.closed),
    }))
}

//! `PATCH /api/v1/workspace`: change the settings.

use heard_model::InterfaceLanguage;
use heard_model::calendar::Calendar;
use heard_model::settings::{Workspace, WorkspaceSettings};
use heard_model::zone::{BEGINNING, Zones};
use jiff::civil::Date;

use crate::api::common::*;
use crate::audit;

/// What to change; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsChange {
    /// The company's name.
    pub name: Option<String>,
    /// Language of mails and of new people.
    pub language: Option<InterfaceLanguage>,
    /// IANA time zone, in force from `zone_from`. Answers of that day and later are given their civil
    /// day anew; until it is done, see `GET /api/v1/workspace/zones`.
    pub zone: Option<String>,
    /// The first civil day that is cut in `zone`: today if absent, or any day before; 0001-01-01 for all
    /// answers.
    #[schema(value_type = Option<String>, format = "date")]
    pub zone_from: Option<Date>,
    /// Calendar of months and years.
    pub calendar: Option<Calendar>,
    /// First day of the week, 1 Monday … 7 Sunday.
    pub week_start: Option<u8>,
    /// First month of the fiscal year, 1 … 12, in the calendar.
    pub fiscal_year_start: Option<u8>,
    /// Results of fewer people are hidden from those who may not read single answers; 2 … 100.
    pub small_group: Option<u16>,
}

/// Change the settings
#[utoipa::path(patch, path = "/api/v1/workspace", tag = "workspace",
    request_body(content = SettingsChange, example = json!({"zone": "Asia/Tehran", "calendar": "solar_hijri"})),
    responses((status = 200, description = "changed", body = Workspace)))]
pub async fn change_workspace(
    State(state): State<AppState>,
    caller: Caller,
    Json(change): Json<SettingsChange>,
) -> Answer<Json<Workspace>> {
    let before = state.workspace(caller.workspace()).await?;
    let from = change.zone_from;
    let mut settings = apply(&before.settings, change)?;
    let from = zone_from(&state, &before.settings, &settings.zone, from)?;
    if let Some(from) = from {
        settings.earlier_zones = before.settings.zones().changed(&settings.zone, from);
    }
    match from {
        Some(from) if settings.zones() != before.settings.zones() => {
            state.store.zone_changes().begin(caller.workspace(), &settings, from).await?;
        }
        _ => {
            state.store.workspaces().update_settings(caller.workspace(), &settings).await?;
        }
    }
    state.known.forget_workspace(caller.workspace());
    audit::note(&state, &caller.principal, "workspace.changed", caller.workspace(), None).await;
    Ok(Json(Workspace { settings, ..(*before).clone() }))
}

/// From which day on a zone holds: as asked, or from today if it is another one.
fn zone_from(
    state: &AppState,
    before: &WorkspaceSettings,
    zone: &str,
    from: Option<Date>,
) -> Answer<Option<Date>> {
    let (_, today) = Zones::always(zone).day_at(state.clock.now())?;
    if from.is_some_and(|from| from > today) {
        return Err(Problem::invalid("/zone_from", "must be today or earlier; change the zone on that day"));
    }
    let from = from.or_else(|| (zone != before.zone).then_some(today));
    Ok(from.map(|from| from.max(BEGINNING)))
}

fn apply(before: &WorkspaceSettings, change: SettingsChange) -> Answer<WorkspaceSettings> {
    let mut fields = FieldCheck::default();
    let settings = WorkspaceSettings {
        name: fields.line("/name", change.name.as_deref().unwrap_or(&before.name), 100),
        language: change.language.unwrap_or(before.language),
        earlier_zones: before.earlier_zones.clone(),
        zone: fields.zone("/zone", change.zone.as_deref().unwrap_or(&before.zone)),
        calendar: change.calendar.unwrap_or(before.calendar),
        week_start: change.week_start.unwrap_or(before.week_start),
        fiscal_year_start: change.fiscal_year_start.unwrap_or(before.fiscal_year_start),
        small_group: change.small_group.unwrap_or(before.small_group),
    };
    fields.between("/week_start", settings.week_start, 1, 7);
    fields.between("/fiscal_year_start", settings.fiscal_year_start, 1, 12);
    fields.between("/small_group", settings.small_group, 2, 100);
    fields.finish()?;
    Ok(settings)
}

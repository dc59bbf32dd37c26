//! Calendars and the periods that charts are cut into.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The calendar that months, quarters and years follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// Gregorian.
    #[default]
    Gregorian,
    /// Solar Hijri, as in Iran.
    SolarHijri,
}

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A civil day.
    Day,
    /// A week, from the workspace's first day of the week.
    Week,
    /// A month of the calendar.
    Month,
    /// Three months of the fiscal year.
    Quarter,
    /// A fiscal year.
    Year,
}

/// Civil days from `start` up to, not including, `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Period {
    /// First day.
    #[schema(value_type = String, format = "date")]
    pub start: Date,
    /// The day after the last.
    #[schema(value_type = String, format = "date")]
    pub until: Date,
}

//! What a workspace decides for itself.

use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::zone::{EarlierZone, Zones};
use crate::{InterfaceLanguage, WorkspaceId};

/// A tenant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Workspace {
    /// Identifier.
    pub id: WorkspaceId,
    /// Short name in addresses and on the command line: `a-z 0-9 -`.
    pub slug: String,
    /// Whether its data is simulated; every screen says so.
    pub simulated: bool,
    /// Its settings.
    pub settings: WorkspaceSettings,
}

/// What a workspace decides for itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceSettings {
    /// The company's name.
    pub name: String,
    /// Language of mails and of new people.
    pub language: InterfaceLanguage,
    /// IANA time zone; civil days are cut in it.
    pub zone: String,
    /// Those in which they were cut before, oldest first.
    #[serde(default)]
    pub earlier_zones: Vec<EarlierZone>,
    /// Calendar of months and years.
    pub calendar: Calendar,
    /// First day of the week, 1 Monday … 7 Sunday.
    pub week_start: u8,
    /// First month of the fiscal year, 1 … 12, in the calendar.
    pub fiscal_year_start: u8,
    /// Results of fewer people are hidden from those who may not read single answers; 2 … 100.
    pub small_group: u16,
}

impl WorkspaceSettings {
    /// In which time zone which days are cut.
    pub fn zones(&self) -> Zones<'_> {
        Zones::new(&self.zone, &self.earlier_zones)
    }
}

impl Default for WorkspaceSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            language: InterfaceLanguage::En,
            zone: "UTC".to_owned(),
            earlier_zones: Vec::new(),
            calendar: Calendar::Gregorian,
            week_start: 1,
            fiscal_year_start: 1,
            small_group: 5,
        }
    }
}

//! The company as it stands before anybody answers.

use heard_model::calendar::Calendar;
use heard_model::settings::WorkspaceSettings;
use heard_model::unit::UnitTree;
use heard_model::{InterfaceLanguage, LocalizedText};
use jiff::civil::Date;

use crate::comment::Phrases;
use crate::effects::{self, PlantedEffect};
use crate::units::{self, TEAMS};
use crate::{Responses, SimulatedRule, SimulatedSurvey, SurveyKey, rules, surveys};

/// A brand that does not exist, with the word that says so.
const NAME: &str = "Tulipanta (simulated)";
/// The zone that its civil days are cut in.
pub(crate) const ZONE: &str = "Europe/Budapest";

/// An agent of the contact centre; nobody real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimulatedAgent {
    /// The label in answers, as `Agent 07`.
    pub name: &'static str,
    /// The label of the team in answers.
    pub team: &'static str,
    /// Code of the team's unit.
    pub unit: &'static str,
}

/// The simulated company of a seed.
#[derive(Debug)]
pub struct Company {
    seed: u64,
    units: UnitTree,
    surveys: Vec<SimulatedSurvey>,
    phrases: Phrases,
}

impl Company {
    /// The company of `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, units: units::tree(seed, NAME), surveys: surveys::surveys(), phrases: Phrases::new() }
    }

    /// The seed that everything follows from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The workspace's short name.
    pub fn slug(&self) -> &'static str {
        "tulipanta"
    }

    /// The workspace's settings; the workspace itself must be marked as simulated.
    pub fn settings(&self) -> WorkspaceSettings {
        WorkspaceSettings {
            name: NAME.to_owned(),
            language: InterfaceLanguage::En,
            zone: ZONE.to_owned(),
            earlier_zones: Vec::new(),
            calendar: Calendar::Gregorian,
            week_start: 1,
            fiscal_year_start: 1,
            small_group: 5,
        }
    }

    /// What every screen of it says, in the languages of the interface.
    pub fn disclaimer(&self) -> LocalizedText {
        LocalizedText::from([
            ("en", "This company, its customers and its agents are simulated."),
            ("hu", "Ez a cég, az ügyfelei és a munkatársai szimuláltak."),
            ("ro", "Această companie, clienții și angajații ei sunt simulați."),
            ("fi", "Tämä yritys, sen asiakkaat ja työntekijät ovat simuloituja."),
            ("fa", "این شرکت، مشتریان و کارکنانش شبیه‌سازی شده‌اند."),
        ])
    }

    /// The units with codes that answers name them by.
    pub fn units(&self) -> &UnitTree {
        &self.units
    }

    /// The surveys, in the order of [`SurveyKey::ALL`].
    pub fn surveys(&self) -> &[SimulatedSurvey] {
        &self.surveys
    }

    /// One survey.
    pub fn survey(&self, key: SurveyKey) -> &SimulatedSurvey {
        &self.surveys[key as usize]
    }

    /// The contact centre's agents.
    pub fn agents(&self) -> impl Iterator<Item = SimulatedAgent> {
        TEAMS.iter().flat_map(|team| {
            team.agents.iter().map(|name| SimulatedAgent { name, team: team.name, unit: team.code })
        })
    }

    /// The rules by which answers become cases.
    pub fn rules(&self) -> Vec<SimulatedRule> {
        rules::rules()
    }

    /// What was planted into the two years before `until`, so that others can be asked whether
    /// they find it.
    pub fn planted_effects(&self, until: Date) -> Vec<PlantedEffect> {
        effects::planted(until)
    }

    /// Exactly `count` responses of the two years before `until`, in the order of time.
    pub fn responses(&self, count: u64, until: Date) -> Responses<'_> {
        Responses::new(self, count, until)
    }

    pub(crate) fn phrases(&self) -> &Phrases {
        &self.phrases
    }
}

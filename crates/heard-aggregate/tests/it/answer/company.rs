//! A small company whose answers are written by hand.

use std::collections::BTreeMap;

use heard_aggregate::kernel::Kernel;
use heard_aggregate::{AnswerContext, QuestionError, answer};
use heard_facts::{Snapshot, WorkspaceFacts};
use heard_model::day::day_number;
use heard_model::fact::{FactEvent, FactKind, FactScore};
use heard_model::metric::{Group, Measure, MetricAnswer, MetricId, MetricQuestion};
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::Scale;
use heard_model::unit::{OrganisationUnit, UnitTree};
use heard_model::{SurveyId, UnitId, UnitScope, WorkspaceId};
use jiff::civil::{Date, date};
use uuid::Uuid;

pub const WORKSPACE: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
pub const SURVEY: SurveyId = SurveyId(Uuid::from_u128(100));
pub const OTHER_SURVEY: SurveyId = SurveyId(Uuid::from_u128(101));
pub const COMPANY: UnitId = UnitId(Uuid::from_u128(10));
pub const NORTH: UnitId = UnitId(Uuid::from_u128(11));
pub const SOUTH: UnitId = UnitId(Uuid::from_u128(12));
pub const NORTH_SHOP: UnitId = UnitId(Uuid::from_u128(13));
pub const SOUTH_SHOP: UnitId = UnitId(Uuid::from_u128(14));

/// Answers in the order of acceptance, and what an answer depends on.
pub struct Company {
    pub events: Vec<FactEvent>,
    pub settings: WorkspaceSettings,
    pub units: UnitTree,
    pub survey_names: BTreeMap<SurveyId, String>,
    pub scope: UnitScope,
    pub small_group: Option<u16>,
    pub kernel: Kernel,
}

impl Default for Company {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            settings: WorkspaceSettings::default(),
            units: units(),
            survey_names: BTreeMap::from([(SURVEY, "After a visit".to_owned())]),
            scope: UnitScope::All,
            small_group: None,
            kernel: Kernel::new(1 << 20, 1),
        }
    }
}

fn units() -> UnitTree {
    let unit = |id: UnitId, parent: Option<UnitId>, name: &str| OrganisationUnit {
        id,
        parent,
        name: name.to_owned(),
        code: Some(name.to_lowercase().replace(' ', "-")),
    };
    UnitTree::new(vec![
        unit(COMPANY, None, "Company"),
        unit(NORTH, Some(COMPANY), "North"),
        unit(SOUTH, Some(COMPANY), "South"),
        unit(NORTH_SHOP, Some(NORTH), "North shop"),
        unit(SOUTH_SHOP, Some(SOUTH), "South shop"),
    ])
}

/// A day on which most things happen.
pub fn a_day() -> Date {
    date(2026, 3, 10)
}

/// A score on a scale.
pub fn score(question: &str, kind: FactKind, (min, max): (u8, u8), score: u8) -> FactScore {
    FactScore { question: question.to_owned(), kind, scale: Scale { min, max }, score, choice: None }
}

pub fn nps(score: u8) -> FactScore {
    self::score("nps", FactKind::Nps, (0, 10), score)
}

pub fn csat(score: u8) -> FactScore {
    self::score("csat", FactKind::Csat, (1, 5), score)
}

/// A response of one day with these scores and nothing else known.
pub fn response(day: Date, scores: Vec<FactScore>) -> FactEvent {
    let day = day_number(day);
    FactEvent {
        sign: 1,
        seq: 0,
        survey: SURVEY,
        unit: NORTH_SHOP,
        instant_ms: i64::from(day) * 86_400_000,
        day,
        zone: "UTC".to_owned(),
        contact: 0,
        weight: None,
        touchpoint: None,
        channel: None,
        language: None,
        country: None,
        team: None,
        agent: None,
        product: None,
        attributes: BTreeMap::new(),
        scores,
    }
}

impl Company {
    /// Accepts a response `times` times, each with a number of its own.
    pub fn accept(&mut self, times: usize, response: &FactEvent) -> &mut Self {
        for _ in 0..times {
            let seq = self.events.last().map_or(0, |event| event.seq) + 1;
            self.events.push(FactEvent { seq, ..response.clone() });
        }
        self
    }

    /// Takes an accepted response back and accepts another in its place, in one change.
    pub fn correct(&mut self, place: usize, new: &FactEvent) -> &mut Self {
        let seq = self.events.last().map_or(0, |event| event.seq) + 1;
        let old = self.events[place].reversed(seq);
        self.events.extend([old, FactEvent { seq, ..new.clone() }]);
        self
    }

    pub fn snapshot(&self) -> Snapshot {
        let mut facts = WorkspaceFacts::empty(WORKSPACE);
        facts.apply(&self.events).unwrap();
        facts.snapshot()
    }

    pub fn context(&self) -> AnswerContext<'_> {
        AnswerContext {
            kernel: &self.kernel,
            settings: &self.settings,
            units: &self.units,
            survey_names: &self.survey_names,
            scope: &self.scope,
            small_group: self.small_group,
        }
    }

    pub fn try_answer(&self, question: &MetricQuestion) -> Result<MetricAnswer, QuestionError> {
        answer(&self.snapshot(), &self.context(), question)
    }

    pub fn answer(&self, question: &MetricQuestion) -> MetricAnswer {
        self.try_answer(question).unwrap()
    }

    /// The total of a metric without further ado.
    pub fn total(&self, metric: MetricId) -> Measure {
        self.answer(&MetricQuestion::of(metric)).total
    }
}

/// Labels, n and values of groups.
pub fn summary(groups: &[Group]) -> Vec<(String, i64, Option<f64>)> {
    groups
        .iter()
        .map(|group| {
            let period = group.period.map(|period| period.start.to_string());
            let labels = group.keys.iter().map(|key| key.label.clone());
            let name: Vec<String> = period.into_iter().chain(labels).collect();
            (name.join(" "), group.measure.n, group.measure.value)
        })
        .collect()
}

pub fn close(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!((found - expected).abs() < 6e-7, "{found} is not {expected}");
}

//! What was planted, as data: tests and demonstrations ask Heard whether it finds it.

use heard_model::calendar::Period;
use heard_model::dimension::Dimension;
use heard_model::metric::MetricId;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::SurveyKey;
use crate::timeline::{last_full_month, two_years};
use crate::units::{IMPROVING_SHOP, STRUGGLING_AGENT, TEAMS};

/// What kind of thing was planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// A touchpoint that breaks for a month.
    TouchpointBreaks,
    /// An agent who needs help.
    AgentNeedsHelp,
    /// A driver that matters.
    DriverMatters,
    /// Something that one might take for a driver.
    DriverDoesNotMatter,
    /// A unit that improves.
    UnitImproves,
}

/// Which way the metric differs between the two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It is lower.
    Lower,
    /// It is higher.
    Higher,
    /// It is the same.
    Same,
}

/// A part of the answers: a period and some values of a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The civil days.
    pub period: Period,
    /// The values of the effect's dimension; for units their codes.
    pub values: Vec<String>,
}

/// Something that was planted: within `affected` the metric differs from `compared`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlantedEffect {
    /// Its name.
    pub key: String,
    /// What kind of thing it is.
    pub kind: EffectKind,
    /// What it is, in a sentence.
    pub description: String,
    /// The survey that shows it.
    pub survey: SurveyKey,
    /// The question that shows it.
    pub question: String,
    /// The metric that shows it.
    pub metric: MetricId,
    /// The dimension whose values are in the cells.
    pub dimension: Dimension,
    /// Where it is.
    pub affected: Cell,
    /// Where it is not.
    pub compared: Cell,
    /// Which way the metric differs.
    pub direction: Direction,
    /// The metric of `affected` less that of `compared`, roughly; a share for satisfaction.
    pub difference: f64,
    /// How far the difference in many responses may lie from `difference`.
    pub tolerance: f64,
}

/// When what was planted is in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    delivery_breaks: Period,
    checkout_breaks: Period,
    agent_needs_help: Period,
    shop_improves: Date,
}

impl Plan {
    pub(crate) fn new(until: Date) -> Self {
        let delivery_breaks = last_full_month(until);
        Self {
            delivery_breaks,
            checkout_breaks: last_full_month(until.saturating_sub(12.months())),
            agent_needs_help: Period { start: until.saturating_sub(12.months()), until },
            shop_improves: until.first_of_month().saturating_sub(9.months()),
        }
    }

    pub(crate) fn delivery_is_broken(&self, date: Date) -> bool {
        holds(self.delivery_breaks, date)
    }

    /// What a broken checkout takes from satisfaction with it.
    pub(crate) fn checkout(&self, date: Date) -> f64 {
        if holds(self.checkout_breaks, date) { -1.1 } else { 0.0 }
    }

    /// What an agent adds to satisfaction with support.
    pub(crate) fn agent(&self, agent: &str, date: Date) -> f64 {
        if agent == STRUGGLING_AGENT && holds(self.agent_needs_help, date) { -0.85 } else { 0.0 }
    }

    /// What a shop's change adds to satisfaction with it.
    pub(crate) fn shop(&self, code: &str, date: Date) -> f64 {
        match (code == IMPROVING_SHOP, date >= self.shop_improves) {
            (false, _) => 0.0,
            (true, false) => -0.55,
            (true, true) => 0.45,
        }
    }
}

fn holds(period: Period, date: Date) -> bool {
    period.start <= date && date < period.until
}

/// Everything that was planted into the two years before `until`.
pub(crate) fn planted(until: Date) -> Vec<PlantedEffect> {
    let plan = Plan::new(until);
    vec![
        delivery_breaks(plan),
        checkout_breaks(plan),
        agent_needs_help(plan),
        waiting_matters(until),
        packaging_does_not_matter(until),
        shop_improves(plan, until),
    ]
}

fn labels(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn year_before(date: Date) -> Period {
    Period { start: date.saturating_sub(12.months()), until: date }
}

fn delivery_breaks(plan: Plan) -> PlantedEffect {
    let values = labels(&["delivery"]);
    PlantedEffect {
        key: "delivery_breaks".to_owned(),
        kind: EffectKind::TouchpointBreaks,
        description: "Deliveries go wrong in the last full month: late parcels, no word of it.".to_owned(),
        survey: SurveyKey::Delivery,
        question: "delivery".to_owned(),
        metric: MetricId::Csat,
        dimension: Dimension::Touchpoint,
        affected: Cell { period: plan.delivery_breaks, values: values.clone() },
        compared: Cell { period: year_before(plan.delivery_breaks.start), values },
        direction: Direction::Lower,
        difference: -0.33,
        tolerance: 0.08,
    }
}

fn checkout_breaks(plan: Plan) -> PlantedEffect {
    let values = labels(&["checkout"]);
    let start = plan.checkout_breaks.until;
    PlantedEffect {
        key: "checkout_breaks".to_owned(),
        kind: EffectKind::TouchpointBreaks,
        description: "Payments at the website's checkout fail for a month, a year before the last."
            .to_owned(),
        survey: SurveyKey::Website,
        question: "satisfaction".to_owned(),
        metric: MetricId::Csat,
        dimension: Dimension::Touchpoint,
        affected: Cell { period: plan.checkout_breaks, values: values.clone() },
        compared: Cell { period: Period { start, until: start.saturating_add(6.months()) }, values },
        direction: Direction::Lower,
        difference: -0.42,
        tolerance: 0.1,
    }
}

fn agent_needs_help(plan: Plan) -> PlantedEffect {
    let others: Vec<&str> = TEAMS
        .iter()
        .flat_map(|team| team.agents)
        .copied()
        .filter(|agent| *agent != STRUGGLING_AGENT)
        .collect();
    PlantedEffect {
        key: "agent_needs_help".to_owned(),
        kind: EffectKind::AgentNeedsHelp,
        description: "One agent's customers have been much less satisfied for a year.".to_owned(),
        survey: SurveyKey::Support,
        question: "agent".to_owned(),
        metric: MetricId::Csat,
        dimension: Dimension::Agent,
        affected: Cell { period: plan.agent_needs_help, values: labels(&[STRUGGLING_AGENT]) },
        compared: Cell { period: plan.agent_needs_help, values: labels(&others) },
        direction: Direction::Lower,
        difference: -0.3,
        tolerance: 0.08,
    }
}

fn waiting_matters(until: Date) -> PlantedEffect {
    let period = two_years(until);
    PlantedEffect {
        key: "waiting_matters".to_owned(),
        kind: EffectKind::DriverMatters,
        description: "The longer people wait in a shop, the less satisfied they are with the visit."
            .to_owned(),
        survey: SurveyKey::Visit,
        question: "visit".to_owned(),
        metric: MetricId::Csat,
        dimension: Dimension::Attribute("waiting_minutes".to_owned()),
        affected: Cell { period, values: labels(&["20", "30", "45"]) },
        compared: Cell { period, values: labels(&["0", "1", "2", "3"]) },
        direction: Direction::Lower,
        difference: -0.45,
        tolerance: 0.08,
    }
}

fn packaging_does_not_matter(until: Date) -> PlantedEffect {
    let period = two_years(until);
    PlantedEffect {
        key: "packaging_does_not_matter".to_owned(),
        kind: EffectKind::DriverDoesNotMatter,
        description: "How the packaging looks changes nothing in the satisfaction with the delivery."
            .to_owned(),
        survey: SurveyKey::Delivery,
        question: "delivery".to_owned(),
        metric: MetricId::Csat,
        dimension: Dimension::Attribute("packaging".to_owned()),
        affected: Cell { period, values: labels(&["printed"]) },
        compared: Cell { period, values: labels(&["plain"]) },
        direction: Direction::Same,
        difference: 0.0,
        tolerance: 0.03,
    }
}

fn shop_improves(plan: Plan, until: Date) -> PlantedEffect {
    let values = labels(&[IMPROVING_SHOP]);
    let change = plan.shop_improves;
    PlantedEffect {
        key: "shop_improves".to_owned(),
        kind: EffectKind::UnitImproves,
        description: "One shop has been better since nine months before the last.".to_owned(),
        survey: SurveyKey::Visit,
        question: "visit".to_owned(),
        metric: MetricId::Csat,
        dimension: Dimension::Unit,
        affected: Cell { period: Period { start: change, until }, values: values.clone() },
        compared: Cell { period: Period { start: two_years(until).start, until: change }, values },
        direction: Direction::Higher,
        difference: 0.3,
        tolerance: 0.08,
    }
}

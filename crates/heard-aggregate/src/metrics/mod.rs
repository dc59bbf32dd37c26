//! The metrics, one a file: the definition, and the one function that finishes its number.
//!
//! Recipe for another: add the id to `heard_model::metric::MetricId`, write a file here with a
//! type that implements [`Metric`] by the finishing of its family (net score, share, mean …), and
//! put it into [`metric`]. Whoever changes what is counted raises the definition's version.

mod ces_5;
mod ces_7;
mod choice_share;
mod csat;
mod distribution;
mod family;
mod mean;
mod nps;
mod nps_1_10;
mod responses;
mod satisfaction_index;
mod satisfied_share;

use heard_model::metric::{Measure, MetricDefinition, MetricId};
use heard_statistics::{Estimate, Interval};

use crate::cell::CellSums;

pub(crate) use family::empty_measure;

/// A metric: its definition, and how its numbers are finished from sums.
pub(crate) trait Metric: Sync {
    /// The definition behind every number.
    fn definition(&self) -> MetricDefinition;

    /// The number of a cell.
    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure;

    /// `now` against `before` by the test that belongs to the metric.
    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change;
}

/// The kinds of answer that have a score on a scale of their question.
pub(crate) fn scored_kinds() -> &'static [heard_model::fact::FactKind] {
    &family::SCORED_KINDS
}

/// How two numbers differ.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Change {
    /// The first minus the second.
    pub(crate) difference: Option<f64>,
    /// Its interval.
    pub(crate) interval: Option<Interval>,
    /// Two-sided p of no difference.
    pub(crate) p_value: Option<f64>,
    /// How likely a score of now beats one of before; for metrics that put scores into classes.
    pub(crate) superiority: Option<Estimate>,
    /// Whether there is a difference; absent where nothing can be said.
    pub(crate) is_clear: Option<bool>,
}

impl From<heard_statistics::Difference> for Change {
    fn from(found: heard_statistics::Difference) -> Self {
        Self {
            difference: Some(found.value),
            interval: Some(found.interval),
            p_value: Some(found.p_value),
            superiority: None,
            is_clear: Some(found.is_clear()),
        }
    }
}

/// The metric of an id.
pub(crate) fn metric(id: MetricId) -> &'static dyn Metric {
    match id {
        MetricId::Nps => &nps::Nps,
        MetricId::Nps1To10 => &nps_1_10::Nps1To10,
        MetricId::Csat => &csat::Csat,
        MetricId::Ces5 => &ces_5::Ces5,
        MetricId::Ces7 => &ces_7::Ces7,
        MetricId::SatisfiedShare => &satisfied_share::SatisfiedShare,
        MetricId::SatisfactionIndex => &satisfaction_index::SatisfactionIndex,
        MetricId::Mean => &mean::Mean,
        MetricId::Distribution => &distribution::Distribution,
        MetricId::ChoiceShare => &choice_share::ChoiceShare,
        MetricId::Responses => &responses::Responses,
    }
}

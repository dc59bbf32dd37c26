//! The mean of one scored question on its one scale.

use heard_model::metric::{Measure, MetricDefinition, MetricId, Unit};

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// The mean on the question's own scale.
pub(crate) struct Mean;

impl Metric for Mean {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            unit: Unit::ScalePoints,
            needs_question: true,
            interval_method: "student_1908".to_owned(),
            decimals: 2,
            source: "Student 1908; differences: Welch 1947".to_owned(),
            ..family::definition(MetricId::Mean, &family::SCORED_KINDS)
        }
    }

    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure {
        match sums.only() {
            Some((scale, histogram)) => family::finish_mean(definition, scale, histogram),
            None => family::empty_measure(),
        }
    }

    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        match (now.only(), before.only()) {
            (Some((scale, now)), Some((other, before))) if scale == other => {
                family::mean_change(definition.level, scale, now, before)
            }
            _ => Change::default(),
        }
    }
}

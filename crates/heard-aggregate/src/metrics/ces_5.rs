//! Ease on 1–5, high is easy: the mean, with the share of the top box.

use heard_model::fact::FactKind;
use heard_model::metric::{Measure, MetricDefinition, MetricId, Unit};
use heard_model::survey::Scale;

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// The mean of 1–5; never averaged with another scale.
pub(crate) struct Ces5;

impl Metric for Ces5 {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            scale: Some(Scale { min: 1, max: 5 }),
            buckets: vec![
                family::bucket("top_box", 5..=5),
                family::bucket("middle", 2..=4),
                family::bucket("bottom_box", 1..=1),
            ],
            unit: Unit::ScalePoints,
            interval_method: "student_1908".to_owned(),
            decimals: 2,
            source: "mean: Student 1908, differences: Welch 1947; shares: Wilson 1927".to_owned(),
            ..family::definition(MetricId::Ces5, &[FactKind::Ces])
        }
    }

    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure {
        let scale = family::scale_of(definition);
        family::finish_mean(definition, scale, &sums.on(scale))
    }

    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        let scale = family::scale_of(definition);
        family::mean_change(definition.level, scale, &now.on(scale), &before.on(scale))
    }
}

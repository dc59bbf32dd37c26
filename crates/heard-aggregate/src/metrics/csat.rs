//! CSAT: the share of the satisfied, 4 and 5 of 5.

use heard_model::fact::FactKind;
use heard_model::metric::{Measure, MetricDefinition, MetricId};
use heard_model::survey::Scale;

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// The share of 4 and 5.
pub(crate) struct Csat;

impl Metric for Csat {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            scale: Some(Scale { min: 1, max: 5 }),
            buckets: vec![
                family::bucket("satisfied", 4..=5),
                family::bucket("neutral", 3..=3),
                family::bucket("dissatisfied", 1..=2),
            ],
            ..family::definition(MetricId::Csat, &[FactKind::Csat])
        }
    }

    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure {
        family::finish_share(definition, "satisfied", sums)
    }

    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        let (scale, part) = (family::scale_of(definition), family::bucket_scores(definition, "satisfied"));
        family::share_change(definition.level, &now.on(scale), &before.on(scale), part, family::range(scale))
    }
}

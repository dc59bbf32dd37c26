//! The satisfied among ratings of 1–10: 7 and more. 9–10 are advocates and part of them; 6 and
//! less are the watch list.

use heard_model::fact::FactKind;
use heard_model::metric::{Measure, MetricDefinition, MetricId};
use heard_model::survey::Scale;

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// The share of 7 and more.
pub(crate) struct SatisfiedShare;

impl Metric for SatisfiedShare {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            scale: Some(Scale { min: 1, max: 10 }),
            buckets: vec![
                family::bucket("satisfied", 7..=10),
                family::bucket("advocates", 9..=10),
                family::bucket("watch_list", 1..=6),
            ],
            ..family::definition(MetricId::SatisfiedShare, &[FactKind::Rating])
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

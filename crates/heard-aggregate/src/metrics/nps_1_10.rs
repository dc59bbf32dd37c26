//! Net Promoter Score of 1–10 questions: another scale, so another number than `nps`.

use heard_model::fact::FactKind;
use heard_model::metric::{Measure, MetricDefinition, MetricId, Unit};
use heard_model::survey::Scale;

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// Promoters 9–10 minus detractors 1–6.
pub(crate) struct Nps1To10;

impl Metric for Nps1To10 {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            scale: Some(Scale { min: 1, max: 10 }),
            buckets: vec![
                family::bucket("promoters", 9..=10),
                family::bucket("passives", 7..=8),
                family::bucket("detractors", 1..=6),
            ],
            unit: Unit::NetPoints,
            interval_method: "adjusted_wald_rocks_2016".to_owned(),
            decimals: 1,
            source: "Reichheld 2003 on 1–10; interval: Rocks 2016 (arXiv 1601.07235)".to_owned(),
            ..family::definition(MetricId::Nps1To10, &[FactKind::Nps1To10])
        }
    }

    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure {
        family::finish_net(definition, sums)
    }

    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        family::net_change(definition, now, before)
    }
}

//! How many responses there are. A count of all is no estimate, so it has no interval.

use heard_model::fact::FactKind;
use heard_model::metric::{Flag, Measure, MetricDefinition, MetricId, Unit};
use heard_model::survey::Scale;

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// The number of responses.
pub(crate) struct Responses;

/// Each response has one row, with score 1.
const SCALE: Scale = Scale { min: 0, max: 1 };

fn count(sums: &CellSums) -> i64 {
    sums.scales.values().map(|histogram| histogram.n(family::range(SCALE))).sum()
}

impl Metric for Responses {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            unit: Unit::Count,
            interval_method: "none".to_owned(),
            decimals: 0,
            source: "a count of every response".to_owned(),
            ..family::definition(MetricId::Responses, &[FactKind::Response])
        }
    }

    fn finish(&self, _: &MetricDefinition, sums: &CellSums) -> Measure {
        let n = count(sums);
        let flag = (n <= 0).then_some(Flag::NoData);
        Measure { n, value: Some(n as f64), flag, ..family::empty_measure() }
    }

    /// Counts are exact: they differ or they do not.
    fn change(&self, _: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        let difference = count(now) - count(before);
        Change { difference: Some(difference as f64), is_clear: Some(difference != 0), ..Change::default() }
    }
}

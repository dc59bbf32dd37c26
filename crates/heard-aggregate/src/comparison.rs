//! A number against another one.

use heard_model::calendar::Period;
use heard_model::metric::{Comparison, Measure, MetricDefinition, Superiority, Sureness};
use heard_statistics::FEW_ANSWERS;

use crate::cell::CellSums;
use crate::metrics::Metric;

/// `now` against `before`, whose number is `measure`, by the metric's own test.
pub(crate) fn compare(
    metric: &dyn Metric,
    definition: &MetricDefinition,
    (now, now_n): (&CellSums, i64),
    (before, measure): (&CellSums, Measure),
    period: Period,
) -> Comparison {
    let change = metric.change(definition, now, before);
    let fewest = now_n.min(measure.n) as f64;
    let sureness = match change.is_clear {
        // A count is no estimate: it needs no number of answers to be sure.
        Some(true) if fewest >= FEW_ANSWERS || change.p_value.is_none() => Sureness::Clear,
        Some(false) if fewest >= FEW_ANSWERS || change.p_value.is_none() => Sureness::WithinNoise,
        _ => Sureness::TooFew,
    };
    Comparison {
        period,
        before: measure,
        difference: change.difference,
        low: change.interval.map(|interval| interval.low),
        high: change.interval.map(|interval| interval.high),
        p_value: change.p_value,
        superiority: change.superiority.map(|estimate| Superiority {
            value: estimate.value,
            low: estimate.interval.low,
            high: estimate.interval.high,
        }),
        sureness,
    }
}

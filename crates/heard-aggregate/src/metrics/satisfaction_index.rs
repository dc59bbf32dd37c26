//! The overall satisfaction index, 0–100: of surveys that define one, or of one scored question.
//!
//! Rows of kind `Index` hold the sum of a survey's items on the scale of possible sums. Each
//! scale is rescaled to 0–100 before anything is added up, so surveys of different scales meet
//! in one number; the raw scores are listed only where there is one scale.

use heard_model::fact::FactKind;
use heard_model::metric::{Measure, MetricDefinition, MetricId, Unit};
use heard_statistics::{Moments, index};

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// The rescaled mean.
pub(crate) struct SatisfactionIndex;

fn moments(sums: &CellSums) -> Option<Moments> {
    let mut total = Moments::default();
    for (scale, histogram) in &sums.scales {
        total.merge(&index::moments(histogram, family::range(*scale))?);
    }
    Some(total)
}

impl Metric for SatisfactionIndex {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            unit: Unit::Index,
            interval_method: "student_1908".to_owned(),
            decimals: 1,
            source: "(score − min)/(max − min)·100, equal weights, complete answers; Student 1908, differences: Welch 1947"
                .to_owned(),
            ..family::definition(MetricId::SatisfactionIndex, &[FactKind::Index])
        }
    }

    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure {
        let mut measure = match sums.only() {
            Some((scale, histogram)) => family::counted(definition, scale, histogram),
            None => family::empty_measure(),
        };
        if sums.only().is_none() {
            for (scale, histogram) in &sums.scales {
                let counted = family::counted(definition, *scale, histogram);
                measure.n += counted.n;
                measure.excluded.skipped += counted.excluded.skipped;
                measure.excluded.not_applicable += counted.excluded.not_applicable;
            }
            measure.flag = family::flag(measure.n);
        }
        family::mean_of(definition, measure, moments(sums), index::INDEX_BOUNDS)
    }

    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        let found = moments(now).zip(moments(before));
        found
            .and_then(|(now, before)| index::difference(&now, &before, definition.level))
            .map_or_else(Change::default, Change::from)
    }
}

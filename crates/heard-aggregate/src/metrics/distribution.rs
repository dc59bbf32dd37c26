//! How the answers to one scored question are spread: the share of each score.

use heard_model::metric::{Measure, MetricDefinition, MetricId};
use heard_model::survey::Scale;
use heard_statistics::homogeneity;

use super::{Change, Metric, family};
use crate::cell::CellSums;

/// One part for each score; there is no single number.
pub(crate) struct Distribution;

impl Distribution {
    /// The definition with one bucket for each point of a scale.
    fn on(definition: &MetricDefinition, scale: Scale) -> MetricDefinition {
        let buckets =
            family::range(scale).map(|score| family::bucket(&score.to_string(), score..=score)).collect();
        MetricDefinition { buckets, ..definition.clone() }
    }
}

impl Metric for Distribution {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            needs_question: true,
            source: "shares: Wilson 1927; differences: Pearson's chi-square test of homogeneity".to_owned(),
            ..family::definition(MetricId::Distribution, &family::SCORED_KINDS)
        }
    }

    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure {
        let Some((scale, histogram)) = sums.only() else { return family::empty_measure() };
        let measure = family::counted(&Self::on(definition, scale), scale, histogram);
        let weights = histogram.weights(family::range(scale));
        let weighted = family::weighted(histogram.without_weight(family::range(scale)), measure.n, None).map(
            |weighted| {
                let effective_n = (weighted.without_weight == 0).then(|| weights.effective_n()).flatten();
                heard_model::metric::Weighted { effective_n, ..weighted }
            },
        );
        Measure { weighted, ..measure }
    }

    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        let (Some((scale, now)), Some((other, before))) = (now.only(), before.only()) else {
            return Change::default();
        };
        if scale != other {
            return Change::default();
        }
        let p_value = homogeneity::p_value(now, before, family::range(scale));
        Change { p_value, is_clear: p_value.map(|p| p < 1.0 - definition.level), ..Change::default() }
    }
}

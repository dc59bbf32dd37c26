//! A cell against the same one of an earlier time, by the test of its metric.

use heard_model::calendar::Period;
use heard_model::metric::{Comparison, MetricId, Superiority, Sureness};

use super::definition::buckets;
use super::formulas::{
    Difference, Estimate, Number, mean_difference, net_difference, share_difference, spread_p, superiority,
};
use super::measure::Cell;

/// What changed from `before` to `now`.
pub fn comparison(metric: MetricId, now: &Cell<'_>, before: &Cell<'_>, period: Period) -> Comparison {
    let measure = before.measure(metric);
    let mut comparison = Comparison {
        period,
        difference: None,
        low: None,
        high: None,
        p_value: None,
        superiority: None,
        sureness: Sureness::TooFew,
        before: measure,
    };
    let fewest = now.measure(metric).n.min(comparison.before.n);
    if metric == MetricId::Responses {
        let difference = now.rows.len() as f64 - before.rows.len() as f64;
        comparison.difference = Some(difference);
        comparison.sureness = if difference == 0.0 { Sureness::WithinNoise } else { Sureness::Clear };
        return comparison;
    }
    match tested(metric, now, before) {
        Some(Tested::Difference(difference)) => {
            comparison.difference = Some(difference.value);
            comparison.low = Some(difference.low);
            comparison.high = Some(difference.high);
            comparison.p_value = Some(difference.p);
        }
        Some(Tested::Alike(p)) => comparison.p_value = Some(p),
        None => {}
    }
    if matches!(metric, MetricId::Nps | MetricId::Nps1To10) {
        let found = superiority(&values(&now.scores()), &values(&before.scores()));
        comparison.superiority =
            found.map(|Estimate { value, low, high, .. }| Superiority { value, low, high });
    }
    comparison.sureness = match comparison.p_value {
        Some(p) if fewest >= 30 && p < 0.05 => Sureness::Clear,
        Some(_) if fewest >= 30 => Sureness::WithinNoise,
        _ => Sureness::TooFew,
    };
    comparison
}

enum Tested {
    Difference(Difference),
    /// The p of "both are alike".
    Alike(f64),
}

fn tested(metric: MetricId, now: &Cell<'_>, before: &Cell<'_>) -> Option<Tested> {
    let (scores, earlier) = (now.scores(), before.scores());
    let difference = match metric {
        MetricId::Nps | MetricId::Nps1To10 => {
            net_difference(now.net_counts(metric), before.net_counts(metric))
        }
        MetricId::Csat | MetricId::SatisfiedShare => {
            let count = |cell: &Cell<'_>, n: usize| (cell.in_bucket(buckets(metric)[0]), n as f64);
            share_difference(count(now, scores.len()), count(before, earlier.len()))
        }
        MetricId::SatisfactionIndex => mean_difference(&now.rescaled(), &before.rescaled(), (0.0, 100.0)),
        MetricId::Ces5 | MetricId::Ces7 | MetricId::Mean => {
            let (min, max) = now.scale(metric).filter(|scale| before.scale(metric) == Some(*scale))?;
            mean_difference(&scores, &earlier, (f64::from(min), f64::from(max)))
        }
        MetricId::Distribution => {
            let (min, max) = now.scale(metric).filter(|scale| before.scale(metric) == Some(*scale))?;
            return spread_p(&values(&scores), &values(&earlier), min..=max).map(Tested::Alike);
        }
        MetricId::ChoiceShare => match &now.chosen {
            Some(chosen) => choice_difference(chosen, now, before),
            None => return any_choice_p(now, before).map(Tested::Alike),
        },
        MetricId::Responses => None,
    };
    difference.map(Tested::Difference)
}

fn values(numbers: &[Number]) -> Vec<f64> {
    numbers.iter().map(|(number, _)| *number).collect()
}

fn choice_difference(choice: &str, now: &Cell<'_>, before: &Cell<'_>) -> Option<Difference> {
    let count = |cell: &Cell<'_>| {
        let asked = cell.asked(choice);
        (asked.iter().filter(|(one, _)| *one == 1.0).count() as f64, asked.len() as f64)
    };
    share_difference(count(now), count(before))
}

/// Whether any choice that both have differs, by Bonferroni's bound.
fn any_choice_p(now: &Cell<'_>, before: &Cell<'_>) -> Option<f64> {
    let both = now.choices().intersection(&before.choices()).cloned().collect::<Vec<_>>();
    let p: Vec<f64> = both
        .iter()
        .filter_map(|choice| choice_difference(choice, now, before))
        .map(|found| found.p)
        .collect();
    p.iter().copied().reduce(f64::min).map(|least| (least * p.len() as f64).min(1.0))
}

//! Probability of superiority: how likely a score of one group beats one of another, ties
//! counted half. It uses every step of the scale, also those that a net score throws away.

use std::ops::RangeInclusive;

use crate::estimate::{Estimate, Interval};
use crate::histogram::ScoreHistogram;
use crate::normal;
use crate::share::{self, Share};

/// P(first > second) + ½·P(first = second) with its interval; ½ means "no difference". `None`
/// where either has no rows in the range, or negative counts.
///
/// Standard error of DeLong, DeLong and Clarke-Pearson (1988), interval on the logit scale, so
/// that it stays between 0 and 1. Where every score of one group beats every one of the other,
/// or only one row stands on a side, Wilson's interval at the smaller group's size stands in.
pub fn probability_of_superiority(
    first: &ScoreHistogram,
    second: &ScoreHistogram,
    scores: RangeInclusive<u8>,
    level: f64,
) -> Option<Estimate> {
    let (n1, n2) = (first.n(scores.clone()) as f64, second.n(scores.clone()) as f64);
    if n1 <= 0.0 || n2 <= 0.0 || first.has_negative_counts() || second.has_negative_counts() {
        return None;
    }
    let (value, first_variance) = placements(first, second, &scores, n1, n2);
    let (_, second_variance) = placements(second, first, &scores, n2, n1);
    let standard_error = (first_variance / n1 + second_variance / n2).sqrt();
    let interval = logit_interval(value, standard_error, level).or_else(|| {
        let smaller = n1.min(n2);
        share::share(&Share { count: value * smaller, n: smaller }, level).map(|estimate| estimate.interval)
    })?;
    Some(Estimate { value, n: n1.min(n2), standard_error, interval })
}

/// Mean and sample variance of "share of `other` that this score beats" over `one`.
fn placements(
    one: &ScoreHistogram,
    other: &ScoreHistogram,
    scores: &RangeInclusive<u8>,
    one_n: f64,
    other_n: f64,
) -> (f64, f64) {
    let beaten_by = |score: u8| {
        let below: i64 =
            other.counts().filter(|(s, _)| scores.contains(s) && *s < score).map(|(_, c)| c).sum();
        (below as f64 + 0.5 * other.count(score) as f64) / other_n
    };
    let placed: Vec<(f64, f64)> = one
        .counts()
        .filter(|(score, _)| scores.contains(score))
        .map(|(score, count)| (beaten_by(score), count as f64))
        .collect();
    let mean = placed.iter().map(|(place, count)| place * count).sum::<f64>() / one_n;
    let squares: f64 = placed.iter().map(|(place, count)| (place - mean).powi(2) * count).sum();
    (mean, if one_n > 1.0 { squares / (one_n - 1.0) } else { 0.0 })
}

fn logit_interval(value: f64, standard_error: f64, level: f64) -> Option<Interval> {
    if value <= 0.0 || value >= 1.0 || standard_error <= 0.0 {
        return None;
    }
    let centre = (value / (1.0 - value)).ln();
    let half = normal::two_sided_z(level) * standard_error / (value * (1.0 - value));
    let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    Some(Interval { low: back(centre - half), high: back(centre + half), level })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(counts: &[i64]) -> ScoreHistogram {
        ScoreHistogram::from_sums(0, counts, None)
    }

    #[test]
    fn by_hand() {
        // Scores {1, 2} against {0, 1, 1}: of six pairs four are won and two tied.
        let found = probability_of_superiority(&of(&[0, 1, 1]), &of(&[1, 2]), 0..=10, 0.95).unwrap();
        assert!((found.value - (4.0 + 0.5 * 2.0) / 6.0).abs() < 1e-12, "{found:?}");
        assert!(found.interval.contains(found.value));
    }

    #[test]
    fn nothing_and_everything() {
        assert_eq!(probability_of_superiority(&of(&[]), &of(&[1]), 0..=10, 0.95), None);
        let all = probability_of_superiority(&of(&[0, 9]), &of(&[9]), 0..=10, 0.95).unwrap();
        assert_eq!((all.value, all.interval.high), (1.0, 1.0));
        assert!(all.interval.low < 0.8);
    }

    proptest! {
        #[test]
        fn it_is_the_share_of_won_pairs(
            first in proptest::collection::vec(0u8..=10, 1..30),
            second in proptest::collection::vec(0u8..=10, 1..30),
        ) {
            let histogram = |scores: &[u8]| {
                let mut histogram = ScoreHistogram::new();
                scores.iter().for_each(|score| histogram.add(*score, 1, None));
                histogram
            };
            let mut won = 0.0;
            for a in &first {
                for b in &second {
                    won += if a > b { 1.0 } else if a == b { 0.5 } else { 0.0 };
                }
            }
            let naive = won / (first.len() * second.len()) as f64;
            let (first, second) = (histogram(&first), histogram(&second));
            let found = probability_of_superiority(&first, &second, 0..=10, 0.95).unwrap();
            prop_assert!((found.value - naive).abs() < 1e-9);
            prop_assert!(found.interval.low >= 0.0 && found.interval.high <= 1.0);
            prop_assert!(found.interval.low <= found.value + 1e-12 && found.value <= found.interval.high + 1e-12);
            let turned = probability_of_superiority(&second, &first, 0..=10, 0.95).unwrap();
            prop_assert!((turned.value + found.value - 1.0).abs() < 1e-9);
            prop_assert!((turned.standard_error - found.standard_error).abs() < 1e-9);
        }
    }
}

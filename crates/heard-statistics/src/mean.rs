//! Means of scores on a bounded scale: Student's t interval, Welch's test for two.
//!
//! The t interval of answers that are all alike, or of a single one, says nothing or too much.
//! A bounded variable spreads at most like a share of its ends, so there Wilson's interval of
//! the rescaled mean stands in: never too short.

use crate::estimate::{Difference, Estimate, Interval};
use crate::moments::Moments;
use crate::normal;
use crate::share::{self, Share};
use crate::student;

/// The ends of the scale that the numbers of the moments lie on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The lowest possible number.
    pub low: f64,
    /// The highest possible number, above the lowest.
    pub high: f64,
}

impl Bounds {
    fn width(&self) -> f64 {
        self.high - self.low
    }

    /// The mean as if it were a share of `n` at the upper end.
    fn as_share(&self, mean: f64, n: f64) -> Share {
        Share { count: ((mean - self.low) / self.width()).clamp(0.0, 1.0) * n, n }
    }

    /// Spread below this is the rounding of equal numbers.
    fn is_no_spread(&self, variance: f64) -> bool {
        variance <= 1e-18 * self.width() * self.width()
    }
}

/// The mean with its interval, inside the scale; `None` without numbers.
pub fn mean(moments: &Moments, bounds: Bounds, level: f64) -> Option<Estimate> {
    if moments.n <= 0.0 || bounds.width() <= 0.0 {
        return None;
    }
    let variance = moments.variance().unwrap_or(0.0) / moments.n;
    finished(moments.mean, moments.n, variance, bounds, level)
}

/// The weighted mean; `None` where a number has no weight or all weights are 0.
///
/// Its variance is linearised: n/(n−1)·Σw²(x − mean)²/(Σw)², as R's `survey` does for a sample
/// with replacement. Degrees of freedom: Kish's effective number less one.
pub fn weighted_mean(moments: &Moments, bounds: Bounds, level: f64) -> Option<Estimate> {
    let weighted = &moments.weighted;
    if moments.n <= 0.0 || moments.without_weight() != 0.0 || bounds.width() <= 0.0 {
        return None;
    }
    let effective_n = weighted.effective_n()?;
    let variance = if weighted.n < 2.0 {
        0.0
    } else {
        weighted.n / (weighted.n - 1.0) * weighted.squared_weight_squared_deviation.max(0.0)
            / (weighted.weight * weighted.weight)
    };
    finished(weighted.mean, effective_n, variance, bounds, level)
}

fn finished(mean: f64, n: f64, variance: f64, bounds: Bounds, level: f64) -> Option<Estimate> {
    let standard_error = variance.sqrt();
    let interval = if n <= 1.0 || bounds.is_no_spread(variance) {
        share::share(&bounds.as_share(mean, n), level)?.interval.scaled(bounds.width(), bounds.low)
    } else {
        let half = student::two_sided_t(level, n - 1.0) * standard_error;
        Interval::around(mean, half, level).clipped(bounds.low, bounds.high)
    };
    Some(Estimate { value: mean, n, standard_error, interval })
}

/// `now` minus `before` by Welch's t test; `None` where either has no numbers. Where neither
/// side has any spread, by Newcombe's method for the rescaled means.
pub fn difference(now: &Moments, before: &Moments, bounds: Bounds, level: f64) -> Option<Difference> {
    if now.n <= 0.0 || before.n <= 0.0 || bounds.width() <= 0.0 {
        return None;
    }
    let parts = now.variance().zip(before.variance()).map(|(a, b)| (a / now.n, b / before.n));
    match parts.filter(|(first, second)| !bounds.is_no_spread(first + second)) {
        Some((first, second)) => Some(welch(now, before, first, second, level)),
        None => {
            let (now, before) = (bounds.as_share(now.mean, now.n), bounds.as_share(before.mean, before.n));
            share::difference(&now, &before, level).map(|found| found.scaled(bounds.width()))
        }
    }
}

fn welch(now: &Moments, before: &Moments, first: f64, second: f64, level: f64) -> Difference {
    let value = now.mean - before.mean;
    let variance = first + second;
    let freedom = variance * variance / (first * first / (now.n - 1.0) + second * second / (before.n - 1.0));
    let statistic = value / variance.sqrt();
    let half = student::two_sided_t(level, freedom) * variance.sqrt();
    Difference {
        value,
        interval: Interval::around(value, half, level),
        statistic,
        p_value: student::two_sided_p(statistic, freedom),
    }
}

/// `now` minus `before` from two estimates that are independent and large: a z test.
pub fn difference_of_estimates(now: &Estimate, before: &Estimate, level: f64) -> Option<Difference> {
    let standard_error = now.standard_error.hypot(before.standard_error);
    if standard_error <= 0.0 {
        return None;
    }
    let value = now.value - before.value;
    let statistic = value / standard_error;
    Some(Difference {
        value,
        interval: Interval::around(value, normal::two_sided_z(level) * standard_error, level),
        statistic,
        p_value: normal::two_sided_p(statistic),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::histogram::ScoreHistogram;
    use proptest::prelude::*;

    const FIVE: Bounds = Bounds { low: 1.0, high: 5.0 };

    fn moments(counts: &[i64]) -> Moments {
        Moments::of(&ScoreHistogram::from_sums(1, counts, None), 1..=250).unwrap()
    }

    /// Scores 1, 2, 2, 3, 4, 5: mean 17/6, s² 13/6 − checked by hand; t of 5 degrees 2.570582.
    #[test]
    fn a_small_mean_by_hand() {
        let estimate = mean(&moments(&[1, 2, 1, 1, 1]), FIVE, 0.95).unwrap();
        let variance: f64 = (59.0 - 17.0 * 17.0 / 6.0) / 5.0;
        assert!((estimate.value - 17.0 / 6.0).abs() < 1e-12);
        assert!((estimate.standard_error - (variance / 6.0).sqrt()).abs() < 1e-12);
        let half = 2.570_582 * (variance / 6.0).sqrt();
        assert!((estimate.interval.high - (17.0 / 6.0 + half)).abs() < 1e-6);
    }

    /// Student's sleep data (R: `t.test(extra ~ group, sleep)`): t −1.8608, df 17.776,
    /// p 0.07939, interval −3.3654832 to 0.2054832.
    #[test]
    fn welch_of_students_sleep_data() {
        let series = |numbers: &[f64]| {
            let mut total = Moments::default();
            for number in numbers {
                total.merge(&Moments { n: 1.0, mean: *number, ..Moments::default() });
            }
            total
        };
        let first = series(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
        let second = series(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
        let found = difference(&first, &second, Bounds { low: -10.0, high: 10.0 }, 0.95).unwrap();
        assert!((found.statistic + 1.8608).abs() < 5e-5, "{found:?}");
        assert!((found.p_value - 0.079_39).abs() < 5e-6, "{found:?}");
        assert!((found.interval.low + 3.365_483_2).abs() < 5e-7, "{found:?}");
        assert!((found.interval.high - 0.205_483_2).abs() < 5e-7, "{found:?}");
    }

    #[test]
    fn answers_all_alike_are_not_certain() {
        let estimate = mean(&moments(&[0, 0, 0, 0, 20]), FIVE, 0.95).unwrap();
        assert_eq!((estimate.value, estimate.interval.high), (5.0, 5.0));
        assert!((estimate.interval.low - (5.0 - 4.0 * 0.161_125)).abs() < 5e-6, "{estimate:?}");
        let one = mean(&moments(&[0, 0, 1]), FIVE, 0.95).unwrap();
        assert!(one.interval.low < 2.0 && one.interval.high > 4.0, "{one:?}");
        let apart = difference(&moments(&[1]), &moments(&[0, 0, 0, 0, 1]), FIVE, 0.95).unwrap();
        assert!(!apart.is_clear(), "{apart:?}");
    }

    #[test]
    fn nothing() {
        assert_eq!(mean(&moments(&[]), FIVE, 0.95), None);
        assert_eq!(weighted_mean(&moments(&[]), FIVE, 0.95), None);
        assert_eq!(weighted_mean(&moments(&[1, 2]), FIVE, 0.95), None);
        assert_eq!(difference(&moments(&[1]), &moments(&[]), FIVE, 0.95), None);
    }

    #[test]
    fn a_weighted_mean_by_hand() {
        let mut histogram = ScoreHistogram::new();
        for (score, weight) in [(1, 1_000_000), (3, 2_000_000), (5, 3_000_000)] {
            histogram.add(score, 1, Some(weight));
        }
        let found = weighted_mean(&Moments::of(&histogram, 1..=5).unwrap(), FIVE, 0.95).unwrap();
        let expected: f64 = 22.0 / 6.0;
        let deviations: f64 =
            [(1.0, 1.0), (2.0, 3.0), (3.0, 5.0)].iter().map(|(w, x)| (w * (x - expected)).powi(2)).sum();
        assert!((found.value - expected).abs() < 1e-12);
        assert!((found.standard_error - (1.5 * deviations / 36.0).sqrt()).abs() < 1e-12);
        assert!((found.n - 36.0 / 14.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn equal_weights_change_nothing(scores in proptest::collection::vec(1u8..=5, 2..60), weight in 1u32..4_000_000) {
            let mut histogram = ScoreHistogram::new();
            for score in scores {
                histogram.add(score, 1, Some(weight));
            }
            let moments = Moments::of(&histogram, 1..=5).unwrap();
            let plain = mean(&moments, FIVE, 0.95).unwrap();
            let weighted = weighted_mean(&moments, FIVE, 0.95).unwrap();
            prop_assert!((plain.value - weighted.value).abs() < 1e-9);
            prop_assert!((plain.interval.low - weighted.interval.low).abs() < 1e-6);
            prop_assert!((plain.interval.high - weighted.interval.high).abs() < 1e-6);
        }

        #[test]
        fn merged_moments_are_those_of_the_whole(
            first in proptest::collection::vec((1u8..=5, 1u32..4_000_000), 0..40),
            second in proptest::collection::vec((1u8..=5, 1u32..4_000_000), 0..40),
        ) {
            let of = |rows: &[(u8, u32)]| {
                let mut histogram = ScoreHistogram::new();
                for (score, weight) in rows {
                    histogram.add(*score, 1, Some(*weight));
                }
                Moments::of(&histogram, 1..=5).unwrap()
            };
            let mut merged = of(&first);
            merged.merge(&of(&second));
            let whole = of(&[first, second].concat());
            prop_assert_eq!(merged.n, whole.n);
            prop_assert!((merged.mean - whole.mean).abs() < 1e-9);
            prop_assert!((merged.squared_deviations - whole.squared_deviations).abs() < 1e-6);
            let (merged, whole) = (merged.weighted, whole.weighted);
            prop_assert!((merged.mean - whole.mean).abs() < 1e-9);
            prop_assert!((merged.squared_weight - whole.squared_weight).abs() < 1e-6);
            prop_assert!(
                (merged.squared_weight_squared_deviation - whole.squared_weight_squared_deviation).abs() < 1e-6
            );
        }
    }
}

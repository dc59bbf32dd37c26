//! Shares: k of n. Wilson's score interval, and Newcombe's hybrid score interval for the
//! difference of two (Newcombe 1998, method 10).

use std::ops::RangeInclusive;

use crate::estimate::{Difference, Estimate, Interval};
use crate::histogram::ScoreHistogram;
use crate::normal;

/// `count` of `n`; effective numbers, so not always whole, where answers are weighted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// How many have it.
    pub count: f64,
    /// How many there are.
    pub n: f64,
}

impl Share {
    /// Whole counts.
    pub fn new(count: i64, n: i64) -> Self {
        Self { count: count as f64, n: n as f64 }
    }

    /// Those of `all` that lie in `part`; `None` with negative counts.
    pub fn of(histogram: &ScoreHistogram, part: RangeInclusive<u8>, all: RangeInclusive<u8>) -> Option<Self> {
        (!histogram.has_negative_counts()).then(|| Self::new(histogram.n(part), histogram.n(all)))
    }

    /// The weighted share at Kish's effective number of answers; `None` where an answer has no
    /// weight or all weights are 0.
    pub fn weighted(
        histogram: &ScoreHistogram,
        part: RangeInclusive<u8>,
        all: RangeInclusive<u8>,
    ) -> Option<Self> {
        if histogram.has_negative_counts() || histogram.without_weight(all.clone()) != 0 {
            return None;
        }
        let all = histogram.weights(all);
        let n = all.effective_n()?;
        let share = histogram.weights(part).sum as f64 / all.sum as f64;
        Some(Self { count: share * n, n })
    }

    fn is_sound(&self) -> bool {
        self.n > 0.0 && self.n.is_finite() && self.count >= 0.0 && self.count <= self.n
    }

    fn value(&self) -> f64 {
        self.count / self.n
    }

    fn wilson(&self, z: f64) -> (f64, f64) {
        let square = z * z;
        let centre = self.count + square / 2.0;
        let half = z * (self.count * (self.n - self.count) / self.n + square / 4.0).sqrt();
        let low = if self.count == 0.0 { 0.0 } else { (centre - half) / (self.n + square) };
        let high = if self.count == self.n { 1.0 } else { (centre + half) / (self.n + square) };
        (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))
    }
}

/// The share with Wilson's interval, 0 to 1; `None` without answers or with impossible counts.
pub fn share(share: &Share, level: f64) -> Option<Estimate> {
    if !share.is_sound() {
        return None;
    }
    let value = share.value();
    let (low, high) = share.wilson(normal::two_sided_z(level));
    Some(Estimate {
        value,
        n: share.n,
        standard_error: (value * (1.0 - value) / share.n).sqrt(),
        interval: Interval { low, high, level },
    })
}

/// `now` minus `before` by Newcombe's hybrid score method; `None` where either has no answers.
///
/// The p-value belongs to the interval: it is 1 − the level at which the interval just reaches
/// 0, so the two can never contradict each other.
pub fn difference(now: &Share, before: &Share, level: f64) -> Option<Difference> {
    if !now.is_sound() || !before.is_sound() {
        return None;
    }
    let (low, high) = newcombe(now, before, normal::two_sided_z(level));
    let value = now.value() - before.value();
    let statistic = z_that_reaches_zero(now, before).copysign(value);
    Some(Difference {
        value,
        interval: Interval { low, high, level },
        statistic,
        p_value: normal::two_sided_p(statistic),
    })
}

fn newcombe(first: &Share, second: &Share, z: f64) -> (f64, f64) {
    let (p1, p2) = (first.value(), second.value());
    let ((l1, u1), (l2, u2)) = (first.wilson(z), second.wilson(z));
    let below = ((p1 - l1).powi(2) + (u2 - p2).powi(2)).sqrt();
    let above = ((u1 - p1).powi(2) + (p2 - l2).powi(2)).sqrt();
    (p1 - p2 - below, p1 - p2 + above)
}

/// The interval grows with z, so halving finds where its nearer end meets 0.
fn z_that_reaches_zero(now: &Share, before: &Share) -> f64 {
    const HIGHEST: f64 = 40.0;
    let excludes_zero = |z: f64| {
        let (low, high) = newcombe(now, before, z);
        low > 0.0 || high < 0.0
    };
    let (mut inside, mut outside) = (0.0, HIGHEST);
    if now.value() == before.value() {
        return 0.0;
    }
    if excludes_zero(HIGHEST) {
        return HIGHEST;
    }
    for _ in 0..60 {
        let middle = (inside + outside) / 2.0;
        if excludes_zero(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5.1e-7, "{found} is not {expected}");
    }

    #[test]
    fn wilson_of_the_reference() {
        for (count, n, low, high) in [
            (81, 263, 0.255_289, 0.366_210),
            (15, 148, 0.062_386, 0.160_487),
            (0, 20, 0.0, 0.161_125),
            (1, 29, 0.006_113, 0.171_755),
        ] {
            let estimate = share(&Share::new(count, n), 0.95).unwrap();
            close(estimate.interval.low, low);
            close(estimate.interval.high, high);
        }
    }

    #[test]
    fn newcombe_of_the_reference() {
        let found = difference(&Share::new(56, 70), &Share::new(48, 80), 0.95).unwrap();
        close(found.value, 0.2);
        close(found.interval.low, 0.052_431);
        close(found.interval.high, 0.333_873);
        assert!(found.p_value > 0.005 && found.p_value < 0.01, "{found:?}");
    }

    /// Exact coverage: the binomial probability of all counts whose interval holds p.
    fn coverage(n: i64, p: f64) -> f64 {
        let mut probability = (1.0 - p).powi(i32::try_from(n).unwrap());
        let mut covered = 0.0;
        for count in 0..=n {
            if share(&Share::new(count, n), 0.95).unwrap().interval.contains(p) {
                covered += probability;
            }
            probability *= (n - count) as f64 / (count + 1) as f64 * p / (1.0 - p);
        }
        covered
    }

    #[test]
    fn coverage_dips_and_peaks_where_the_reference_says() {
        assert!((coverage(30, 0.005) - 0.860).abs() < 5e-4, "{}", coverage(30, 0.005));
        assert!((coverage(10, 0.02) - 0.984).abs() < 5e-4, "{}", coverage(10, 0.02));
    }

    #[test]
    fn coverage_is_right_in_the_mean() {
        for n in [10, 30, 100, 300] {
            let grid: Vec<f64> = (1..=200).map(|step| coverage(n, f64::from(step) / 400.0)).collect();
            let mean = grid.iter().sum::<f64>() / grid.len() as f64;
            assert!((mean - 0.95).abs() < 0.01, "n {n}: {mean}");
        }
    }

    #[test]
    fn nothing_and_impossible_counts() {
        assert_eq!(share(&Share::new(0, 0), 0.95), None);
        assert_eq!(share(&Share::new(-1, 5), 0.95), None);
        assert_eq!(share(&Share::new(6, 5), 0.95), None);
        assert_eq!(difference(&Share::new(1, 2), &Share::new(0, 0), 0.95), None);
    }

    #[test]
    fn a_weighted_share() {
        let mut histogram = ScoreHistogram::new();
        for _ in 0..10 {
            histogram.add(5, 1, Some(3_000_000));
            histogram.add(1, 1, Some(1_000_000));
        }
        let weighted = share(&Share::weighted(&histogram, 4..=5, 1..=5).unwrap(), 0.95).unwrap();
        close(weighted.value, 0.75);
        close(weighted.n, 16.0);
        histogram.add(1, 1, None);
        assert_eq!(Share::weighted(&histogram, 4..=5, 1..=5), None);
    }

    proptest! {
        #[test]
        fn test_and_interval_agree(a in 0i64..300, more_a in 0i64..300, b in 0i64..300, more_b in 0i64..300) {
            let (first, second) = (Share::new(a, a + more_a), Share::new(b, b + more_b));
            if let Some(found) = difference(&first, &second, 0.95) {
                let excludes = !found.interval.contains(0.0);
                prop_assert!(excludes == found.is_clear() || (found.p_value - 0.05).abs() < 1e-9, "{found:?}");
                prop_assert!(found.interval.contains(found.value));
                let turned = difference(&second, &first, 0.95).unwrap();
                prop_assert!((turned.value + found.value).abs() < 1e-12);
                prop_assert!((turned.p_value - found.p_value).abs() < 1e-9);
            }
        }

        #[test]
        fn the_interval_holds_the_share(count in 0i64..1000, more in 0i64..1000) {
            if let Some(estimate) = share(&Share::new(count, count + more), 0.95) {
                prop_assert!(estimate.interval.contains(estimate.value));
                prop_assert!(estimate.interval.low >= 0.0 && estimate.interval.high <= 1.0);
            }
        }
    }
}

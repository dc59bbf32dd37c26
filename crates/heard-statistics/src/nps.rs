//! Net Promoter Score: promoters' share minus detractors' share, in points.
//!
//! Interval: adjusted Wald, three answers added (¾ promoter, ¾ detractor, the rest passive)
//! before the plain formula (Rocks 2016, arXiv 1601.07235). The plain one says "certain" where
//! all ten answers are equal.

use std::ops::RangeInclusive;

use crate::estimate::{Difference, Estimate, Interval};
use crate::histogram::ScoreHistogram;
use crate::normal;

const ADDED: NpsCounts = NpsCounts { promoters: 0.75, passives: 1.5, detractors: 0.75 };

/// How many of each; effective numbers, so not always whole, where answers are weighted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NpsCounts {
    /// Would recommend.
    pub promoters: f64,
    /// Neither.
    pub passives: f64,
    /// Would not.
    pub detractors: f64,
}

/// Which scores are which; all others on the scale are passive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NpsScores {
    /// All scores of the scale.
    pub all: RangeInclusive<u8>,
    /// Promoters' scores.
    pub promoters: RangeInclusive<u8>,
    /// Detractors' scores.
    pub detractors: RangeInclusive<u8>,
}

impl NpsCounts {
    /// Whole counts.
    pub fn new(promoters: i64, passives: i64, detractors: i64) -> Self {
        Self { promoters: promoters as f64, passives: passives as f64, detractors: detractors as f64 }
    }

    /// Counts of a histogram; `None` with negative counts.
    pub fn of(histogram: &ScoreHistogram, scores: &NpsScores) -> Option<Self> {
        if histogram.has_negative_counts() {
            return None;
        }
        let promoters = histogram.n(scores.promoters.clone());
        let detractors = histogram.n(scores.detractors.clone());
        Some(Self::new(promoters, histogram.n(scores.all.clone()) - promoters - detractors, detractors))
    }

    /// Weighted shares at Kish's effective number of answers; `None` where an answer has no
    /// weight or all weights are 0.
    pub fn weighted(histogram: &ScoreHistogram, scores: &NpsScores) -> Option<Self> {
        if histogram.has_negative_counts() || histogram.without_weight(scores.all.clone()) != 0 {
            return None;
        }
        let all = histogram.weights(scores.all.clone());
        let per_weight = all.effective_n()? / all.sum as f64;
        let promoters = histogram.weights(scores.promoters.clone()).sum as f64 * per_weight;
        let detractors = histogram.weights(scores.detractors.clone()).sum as f64 * per_weight;
        let passives = (all.sum as f64 * per_weight - promoters - detractors).max(0.0);
        Some(Self { promoters, passives, detractors })
    }

    /// All of them.
    pub fn n(&self) -> f64 {
        self.promoters + self.passives + self.detractors
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            promoters: self.promoters + other.promoters,
            passives: self.passives + other.passives,
            detractors: self.detractors + other.detractors,
        }
    }

    fn is_sound(&self) -> bool {
        let parts = [self.promoters, self.passives, self.detractors];
        parts.iter().all(|part| part.is_finite() && *part >= 0.0) && self.n() > 0.0
    }

    fn net(&self) -> f64 {
        (self.promoters - self.detractors) / self.n()
    }

    /// Variance of one answer counted as +1, 0 or −1.
    pub fn variance(&self) -> f64 {
        let net = self.net();
        ((self.promoters + self.detractors) / self.n() - net * net).max(0.0)
    }

    fn variance_of_the_score(&self) -> f64 {
        self.variance() / self.n()
    }
}

/// The score with its interval, −100 to 100; `None` without answers or with negative counts.
pub fn nps(counts: &NpsCounts, level: f64) -> Option<Estimate> {
    if !counts.is_sound() {
        return None;
    }
    let adjusted = counts.plus(&ADDED);
    let half = normal::two_sided_z(level) * adjusted.variance_of_the_score().sqrt();
    Some(Estimate {
        value: 100.0 * counts.net(),
        n: counts.n(),
        standard_error: 100.0 * counts.variance_of_the_score().sqrt(),
        interval: Interval::around(100.0 * adjusted.net(), 100.0 * half, level).clipped(-100.0, 100.0),
    })
}

/// `now` minus `before` by the z test of two independent scores; `None` where either has none.
///
/// Where all answers of a side are alike its plain standard error would be 0 and any difference
/// certain; then test and interval are those of the adjusted counts.
pub fn difference(now: &NpsCounts, before: &NpsCounts, level: f64) -> Option<Difference> {
    if !now.is_sound() || !before.is_sound() {
        return None;
    }
    let is_degenerate = now.variance() == 0.0 || before.variance() == 0.0;
    let (first, second) =
        if is_degenerate { (now.plus(&ADDED), before.plus(&ADDED)) } else { (*now, *before) };
    let centre = first.net() - second.net();
    let standard_error = (first.variance_of_the_score() + second.variance_of_the_score()).sqrt();
    let statistic = centre / standard_error;
    let half = normal::two_sided_z(level) * standard_error;
    Some(Difference {
        value: 100.0 * (now.net() - before.net()),
        interval: Interval::around(100.0 * centre, 100.0 * half, level).clipped(-200.0, 200.0),
        statistic,
        p_value: normal::two_sided_p(statistic),
    })
}

/// Answers needed for an interval of ± `margin` points, when one answer has the variance
/// `variance` (at most 1, the safe guess); `None` for a margin that is not positive.
pub fn needed_n(margin: f64, variance: f64, level: f64) -> Option<u64> {
    let z = normal::two_sided_z(level);
    whole_above(z * z * variance * 1e4 / (margin * margin) - 3.0, margin)
}

/// Answers needed in each of two periods to see a difference of `difference` points with
/// probability `power`.
pub fn needed_n_per_period(difference: f64, variance: f64, level: f64, power: f64) -> Option<u64> {
    let z = normal::two_sided_z(level) + normal::quantile(power);
    whole_above(2.0 * z * z * variance * 1e4 / (difference * difference), difference)
}

/// The smallest difference in points that `n` answers in each of two periods show with
/// probability `power`.
pub fn detectable_difference(n: f64, variance: f64, level: f64, power: f64) -> Option<f64> {
    let z = normal::two_sided_z(level) + normal::quantile(power);
    (n > 0.0).then(|| 100.0 * z * (2.0 * variance / n).sqrt())
}

fn whole_above(n: f64, points: f64) -> Option<u64> {
    (points > 0.0 && n.is_finite()).then(|| n.ceil().max(1.0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zero_to_ten() -> NpsScores {
        NpsScores { all: 0..=10, promoters: 9..=10, detractors: 0..=6 }
    }

    fn close(found: f64, expected: f64, digits: i32) {
        assert!((found - expected).abs() <= 0.5001 * 10f64.powi(-digits), "{found} is not {expected}");
    }

    #[test]
    fn fifty_thirty_twenty() {
        let counts = NpsCounts::new(50, 30, 20);
        let estimate = nps(&counts, 0.95).unwrap();
        close(estimate.value, 30.0, 12);
        close(estimate.standard_error, 7.810_250, 6);
        close(estimate.interval.low, 14.051_130, 6);
        close(estimate.interval.high, 44.201_297, 6);
        close((estimate.interval.low + estimate.interval.high) / 2.0, 29.126_214, 6);
    }

    #[test]
    fn two_periods() {
        let found = difference(&NpsCounts::new(455, 300, 145), &NpsCounts::new(412, 310, 178), 0.95).unwrap();
        close(found.value, 8.444_444, 6);
        close(found.value / found.statistic, 3.552_746, 6);
        close(found.statistic, 2.376_878, 6);
        close(found.p_value, 0.017_460, 6);
        assert!(found.is_clear() && !found.interval.contains(0.0));
    }

    #[test]
    fn needed_answers() {
        assert_eq!(needed_n(5.0, 1.0, 0.95), Some(1534));
        assert_eq!(needed_n_per_period(10.0, 0.61, 0.95, 0.8), Some(958));
        assert_eq!(detectable_difference(100.0, 0.61, 0.95, 0.8).unwrap().round(), 31.0);
        assert_eq!(needed_n(0.0, 1.0, 0.95), None);
        assert_eq!(detectable_difference(0.0, 1.0, 0.95, 0.8), None);
    }

    /// The published shares of the airport's 2,746 answers of 2017.
    #[test]
    fn airport_of_2017() {
        let (promoters, passives, detractors) = (1436, 968, 342);
        let counts = NpsCounts::new(promoters, passives, detractors);
        assert_eq!(counts.n(), 2746.0);
        close(counts.promoters / counts.n() * 100.0, 52.29, 2);
        close(counts.passives / counts.n() * 100.0, 35.25, 2);
        close(counts.detractors / counts.n() * 100.0, 12.45, 2);
        close(nps(&counts, 0.95).unwrap().value, 39.84, 2);
    }

    #[test]
    fn uniform_answers_score_by_their_scale() {
        let zero_based = ScoreHistogram::from_sums(0, &[7; 11], None);
        let one_based = ScoreHistogram::from_sums(1, &[7; 10], None);
        let value = |histogram, scores: &NpsScores| {
            nps(&NpsCounts::of(histogram, scores).unwrap(), 0.95).unwrap().value
        };
        close(value(&zero_based, &zero_to_ten()), -45.45, 2);
        let one_to_ten = NpsScores { all: 1..=10, promoters: 9..=10, detractors: 1..=6 };
        close(value(&one_based, &one_to_ten), -40.0, 2);
    }

    #[test]
    fn ten_equal_answers_are_not_certain() {
        let estimate = nps(&NpsCounts::new(0, 0, 10), 0.95).unwrap();
        assert_eq!(estimate.standard_error, 0.0);
        assert_eq!(estimate.interval.low, -100.0);
        assert!(estimate.interval.high > -75.0, "{estimate:?}");
        let apart = difference(&NpsCounts::new(1, 0, 0), &NpsCounts::new(0, 0, 1), 0.95).unwrap();
        assert!(!apart.is_clear(), "{apart:?}");
    }

    #[test]
    fn nothing_and_less_than_nothing() {
        assert_eq!(nps(&NpsCounts::new(0, 0, 0), 0.95), None);
        assert_eq!(nps(&NpsCounts::new(5, -1, 0), 0.95), None);
        assert_eq!(difference(&NpsCounts::new(1, 1, 1), &NpsCounts::new(0, 0, 0), 0.95), None);
        let mut negative = ScoreHistogram::new();
        negative.add(9, -1, None);
        assert_eq!(NpsCounts::of(&negative, &zero_to_ten()), None);
    }

    #[test]
    fn weights_move_the_score_and_widen_the_interval() {
        let mut histogram = ScoreHistogram::new();
        for (score, weight) in [(10, 2_000_000), (9, 500_000), (8, 1_000_000), (3, 1_500_000), (0, 1_000_000)]
        {
            for _ in 0..20 {
                histogram.add(score, 1, Some(weight));
            }
        }
        let weighted = nps(&NpsCounts::weighted(&histogram, &zero_to_ten()).unwrap(), 0.95).unwrap();
        close(weighted.value, 0.0, 9);
        close(weighted.n, 100.0 * 36.0 / (5.0 * (4.0 + 0.25 + 1.0 + 2.25 + 1.0)), 9);
        histogram.add(10, 1, None);
        assert_eq!(NpsCounts::weighted(&histogram, &zero_to_ten()), None);
    }

    proptest! {
        #[test]
        fn equal_weights_change_nothing(counts in proptest::collection::vec(0i64..200, 11), weight in 1u32..5_000_000) {
            let mut histogram = ScoreHistogram::new();
            for (score, count) in (0u8..).zip(&counts) {
                for _ in 0..*count {
                    histogram.add(score, 1, Some(weight));
                }
            }
            let plain = nps(&NpsCounts::of(&histogram, &zero_to_ten()).unwrap(), 0.95);
            let weighted = NpsCounts::weighted(&histogram, &zero_to_ten()).and_then(|counts| nps(&counts, 0.95));
            match (plain, weighted) {
                (None, None) => {}
                (Some(plain), Some(weighted)) => {
                    prop_assert!((plain.value - weighted.value).abs() < 1e-9);
                    prop_assert!((plain.interval.low - weighted.interval.low).abs() < 1e-7);
                    prop_assert!((plain.interval.high - weighted.interval.high).abs() < 1e-7);
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }

        #[test]
        fn never_out_of_range(promoters in 0i64..1_000_000, passives in 0i64..1_000_000, detractors in 0i64..1_000_000) {
            if let Some(estimate) = nps(&NpsCounts::new(promoters, passives, detractors), 0.95) {
                prop_assert!(estimate.interval.low >= -100.0 && estimate.interval.high <= 100.0);
                prop_assert!(estimate.interval.low < estimate.interval.high);
                prop_assert!(estimate.interval.contains(estimate.value));
            }
        }
    }
}

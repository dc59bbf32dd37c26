//! Count, mean and spread of numbers, mergeable also across scales once they are rescaled.
//!
//! Merging follows Chan, Golub and LeVeque 1979: means and squared deviations are carried, not
//! raw sums of squares, so that nothing cancels away.

use std::ops::RangeInclusive;

use crate::histogram::ScoreHistogram;

/// Count, mean and squared deviations, and the same of the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// How many.
    pub n: f64,
    /// Their mean; 0 where there are none.
    pub mean: f64,
    /// Σ(x − mean)².
    pub squared_deviations: f64,
    /// The weighted ones.
    pub weighted: WeightedMoments,
}

/// Sums of the weighted numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WeightedMoments {
    /// How many have a weight.
    pub n: f64,
    /// Σw.
    pub weight: f64,
    /// Σw².
    pub squared_weight: f64,
    /// Σwx/Σw; 0 without weight.
    pub mean: f64,
    /// Σw²(x − mean).
    pub squared_weight_deviation: f64,
    /// Σw²(x − mean)².
    pub squared_weight_squared_deviation: f64,
}

impl Moments {
    /// Of the scores of a range, rescaled so that `zero` becomes 0 and `zero + one` becomes 1;
    /// `None` with negative counts.
    pub fn rescaled(
        histogram: &ScoreHistogram,
        scores: RangeInclusive<u8>,
        zero: f64,
        one: f64,
    ) -> Option<Self> {
        if histogram.has_negative_counts() || one <= 0.0 {
            return None;
        }
        let n = histogram.n(scores.clone()) as f64;
        let Some(mean) = histogram.mean(scores.clone()) else { return Some(Self::default()) };
        let spread = histogram.variance(scores.clone()).unwrap_or(0.0) * (n - 1.0);
        Some(Self {
            n,
            mean: (mean - zero) / one,
            squared_deviations: spread / (one * one),
            weighted: WeightedMoments::rescaled(histogram, scores, zero, one),
        })
    }

    /// Of the scores of a range as they are; `None` with negative counts.
    pub fn of(histogram: &ScoreHistogram, scores: RangeInclusive<u8>) -> Option<Self> {
        Self::rescaled(histogram, scores, 0.0, 1.0)
    }

    /// Adds those of other numbers.
    pub fn merge(&mut self, other: &Self) {
        let n = self.n + other.n;
        if n > 0.0 {
            let apart = other.mean - self.mean;
            self.squared_deviations += other.squared_deviations + apart * apart * self.n * other.n / n;
            self.mean += apart * other.n / n;
        }
        self.n = n;
        self.weighted.merge(&other.weighted);
    }

    /// Sample variance; `None` with fewer than two.
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2.0).then(|| self.squared_deviations / (self.n - 1.0))
    }

    /// How many have no weight.
    pub fn without_weight(&self) -> f64 {
        self.n - self.weighted.n
    }
}

impl WeightedMoments {
    fn rescaled(histogram: &ScoreHistogram, scores: RangeInclusive<u8>, zero: f64, one: f64) -> Self {
        const MILLION: f64 = crate::histogram::WEIGHT_ONE as f64;
        let mut total = Self::default();
        for (score, sums) in histogram.weights_by_score(scores) {
            total.merge(&Self {
                n: sums.rows as f64,
                weight: sums.sum as f64 / MILLION,
                squared_weight: sums.sum_of_squares as f64 / (MILLION * MILLION),
                mean: (f64::from(score) - zero) / one,
                squared_weight_deviation: 0.0,
                squared_weight_squared_deviation: 0.0,
            });
        }
        total
    }

    /// The deviations of `self` when they are taken from `mean`.
    fn moved_to(&self, mean: f64) -> Self {
        let by = self.mean - mean;
        Self {
            mean,
            squared_weight_deviation: self.squared_weight_deviation + by * self.squared_weight,
            squared_weight_squared_deviation: self.squared_weight_squared_deviation
                + by * (2.0 * self.squared_weight_deviation + by * self.squared_weight),
            ..*self
        }
    }

    fn merge(&mut self, other: &Self) {
        let weight = self.weight + other.weight;
        let mean = if weight > 0.0 {
            self.mean + (other.mean - self.mean) * other.weight / weight
        } else {
            self.mean
        };
        let (first, second) = (self.moved_to(mean), other.moved_to(mean));
        *self = Self {
            n: first.n + second.n,
            weight,
            squared_weight: first.squared_weight + second.squared_weight,
            mean,
            squared_weight_deviation: first.squared_weight_deviation + second.squared_weight_deviation,
            squared_weight_squared_deviation: first.squared_weight_squared_deviation
                + second.squared_weight_squared_deviation,
        };
    }

    /// Kish's effective number; `None` without weight.
    pub fn effective_n(&self) -> Option<f64> {
        (self.weight > 0.0 && self.squared_weight > 0.0)
            .then(|| self.weight * self.weight / self.squared_weight)
    }
}

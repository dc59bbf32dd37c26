//! Ratios whose rows come in clusters, as several answers of one person.
//!
//! The standard error is linearised over clusters (Taylor; Särndal, Swensson and Wretman 1992,
//! chapter 5): the cluster, not the row, is the independent unit. Sums merge as long as a
//! cluster lies wholly in one part.

use crate::estimate::{Estimate, Interval};
use crate::student;

/// Sums over clusters of their number of rows n and their sum s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusterSums {
    /// Clusters.
    pub clusters: f64,
    /// Σn.
    pub n: f64,
    /// Σs.
    pub sum: f64,
    /// Σn².
    pub n_n: f64,
    /// Σn·s.
    pub n_sum: f64,
    /// Σs².
    pub sum_sum: f64,
}

impl ClusterSums {
    /// Adds one cluster of `n` rows that sum to `sum`; empty ones are not counted.
    pub fn add(&mut self, n: f64, sum: f64) {
        if n == 0.0 {
            return;
        }
        self.merge(&Self { clusters: 1.0, n, sum, n_n: n * n, n_sum: n * sum, sum_sum: sum * sum });
    }

    /// Adds other clusters.
    pub fn merge(&mut self, other: &Self) {
        self.clusters += other.clusters;
        self.n += other.n;
        self.sum += other.sum;
        self.n_n += other.n_n;
        self.n_sum += other.n_sum;
        self.sum_sum += other.sum_sum;
    }

    /// Σs/Σn with an interval of m − 1 degrees of freedom over m clusters; `None` with fewer
    /// than two clusters.
    pub fn ratio(&self, level: f64) -> Option<Estimate> {
        if self.clusters < 2.0 || self.n <= 0.0 {
            return None;
        }
        let value = self.sum / self.n;
        let residuals = self.sum_sum - 2.0 * value * self.n_sum + value * value * self.n_n;
        let variance = self.clusters / (self.clusters - 1.0) * residuals.max(0.0) / (self.n * self.n);
        let standard_error = variance.sqrt();
        let half = student::two_sided_t(level, self.clusters - 1.0) * standard_error;
        Some(Estimate {
            value,
            n: self.clusters,
            standard_error,
            interval: Interval::around(value, half, level),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(clusters: &[(u8, i8)]) -> ClusterSums {
        let mut sums = ClusterSums::default();
        for (n, sum) in clusters {
            sums.add(f64::from(*n), f64::from(*sum));
        }
        sums
    }

    #[test]
    fn clusters_of_one_are_a_plain_mean() {
        let scores = [1i8, 4, 4, 5, 2, 3];
        let found = of(&scores.map(|score| (1, score))).ratio(0.95).unwrap();
        let mean = 19.0 / 6.0;
        let variance = scores.iter().map(|score| (f64::from(*score) - mean).powi(2)).sum::<f64>() / 5.0;
        assert!((found.value - mean).abs() < 1e-12);
        assert!((found.standard_error - (variance / 6.0f64).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn answers_repeated_by_the_same_people_add_no_certainty() {
        let once = of(&[(1, 1), (1, 0), (1, 1), (1, 1)]).ratio(0.95).unwrap();
        let thrice = of(&[(3, 3), (3, 0), (3, 3), (3, 3)]).ratio(0.95).unwrap();
        assert_eq!(once.value, thrice.value);
        assert!((once.standard_error - thrice.standard_error).abs() < 1e-12);
    }

    #[test]
    fn one_cluster_says_nothing_of_spread() {
        assert_eq!(of(&[]).ratio(0.95), None);
        assert_eq!(of(&[(5, 3), (0, 0)]).ratio(0.95), None);
    }

    proptest! {
        #[test]
        fn merging_parts_equals_the_whole(
            first in proptest::collection::vec((0u8..20, -50i8..50), 0..20),
            second in proptest::collection::vec((0u8..20, -50i8..50), 0..20),
        ) {
            let mut merged = of(&first);
            merged.merge(&of(&second));
            prop_assert_eq!(merged, of(&[first, second].concat()));
        }
    }
}

//! The overall satisfaction index, 0 to 100: each scale's lowest point is 0, its highest 100.
//!
//! A score is rescaled as (v − min)/(max − min), never v/max: 1 of 5 is 0, not 20.

use std::ops::RangeInclusive;

use crate::estimate::{Difference, Estimate};
use crate::histogram::ScoreHistogram;
use crate::mean::{self, Bounds};
use crate::moments::Moments;

/// The range that rescaled scores lie in.
pub const INDEX_BOUNDS: Bounds = Bounds { low: 0.0, high: 100.0 };

/// Moments of scores rescaled to 0–100; those of several scales may be merged. `None` with
/// negative counts or a scale of one point.
pub fn moments(histogram: &ScoreHistogram, scale: RangeInclusive<u8>) -> Option<Moments> {
    let (min, max) = (f64::from(*scale.start()), f64::from(*scale.end()));
    Moments::rescaled(histogram, scale, min, (max - min) / 100.0)
}

/// The index with its interval; `None` without answers.
pub fn satisfaction_index(moments: &Moments, level: f64) -> Option<Estimate> {
    mean::mean(moments, INDEX_BOUNDS, level)
}

/// The weighted index; `None` where an answer has no weight.
pub fn weighted_index(moments: &Moments, level: f64) -> Option<Estimate> {
    mean::weighted_mean(moments, INDEX_BOUNDS, level)
}

/// `now` minus `before`.
pub fn difference(now: &Moments, before: &Moments, level: f64) -> Option<Difference> {
    mean::difference(now, before, INDEX_BOUNDS, level)
}

/// The index of item means on one scale with weights of the items, Σwᵢ(x̄ᵢ−min)/(max−min)·100
/// over Σwᵢ: the form of the American Customer Satisfaction Index. `None` without items, or
/// where the weights are negative or all 0.
pub fn of_item_means(items: &[(f64, f64)], scale: RangeInclusive<u8>) -> Option<f64> {
    let (min, max) = (f64::from(*scale.start()), f64::from(*scale.end()));
    let weights: f64 = items.iter().map(|(_, weight)| weight).sum();
    if weights.is_nan() || weights <= 0.0 || max <= min || items.iter().any(|(_, weight)| *weight < 0.0) {
        return None;
    }
    let sum: f64 = items.iter().map(|(mean, weight)| weight * (mean - min)).sum();
    Some(100.0 * sum / (max - min) / weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_american_form() {
        let equal = of_item_means(&[(7.6, 1.0), (7.1, 1.0), (6.8, 1.0)], 1..=10).unwrap();
        assert!((equal - 68.518_519).abs() < 5e-7, "{equal}");
        let weighted = of_item_means(&[(7.6, 0.3885), (7.1, 0.3190), (6.8, 0.2925)], 1..=10).unwrap();
        assert!((weighted - 68.961_111).abs() < 5e-7, "{weighted}");
        assert_eq!(of_item_means(&[], 1..=10), None);
        assert_eq!(of_item_means(&[(7.0, 0.0)], 1..=10), None);
    }

    /// Three items of means 7.6, 7.1 and 6.8 as the sums of ten complete answers: the mean sum
    /// is 21.5 on 3–30.
    #[test]
    fn sums_of_items_give_the_same_index() {
        let mut histogram = ScoreHistogram::new();
        histogram.add_count(21, 5);
        histogram.add_count(22, 5);
        let found = satisfaction_index(&moments(&histogram, 3..=30).unwrap(), 0.95).unwrap();
        assert!((found.value - 68.518_519).abs() < 5e-7, "{found:?}");
    }

    #[test]
    fn the_lowest_point_is_nothing_and_the_middle_half() {
        let one = |score| {
            let histogram = ScoreHistogram::from_sums(score, &[40], None);
            satisfaction_index(&moments(&histogram, 1..=5).unwrap(), 0.95).unwrap().value
        };
        assert_eq!((one(1), one(3), one(5)), (0.0, 50.0, 100.0));
    }

    #[test]
    fn scales_merge_once_rescaled() {
        let mut total = moments(&ScoreHistogram::from_sums(1, &[0, 0, 10, 0, 0], None), 1..=5).unwrap();
        total.merge(&moments(&ScoreHistogram::from_sums(7, &[30], None), 1..=7).unwrap());
        let found = satisfaction_index(&total, 0.95).unwrap();
        assert!((found.value - 87.5).abs() < 1e-9);
        assert_eq!(found.n, 40.0);
        assert!(found.interval.contains(87.5) && found.interval.high < 100.0);
    }
}

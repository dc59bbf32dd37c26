//! Signed counts per score: the sums that every score metric is finished from.
//!
//! A histogram of a part of the data plus that of the rest equals the histogram of the whole, in
//! any order, and taking an old row back and adding its correction leaves only the correction.
//! All sums are whole numbers, so these laws hold exactly. Two histograms of the same rows are
//! equal (`==`) however they came about: what has summed up to nothing leaves no trace.

use std::ops::RangeInclusive;

/// Weights arrive in millionths: 1.0 is this.
pub const WEIGHT_ONE: i64 = 1_000_000;

/// The sums of the weights of the rows that have one.
///
/// Weights are whole millionths, so Σw holds two thousand million rows of the highest weight
/// that a `u32` can say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeightedSums {
    /// Rows that have a weight.
    pub rows: i64,
    /// Σw in millionths.
    pub sum: i64,
    /// Σw² in millionths of millionths.
    pub sum_of_squares: i128,
}

impl WeightedSums {
    /// No row.
    pub const ZERO: Self = Self { rows: 0, sum: 0, sum_of_squares: 0 };

    /// Adds a row of weight `weight` (`sign` 1) or takes it back (`sign` −1).
    #[inline]
    pub fn add(&mut self, sign: i8, weight: u32) {
        let (sign, weight) = (i64::from(sign), i64::from(weight));
        self.rows += sign;
        self.sum += sign * weight;
        self.sum_of_squares += i128::from(sign) * i128::from(weight) * i128::from(weight);
    }

    /// Adds the rows of `other` `times` times (−1 takes them back).
    #[inline]
    pub fn add_sums(&mut self, times: i64, other: &Self) {
        self.rows += times * other.rows;
        self.sum += times * other.sum;
        self.sum_of_squares += i128::from(times) * other.sum_of_squares;
    }

    /// Kish's effective number of rows, (Σw)²/Σw²; `None` without weight.
    pub fn effective_n(&self) -> Option<f64> {
        if self.rows <= 0 || self.sum <= 0 || self.sum_of_squares <= 0 {
            return None;
        }
        let sum = self.sum as f64;
        Some(sum * sum / self.sum_of_squares as f64)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bin {
    score: u8,
    count: i64,
}

/// Signed counts per whole score, with the sums of the weights where any row has one.
///
/// Kept as the sorted scores that occur: 16 bytes each, and 32 more with weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreHistogram {
    bins: Vec<Bin>,
    /// Beside `bins`, one each; absent while no row has a weight.
    weights: Option<Vec<WeightedSums>>,
}

impl ScoreHistogram {
    /// An empty histogram.
    pub fn new() -> Self {
        Self::default()
    }

    /// From flat counts: `counts[i]` rows have the score `first_score + i`, and
    /// `weights[i]`, if given, are the sums of those among them that have a weight.
    ///
    /// # Panics
    /// Where the scores would pass 255 or the slices differ in length: a mistake of the caller.
    pub fn from_sums(first_score: u8, counts: &[i64], weights: Option<&[WeightedSums]>) -> Self {
        assert!(usize::from(first_score) + counts.len() <= 256, "scores end at 255");
        assert!(weights.is_none_or(|weights| weights.len() == counts.len()), "one sum for each count");
        let weights = weights.filter(|sums| sums.iter().any(|sum| *sum != WeightedSums::ZERO));
        let mut histogram = Self { bins: Vec::new(), weights: weights.map(|_| Vec::new()) };
        for (score, (index, count)) in (first_score..=255).zip(counts.iter().enumerate()) {
            let sums = weights.map_or(WeightedSums::ZERO, |weights| weights[index]);
            if *count == 0 && sums == WeightedSums::ZERO {
                continue;
            }
            histogram.bins.push(Bin { score, count: *count });
            if let Some(kept) = &mut histogram.weights {
                kept.push(sums);
            }
        }
        histogram
    }

    /// Adds a row (`sign` 1) or takes it back (`sign` −1).
    pub fn add(&mut self, score: u8, sign: i8, weight: Option<u32>) {
        let mut sums = WeightedSums::ZERO;
        if let Some(weight) = weight {
            sums.add(sign, weight);
        }
        self.add_bin(score, i64::from(sign), &sums);
    }

    /// Adds `count` rows without a weight.
    pub fn add_count(&mut self, score: u8, count: i64) {
        self.add_bin(score, count, &WeightedSums::ZERO);
    }

    /// Adds `count` rows of one score, with the sums of those among them that have a weight.
    pub fn add_sums(&mut self, score: u8, count: i64, weights: &WeightedSums) {
        self.add_bin(score, count, weights);
    }

    /// Adds all rows of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.add_times(1, other);
    }

    /// Takes all rows of `other` back.
    pub fn subtract(&mut self, other: &Self) {
        self.add_times(-1, other);
    }

    fn add_times(&mut self, times: i64, other: &Self) {
        for (index, bin) in other.bins.iter().enumerate() {
            let mut sums = WeightedSums::ZERO;
            sums.add_sums(times, &other.sums_at(index));
            self.add_bin(bin.score, times * bin.count, &sums);
        }
    }

    fn add_bin(&mut self, score: u8, count: i64, sums: &WeightedSums) {
        if count == 0 && *sums == WeightedSums::ZERO {
            return;
        }
        if *sums != WeightedSums::ZERO && self.weights.is_none() {
            self.weights = Some(vec![WeightedSums::ZERO; self.bins.len()]);
        }
        match self.bins.binary_search_by_key(&score, |bin| bin.score) {
            Ok(index) => {
                self.bins[index].count += count;
                if let Some(weights) = &mut self.weights {
                    weights[index].add_sums(1, sums);
                }
                self.forget_if_nothing(index);
            }
            Err(index) => {
                self.bins.insert(index, Bin { score, count });
                if let Some(weights) = &mut self.weights {
                    weights.insert(index, *sums);
                }
            }
        }
    }

    /// Keeps equal contents equal: a bin that holds nothing goes, and so do weights that are all
    /// nothing.
    fn forget_if_nothing(&mut self, index: usize) {
        if self.bins[index].count == 0 && self.sums_at(index) == WeightedSums::ZERO {
            self.bins.remove(index);
            if let Some(weights) = &mut self.weights {
                weights.remove(index);
            }
        }
        if self.weights.as_ref().is_some_and(|sums| sums.iter().all(|sum| *sum == WeightedSums::ZERO)) {
            self.weights = None;
        }
    }

    fn sums_at(&self, index: usize) -> WeightedSums {
        self.weights.as_ref().map_or(WeightedSums::ZERO, |weights| weights[index])
    }

    fn bins_in(&self, scores: &RangeInclusive<u8>) -> impl Iterator<Item = (usize, Bin)> {
        self.bins.iter().copied().enumerate().filter(move |(_, bin)| scores.contains(&bin.score))
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.bins.is_empty()
    }

    /// Whether more rows of some score were taken back than added. Such sums are a mistake
    /// upstream; every estimate of them is `None`.
    pub fn has_negative_counts(&self) -> bool {
        self.bins.iter().any(|bin| bin.count < 0)
    }

    /// Rows of one score.
    pub fn count(&self, score: u8) -> i64 {
        self.bins.binary_search_by_key(&score, |bin| bin.score).map_or(0, |index| self.bins[index].count)
    }

    /// Scores that occur with their rows, lowest first.
    pub fn counts(&self) -> impl Iterator<Item = (u8, i64)> {
        self.bins.iter().filter(|bin| bin.count != 0).map(|bin| (bin.score, bin.count))
    }

    /// Only the given scores.
    pub fn restricted(&self, scores: RangeInclusive<u8>) -> Self {
        let mut kept = Self::new();
        for (index, bin) in self.bins_in(&scores) {
            kept.add_bin(bin.score, bin.count, &self.sums_at(index));
        }
        kept
    }

    /// Rows with a score in the range.
    pub fn n(&self, scores: RangeInclusive<u8>) -> i64 {
        self.bins_in(&scores).map(|(_, bin)| bin.count).sum()
    }

    /// Σ score over the rows with a score in the range.
    pub fn sum(&self, scores: RangeInclusive<u8>) -> i128 {
        self.bins_in(&scores).map(|(_, bin)| i128::from(bin.score) * i128::from(bin.count)).sum()
    }

    /// Σ score² over the rows with a score in the range.
    pub fn sum_of_squares(&self, scores: RangeInclusive<u8>) -> i128 {
        self.bins_in(&scores)
            .map(|(_, bin)| i128::from(bin.score) * i128::from(bin.score) * i128::from(bin.count))
            .sum()
    }

    /// Mean score of the range; `None` without rows.
    pub fn mean(&self, scores: RangeInclusive<u8>) -> Option<f64> {
        let n = self.n(scores.clone());
        (n > 0 && !self.has_negative_counts()).then(|| self.sum(scores) as f64 / n as f64)
    }

    /// Sample variance (divisor n−1) of the range; `None` with fewer than two rows.
    pub fn variance(&self, scores: RangeInclusive<u8>) -> Option<f64> {
        let n = i128::from(self.n(scores.clone()));
        if n < 2 || self.has_negative_counts() {
            return None;
        }
        // n·Σx² − (Σx)² is a whole number: nothing cancels away.
        let sum = self.sum(scores.clone());
        let numerator = n * self.sum_of_squares(scores) - sum * sum;
        Some(numerator as f64 / (n * (n - 1)) as f64)
    }

    /// The share of the rows of `all` that lie in `part`; `None` without rows.
    pub fn share(&self, part: RangeInclusive<u8>, all: RangeInclusive<u8>) -> Option<f64> {
        let n = self.n(all);
        (n > 0 && !self.has_negative_counts()).then(|| self.n(part) as f64 / n as f64)
    }

    /// Whether any row has a weight.
    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// Rows in the range that have no weight. Above 0 the range is "not weighted".
    pub fn without_weight(&self, scores: RangeInclusive<u8>) -> i64 {
        self.n(scores.clone()) - self.weights(scores).rows
    }

    /// The sums of the weights of the rows in the range.
    pub fn weights(&self, scores: RangeInclusive<u8>) -> WeightedSums {
        let mut total = WeightedSums::ZERO;
        for (index, _) in self.bins_in(&scores) {
            total.add_sums(1, &self.sums_at(index));
        }
        total
    }

    /// Scores of the range with the sums of their weights, lowest first.
    pub fn weights_by_score(&self, scores: RangeInclusive<u8>) -> Vec<(u8, WeightedSums)> {
        self.bins_in(&scores).map(|(index, bin)| (bin.score, self.sums_at(index))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (u8, Option<u32>);

    fn histogram(rows: &[Row]) -> ScoreHistogram {
        let mut histogram = ScoreHistogram::new();
        for (score, weight) in rows {
            histogram.add(*score, 1, *weight);
        }
        histogram
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let score = prop_oneof![4 => 0u8..=10, 1 => any::<u8>()];
        let weight = prop_oneof![2 => Just(None), 1 => Just(Some(0)), 3 => any::<u32>().prop_map(Some)];
        proptest::collection::vec((score, weight), 0..40)
    }

    proptest! {
        #[test]
        fn merging_parts_equals_the_whole(rows in rows(), cut in 0usize..40) {
            let cut = cut.min(rows.len());
            let mut merged = histogram(&rows[..cut]);
            merged.merge(&histogram(&rows[cut..]));
            prop_assert_eq!(merged, histogram(&rows));
        }

        #[test]
        fn order_does_not_matter(rows in rows().prop_shuffle()) {
            let mut sorted = rows.clone();
            sorted.sort();
            prop_assert_eq!(histogram(&rows), histogram(&sorted));
        }

        #[test]
        fn taking_old_back_and_adding_new_leaves_new(old in rows(), new in rows()) {
            let mut corrected = histogram(&old);
            for (score, weight) in &old {
                corrected.add(*score, -1, *weight);
            }
            prop_assert_eq!(&corrected, &ScoreHistogram::new());
            corrected.merge(&histogram(&new));
            prop_assert_eq!(corrected, histogram(&new));
        }

        #[test]
        fn a_correction_may_arrive_before_what_it_corrects(old in rows(), new in rows()) {
            let mut corrected = ScoreHistogram::new();
            corrected.subtract(&histogram(&old));
            corrected.merge(&histogram(&new));
            corrected.merge(&histogram(&old));
            prop_assert_eq!(corrected, histogram(&new));
        }

        #[test]
        fn flat_sums_say_the_same(rows in rows()) {
            let mut counts = vec![0i64; 256];
            let mut weights = vec![WeightedSums::ZERO; 256];
            for (score, weight) in &rows {
                counts[usize::from(*score)] += 1;
                if let Some(weight) = weight {
                    weights[usize::from(*score)].add(1, *weight);
                }
            }
            prop_assert_eq!(ScoreHistogram::from_sums(0, &counts, Some(&weights)), histogram(&rows));
        }

        #[test]
        fn moments_equal_the_naive_ones(rows in rows()) {
            let scores: Vec<f64> = rows.iter().map(|(score, _)| f64::from(*score)).collect();
            let histogram = histogram(&rows);
            let n = scores.len() as f64;
            let mean = scores.iter().sum::<f64>() / n;
            match histogram.mean(0..=255) {
                None => prop_assert!(scores.is_empty()),
                Some(found) => prop_assert!((found - mean).abs() < 1e-9),
            }
            match histogram.variance(0..=255) {
                None => prop_assert!(scores.len() < 2),
                Some(found) => {
                    let naive = scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / (n - 1.0);
                    prop_assert!((found - naive).abs() < 1e-6 * (1.0 + naive));
                }
            }
        }
    }

    #[test]
    fn counts_ranges_and_shares() {
        let mut histogram = ScoreHistogram::from_sums(1, &[5, 0, 3, 2], None);
        histogram.add_count(255, 7);
        assert_eq!(histogram.count(1), 5);
        assert_eq!(histogram.count(2), 0);
        assert_eq!(histogram.n(0..=250), 10);
        assert_eq!(histogram.n(255..=255), 7);
        assert_eq!(histogram.sum(0..=250), 5 + 9 + 8);
        assert_eq!(histogram.mean(0..=250), Some(2.2));
        assert_eq!(histogram.share(3..=4, 0..=250), Some(0.5));
        assert_eq!(histogram.restricted(0..=250), ScoreHistogram::from_sums(1, &[5, 0, 3, 2], None));
        assert_eq!(histogram.counts().collect::<Vec<_>>(), [(1, 5), (3, 3), (4, 2), (255, 7)]);
    }

    #[test]
    fn not_weighted_can_be_told_from_weight_one() {
        let mut histogram = ScoreHistogram::new();
        histogram.add(9, 1, None);
        histogram.add(9, 1, Some(1_000_000));
        assert!(histogram.is_weighted());
        assert_eq!(histogram.without_weight(0..=10), 1);
        histogram.add(9, -1, Some(1_000_000));
        assert!(!histogram.is_weighted());
        assert_eq!(histogram.without_weight(0..=10), 1);
    }

    #[test]
    fn nothing_and_less_than_nothing_have_no_mean() {
        let mut histogram = ScoreHistogram::new();
        assert_eq!(histogram.mean(0..=255), None);
        histogram.add(3, 1, None);
        histogram.add(3, 1, None);
        histogram.add(4, -1, None);
        assert!(histogram.has_negative_counts());
        assert_eq!(histogram.mean(0..=255), None);
        assert_eq!(histogram.variance(0..=255), None);
        assert_eq!(histogram.share(3..=3, 0..=255), None);
    }
}

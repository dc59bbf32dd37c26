//! What the kernel answers: one signed histogram for each group that has any rows.

use std::collections::HashMap;

use heard_facts::ByteBoundedCache;
use heard_facts::Checksum;
use heard_model::fact::{SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_statistics::{ScoreHistogram, WeightedSums};

use super::clip::ClippedQuestion;
use super::hashing::CodeHashing;
use super::question::MAX_AXES;

/// A group: the period's place and the group of each axis, 0 for those that were not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKey {
    /// Place of the period.
    pub period: u32,
    /// Code, or group of codes, on each axis; 0 is "no value".
    pub codes: [u32; MAX_AXES],
}

/// The sums of a question. Scores 254 and 255 are "does not apply" and "skipped".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    groups: Vec<(GroupKey, ScoreHistogram)>,
}

impl Sums {
    /// The groups that have any rows, by period, then by code.
    pub fn groups(&self) -> &[(GroupKey, ScoreHistogram)] {
        &self.groups
    }

    /// One group.
    pub fn get(&self, key: &GroupKey) -> Option<&ScoreHistogram> {
        let place = self.groups.binary_search_by_key(key, |(key, _)| *key).ok()?;
        Some(&self.groups[place].1)
    }

    /// All groups together.
    pub fn total(&self) -> ScoreHistogram {
        let mut total = ScoreHistogram::new();
        self.groups.iter().for_each(|(_, histogram)| total.merge(histogram));
        total
    }
}

/// The sums of a part of the rows: flat, one row of `width` cells for each group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PartSums {
    pub(super) width: usize,
    pub(super) keys: Vec<GroupKey>,
    pub(super) counts: Vec<i64>,
    pub(super) weights: Option<Vec<WeightedSums>>,
}

/// The sums of questions per immutable segment.
pub(super) type KeptSums = ByteBoundedCache<(Checksum, ClippedQuestion), PartSums>;

impl PartSums {
    pub(super) fn bytes(&self) -> usize {
        let weights = self.weights.as_ref().map_or(0, Vec::capacity);
        size_of::<Self>()
            + self.keys.capacity() * size_of::<GroupKey>()
            + self.counts.capacity() * size_of::<i64>()
            + weights * size_of::<WeightedSums>()
    }
}

/// Adds parts up to a whole.
#[derive(Debug)]
pub(super) struct Merger {
    places: HashMap<GroupKey, usize, CodeHashing>,
    sums: PartSums,
}

impl Merger {
    pub(super) fn new(width: usize) -> Self {
        Self { places: HashMap::default(), sums: PartSums { width, ..PartSums::default() } }
    }

    /// Cells of a group.
    pub(super) fn width(&self) -> usize {
        self.sums.width
    }

    /// Adds what another has added up.
    pub(super) fn add_all(&mut self, other: &Self) {
        self.add(0, &other.sums);
    }

    /// Adds a part whose periods are counted from `first_period`.
    pub(super) fn add(&mut self, first_period: u32, part: &PartSums) {
        let width = self.sums.width;
        if part.weights.is_some() && self.sums.weights.is_none() {
            self.sums.weights = Some(vec![WeightedSums::ZERO; self.sums.counts.len()]);
        }
        for (place, key) in part.keys.iter().enumerate() {
            let start = self.start_of(GroupKey { period: first_period + key.period, ..*key });
            let counts = &part.counts[place * width..][..width];
            for (sum, count) in self.sums.counts[start..].iter_mut().zip(counts) {
                *sum += count;
            }
            let (Some(sums), Some(weights)) = (&mut self.sums.weights, &part.weights) else { continue };
            for (sum, weight) in sums[start..].iter_mut().zip(&weights[place * width..][..width]) {
                sum.add_sums(1, weight);
            }
        }
    }

    fn start_of(&mut self, key: GroupKey) -> usize {
        let sums = &mut self.sums;
        *self.places.entry(key).or_insert_with(|| {
            let start = sums.counts.len();
            sums.keys.push(key);
            sums.counts.resize(start + sums.width, 0);
            if let Some(weights) = &mut sums.weights {
                weights.resize(start + sums.width, WeightedSums::ZERO);
            }
            start
        })
    }

    /// The whole: sorted, groups that summed up to nothing left out.
    pub(super) fn finish(self) -> Sums {
        let width = self.sums.width;
        let histogram = |place: usize| {
            let cells = place * width..(place + 1) * width;
            let weights = self.sums.weights.as_ref().map(|weights| &weights[cells.clone()]);
            histogram_of(&self.sums.counts[cells], weights)
        };
        let keys = self.sums.keys.iter().enumerate();
        let mut groups: Vec<_> = keys.map(|(place, key)| (*key, histogram(place))).collect();
        groups.retain(|(_, histogram)| !histogram.is_empty());
        groups.sort_unstable_by_key(|(key, _)| *key);
        Sums { groups }
    }
}

/// The cells of a group are the scores from 0, then "does not apply", then "skipped".
fn histogram_of(counts: &[i64], weights: Option<&[WeightedSums]>) -> ScoreHistogram {
    let scores = counts.len() - 2;
    let mut histogram =
        ScoreHistogram::from_sums(0, &counts[..scores], weights.map(|weights| &weights[..scores]));
    for (place, score) in [(scores, SCORE_NOT_APPLICABLE), (scores + 1, SCORE_SKIPPED)] {
        let weights = weights.map_or(WeightedSums::ZERO, |weights| weights[place]);
        histogram.add_sums(score, counts[place], &weights);
    }
    histogram
}

//! Rows are counted into flat cells.

use std::collections::HashMap;

use heard_facts::{Column, ColumnValues, Narrow};
use heard_statistics::WeightedSums;

use super::hashing::CodeHashing;
use super::layout::{BlockGroups, Layout};
use super::mask::Mask;
use super::part::BlockColumns;
use super::ranges::PeriodRange;
use super::sums::PartSums;

/// Rows are looked at in steps of this many, so that what is known of them stays in the
/// processor's nearest cache.
const STEP: usize = 1_024;
/// Groups get a cell each while all cells together are at most this many; else only those groups
/// that occur, found by a hash.
const DENSE_CELLS: u64 = 262_144;
/// With at least this many rows of one group it pays to count scores in a table of their own.
const ROWS_WORTH_A_TABLE: usize = 2_048;

/// Counts rows into cells.
pub(super) struct Accumulator {
    layout: Layout,
    /// The place of each group that occurred, where not every group has one.
    places: Option<HashMap<u64, usize, CodeHashing>>,
    groups: Vec<u64>,
    counts: Vec<i64>,
    weights: Option<Vec<WeightedSums>>,
    scratch: Scratch,
}

/// What is known of the rows of one step.
struct Scratch {
    mask: Vec<u8>,
    signs: Vec<i64>,
    groups: Vec<u64>,
    scores: Vec<u8>,
    weights: Vec<u32>,
}

/// One block, ready to be counted.
struct Counting<'a> {
    mask: Mask<'a>,
    groups: BlockGroups<'a>,
    score: &'a ColumnValues,
    sign: &'a ColumnValues,
    weight: Option<&'a ColumnValues>,
}

impl Accumulator {
    /// An empty accumulator; `weighted` if any row has a weight that is asked for.
    pub(super) fn new(layout: Layout, weighted: bool) -> Self {
        let width = layout.counting_width();
        let is_dense = layout.groups.saturating_mul(width as u64) <= DENSE_CELLS;
        let groups: Vec<u64> = if is_dense { (0..layout.groups).collect() } else { Vec::new() };
        let cells = groups.len() * width;
        Self {
            places: (!is_dense).then(HashMap::default),
            groups,
            counts: vec![0; cells],
            weights: weighted.then(|| vec![WeightedSums::ZERO; cells]),
            layout,
            scratch: Scratch {
                mask: vec![0; STEP],
                signs: vec![0; STEP],
                groups: vec![0; STEP],
                scores: vec![0; STEP],
                weights: vec![0; STEP],
            },
        }
    }

    /// Counts the rows of `ranges` for which the mask holds.
    pub(super) fn add(&mut self, block: &BlockColumns, mask: Mask<'_>, ranges: &[PeriodRange]) {
        if matches!(mask, Mask::Never) {
            return;
        }
        let weight = self.weights.is_some().then(|| block.column(Column::Weight));
        let counting = Counting {
            mask,
            groups: self.layout.groups_of(block),
            score: block.column(Column::Score),
            sign: block.column(Column::Sign),
            weight: weight.filter(|weight| weight.as_constant() != Some(0)),
        };
        for range in ranges {
            match counting.all_count_the_same(range) {
                Some((group, sign)) => self.add_run(&counting, range, group, sign),
                None => self.add_rows(&counting, range),
            }
        }
    }

    /// All rows count the same: only their scores differ.
    fn add_run(&mut self, counting: &Counting<'_>, range: &PeriodRange, group: u64, sign: i64) {
        let start = self.place(group) * self.layout.counting_width();
        let cells = &mut self.counts[start..];
        match counting.score.values() {
            Narrow::U8(scores) => {
                add_scores(&scores[range.start..range.end], sign, &self.layout.cell_of_score, cells);
            }
            _ => {
                let cell = self.layout.cell_of_score[score_index(counting.score.base())];
                cells[usize::from(cell)] += sign * (range.end - range.start) as i64;
            }
        }
    }

    fn add_rows(&mut self, counting: &Counting<'_>, range: &PeriodRange) {
        let mut start = range.start;
        while start < range.end {
            let rows = (range.end - start).min(STEP);
            self.add_step(counting, start, rows, range.period);
            start += rows;
        }
    }

    fn add_step(&mut self, counting: &Counting<'_>, start: usize, rows: usize, period: u32) {
        counting.fill(start, rows, period, &mut self.scratch);
        self.replace_groups_by_places(rows);
        let width = self.layout.counting_width();
        let Scratch { signs, groups, scores, weights, .. } = &self.scratch;
        let rows_of_step = signs[..rows].iter().zip(&groups[..rows]).zip(&scores[..rows]);
        for ((sign, place), score) in rows_of_step.clone() {
            let cell = usize::from(self.layout.cell_of_score[usize::from(*score)]);
            self.counts[*place as usize * width + cell] += sign;
        }
        let (Some(sums), Some(_)) = (&mut self.weights, counting.weight) else { return };
        for (((sign, place), score), weight) in rows_of_step.zip(&weights[..rows]) {
            if *weight != 0 && *sign != 0 {
                let cell = usize::from(self.layout.cell_of_score[usize::from(*score)]);
                sums[*place as usize * width + cell].add(*sign as i8, *weight);
            }
        }
    }

    fn replace_groups_by_places(&mut self, rows: usize) {
        if self.places.is_none() {
            return;
        }
        for row in 0..rows {
            // Rows that do not count take the place of any group that has one.
            let group = self.scratch.groups[row];
            let place =
                if self.scratch.signs[row] == 0 && !self.groups.is_empty() { 0 } else { self.place(group) };
            self.scratch.groups[row] = place as u64;
        }
    }

    fn place(&mut self, group: u64) -> usize {
        let Some(places) = &mut self.places else { return group as usize };
        *places.entry(group).or_insert_with(|| {
            let place = self.groups.len();
            let cells = (place + 1) * self.layout.counting_width();
            self.groups.push(group);
            self.counts.resize(cells, 0);
            if let Some(weights) = &mut self.weights {
                weights.resize(cells, WeightedSums::ZERO);
            }
            place
        })
    }

    /// The groups whose sums are not all nothing.
    pub(super) fn finish(self) -> PartSums {
        let (width, counting_width) = (self.layout.width, self.layout.counting_width());
        let mut sums =
            PartSums { width, weights: self.weights.as_ref().map(|_| Vec::new()), ..PartSums::default() };
        for (place, group) in self.groups.iter().enumerate() {
            let start = place * counting_width;
            let counts = &self.counts[start..start + width];
            let weights = self.weights.as_ref().map(|weights| &weights[start..start + width]);
            let is_nothing = counts.iter().all(|count| *count == 0)
                && weights.is_none_or(|weights| weights.iter().all(|sum| *sum == WeightedSums::ZERO));
            if is_nothing {
                continue;
            }
            sums.keys.push(self.layout.key(*group));
            sums.counts.extend_from_slice(counts);
            if let (Some(kept), Some(weights)) = (&mut sums.weights, weights) {
                kept.extend_from_slice(weights);
            }
        }
        sums.keys.shrink_to_fit();
        sums.counts.shrink_to_fit();
        sums
    }
}

impl Counting<'_> {
    /// The group and sign of all rows of a range, if they count and agree in both.
    fn all_count_the_same(&self, range: &PeriodRange) -> Option<(u64, i64)> {
        if !matches!(self.mask, Mask::Always) || self.weight.is_some() {
            return None;
        }
        Some((self.groups.uniform(range.period)?, self.sign.as_constant()?))
    }

    fn fill(&self, start: usize, rows: usize, period: u32, scratch: &mut Scratch) {
        self.groups.fill(start, period, &mut scratch.groups[..rows]);
        self.fill_signs(start, rows, scratch);
        match self.score.values() {
            Narrow::U8(scores) => scratch.scores[..rows].copy_from_slice(&scores[start..start + rows]),
            _ => scratch.scores[..rows].fill(score_index(self.score.base()) as u8),
        }
        if let Some(weight) = self.weight {
            for (row, kept) in (start..).zip(&mut scratch.weights[..rows]) {
                *kept = u32::try_from(weight.get(row)).unwrap_or(u32::MAX);
            }
        }
    }

    fn fill_signs(&self, start: usize, rows: usize, scratch: &mut Scratch) {
        let signs = &mut scratch.signs[..rows];
        match self.sign.values() {
            Narrow::U8(offsets) => {
                for (sign, offset) in signs.iter_mut().zip(&offsets[start..]) {
                    *sign = self.sign.base() + i64::from(*offset);
                }
            }
            _ => signs.fill(self.sign.base()),
        }
        if matches!(self.mask, Mask::Always) {
            return;
        }
        let mask = &mut scratch.mask[..rows];
        self.mask.fill(start, mask);
        for (sign, holds) in signs.iter_mut().zip(mask) {
            *sign *= i64::from(*holds);
        }
    }
}

fn score_index(score: i64) -> usize {
    usize::from(u8::try_from(score).unwrap_or(u8::MAX))
}

fn add_scores(scores: &[u8], sign: i64, cell_of_score: &[u16; 256], cells: &mut [i64]) {
    if scores.len() < ROWS_WORTH_A_TABLE {
        for score in scores {
            cells[usize::from(cell_of_score[usize::from(*score)])] += sign;
        }
        return;
    }
    // Four tables, so that equal neighbours do not wait for each other.
    let mut tables = [[0u32; 256]; 4];
    let quads = scores.chunks_exact(4);
    for score in quads.remainder() {
        tables[0][usize::from(*score)] += 1;
    }
    for quad in quads {
        for (table, score) in tables.iter_mut().zip(quad) {
            table[usize::from(*score)] += 1;
        }
    }
    for (score, cell) in cell_of_score.iter().enumerate() {
        let count: i64 = tables.iter().map(|table| i64::from(table[score])).sum();
        cells[usize::from(*cell)] += sign * count;
    }
}

//! A condition over the columns of one block becomes a mask: 1 for rows it holds for, else 0.

use heard_facts::{Column, ColumnValues};
use heard_model::Position;
use heard_model::fact::{SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::position::{lane_of, seq_of};

use super::narrow::{Offset, with_offsets};
use super::part::BlockColumns;
use super::question::Condition;

/// A condition with its columns at hand. What is the same for all rows of the block is decided.
pub(super) enum Mask<'a> {
    Always,
    Never,
    /// A table by the column's code; codes beyond it are not in.
    Table(&'a ColumnValues, Vec<u8>),
    /// The column's value is at most this.
    AtMost(&'a ColumnValues, i64),
    /// The changes of several lanes lie before this.
    Covered(&'a ColumnValues, Position),
    All(Vec<Mask<'a>>),
    Any(Vec<Mask<'a>>),
    Not(Box<Mask<'a>>),
}

impl<'a> Mask<'a> {
    /// The condition for the rows of a block, and not after `as_of`.
    pub(super) fn of(condition: &Condition, as_of: Option<&Position>, block: &'a BlockColumns) -> Self {
        let mask = Self::of_condition(condition, block);
        match as_of {
            None => mask,
            Some(as_of) => Self::all(vec![mask, Self::covered(block.column(Column::Seq), as_of)]),
        }
    }

    fn of_condition(condition: &Condition, block: &'a BlockColumns) -> Self {
        let each = |conditions: &[Condition]| {
            conditions.iter().map(|condition| Self::of_condition(condition, block)).collect()
        };
        match condition {
            Condition::All(conditions) => Self::all(each(conditions)),
            Condition::Any(conditions) => Self::any(each(conditions)),
            Condition::Not(condition) => Self::of_condition(condition, block).negated(),
            Condition::Codes { column, codes } => {
                let end = codes.end();
                Self::table(block.column(*column), end, |code| codes.contains(code))
            }
            Condition::Score { min, max } => {
                let special = [u32::from(SCORE_NOT_APPLICABLE), u32::from(SCORE_SKIPPED)];
                let range = u32::from(*min)..=u32::from(*max);
                Self::table(block.column(Column::Score), 256, |score| {
                    range.contains(&score) && !special.contains(&score)
                })
            }
        }
    }

    fn all(masks: Vec<Self>) -> Self {
        if masks.iter().any(|mask| matches!(mask, Self::Never)) {
            return Self::Never;
        }
        let mut masks: Vec<Self> = masks.into_iter().filter(|mask| !matches!(mask, Self::Always)).collect();
        match masks.len() {
            0 => Self::Always,
            1 => masks.swap_remove(0),
            _ => Self::All(masks),
        }
    }

    fn any(masks: Vec<Self>) -> Self {
        if masks.iter().any(|mask| matches!(mask, Self::Always)) {
            return Self::Always;
        }
        let mut masks: Vec<Self> = masks.into_iter().filter(|mask| !matches!(mask, Self::Never)).collect();
        match masks.len() {
            0 => Self::Never,
            1 => masks.swap_remove(0),
            _ => Self::Any(masks),
        }
    }

    fn negated(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::Not(mask) => *mask,
            mask => Self::Not(Box::new(mask)),
        }
    }

    /// No code from `end` on may be in.
    fn table(column: &'a ColumnValues, end: u32, holds: impl Fn(u32) -> bool) -> Self {
        let decided = |holds| if holds { Self::Always } else { Self::Never };
        if let Some(code) = column.as_constant() {
            return decided(u32::try_from(code).is_ok_and(holds));
        }
        let codes = u32::try_from(column.max()).unwrap_or(u32::MAX).saturating_add(1);
        let table: Vec<u8> = (0..codes.min(end)).map(|code| u8::from(holds(code))).collect();
        let covers_all = codes <= end;
        if !table.contains(&1) {
            Self::Never
        } else if covers_all && !table.contains(&0) {
            Self::Always
        } else {
            Self::Table(column, table)
        }
    }

    fn covered(changes: &'a ColumnValues, position: &Position) -> Self {
        let lane = lane_of(changes.min());
        if lane == lane_of(changes.max()) {
            Self::at_most(changes, seq_of(lane, position.number(lane)))
        } else {
            Self::Covered(changes, position.clone())
        }
    }

    fn at_most(column: &'a ColumnValues, limit: i64) -> Self {
        if column.max() <= limit {
            Self::Always
        } else if column.min() > limit {
            Self::Never
        } else {
            Self::AtMost(column, limit)
        }
    }

    /// Writes the mask of the rows from `start` into `mask`.
    pub(super) fn fill(&self, start: usize, mask: &mut [u8]) {
        match self {
            Self::Always => mask.fill(1),
            Self::Never => mask.fill(0),
            Self::Table(column, table) => {
                let rows = start..start + mask.len();
                with_offsets!(column, rows, |codes| look_up(codes, table, mask), constant => mask.fill(0));
            }
            Self::AtMost(column, limit) => {
                let offset = limit.wrapping_sub(column.base()) as usize;
                let rows = start..start + mask.len();
                with_offsets!(column, rows, |values| compare(values, offset, mask), constant => mask.fill(1));
            }
            Self::Covered(changes, position) => {
                for (row, holds) in (start..).zip(mask) {
                    *holds = u8::from(position.covers(changes.get(row)));
                }
            }
            Self::All(masks) => fill_each(masks, start, mask, |one, other| one & other),
            Self::Any(masks) => fill_each(masks, start, mask, |one, other| one | other),
            Self::Not(inner) => {
                inner.fill(start, mask);
                mask.iter_mut().for_each(|holds| *holds ^= 1);
            }
        }
    }
}

fn fill_each(masks: &[Mask<'_>], start: usize, mask: &mut [u8], join: impl Fn(u8, u8) -> u8) {
    let Some((first, others)) = masks.split_first() else { return };
    first.fill(start, mask);
    let mut theirs = vec![0; mask.len()];
    for other in others {
        other.fill(start, &mut theirs);
        for (one, other) in mask.iter_mut().zip(&theirs) {
            *one = join(*one, *other);
        }
    }
}

fn look_up<T: Offset>(codes: &[T], table: &[u8], mask: &mut [u8]) {
    for (holds, code) in mask.iter_mut().zip(codes) {
        *holds = table.get(code.index()).copied().unwrap_or(0);
    }
}

fn compare<T: Offset>(values: &[T], limit: usize, mask: &mut [u8]) {
    for (holds, value) in mask.iter_mut().zip(values) {
        *holds = u8::from(value.index() <= limit);
    }
}

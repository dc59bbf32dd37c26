//! A block of coded rows in memory, column by column.

use std::sync::Arc;

use heard_model::Position;
use heard_model::position::lane_of;
use serde::{Deserialize, Serialize};

use crate::column::{COLUMN_COUNT, Column};
use crate::values::ColumnValues;

/// The days and changes that rows span, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRange {
    /// First civil day, days since 1970-01-01.
    pub min_day: i32,
    /// Last civil day.
    pub max_day: i32,
    /// The first change of each lane.
    #[serde(rename = "min_seq")]
    pub first: Position,
    /// The last change of each lane.
    #[serde(rename = "max_seq")]
    pub last: Position,
}

impl RowRange {
    /// What rows span by their days and changes.
    pub(crate) fn of(day: &ColumnValues, seq: &ColumnValues) -> Self {
        let (first, last) = changes(seq);
        Self { min_day: clamp_day(day.min()), max_day: clamp_day(day.max()), first, last }
    }

    /// What rows of both ranges span.
    #[must_use]
    pub fn union(mut self, other: &Self) -> Self {
        self.min_day = self.min_day.min(other.min_day);
        self.max_day = self.max_day.max(other.max_day);
        self.first = self.first.lowest(&other.first);
        self.last.extend(&other.last);
        self
    }

    /// Whether every row is of a change after `position`.
    pub fn is_after(&self, position: &Position) -> bool {
        self.first.lanes().all(|(lane, first)| position.number(lane) < first)
    }
}

/// A block of coded rows: immutable, shared by reference. Never without rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowBlock {
    rows: usize,
    range: RowRange,
    sorted: bool,
    columns: Box<[Arc<ColumnValues>]>,
}

impl RowBlock {
    /// A block of `columns` in the order of their index; `sorted` if by day, then series.
    pub(crate) fn new(columns: Vec<Arc<ColumnValues>>, sorted: bool) -> Self {
        debug_assert_eq!(columns.len(), COLUMN_COUNT);
        let day = &columns[Column::Day.index()];
        let range = RowRange::of(day, &columns[Column::Seq.index()]);
        Self { rows: day.rows(), range, sorted, columns: columns.into_boxed_slice() }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The days and changes that the rows span.
    pub fn range(&self) -> &RowRange {
        &self.range
    }

    /// Whether the rows are sorted by day, then series.
    pub fn is_sorted(&self) -> bool {
        self.sorted
    }

    /// A column.
    pub fn column(&self, column: Column) -> &Arc<ColumnValues> {
        &self.columns[column.index()]
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(|column| column.bytes()).sum()
    }
}

/// The first and the last change of each lane.
fn changes(seq: &ColumnValues) -> (Position, Position) {
    if lane_of(seq.min()) == lane_of(seq.max()) {
        return (Position::after(seq.min()), Position::after(seq.max()));
    }
    let (mut first, mut last) = (Position::START, Position::START);
    for row in 0..seq.rows() {
        let change = seq.get(row);
        first = first.lowest(&Position::after(change));
        last.advance(change);
    }
    (first, last)
}

pub(crate) fn clamp_day(day: i64) -> i32 {
    day.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

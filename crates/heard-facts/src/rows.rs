//! A block of coded rows in memory, column by column.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::column::{COLUMN_COUNT, Column};
use crate::values::ColumnValues;

/// The days and changes that rows span, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRange {
    /// First civil day, days since 1970-01-01.
    pub min_day: i32,
    /// Last civil day.
    pub max_day: i32,
    /// First change.
    pub min_seq: i64,
    /// Last change.
    pub max_seq: i64,
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
        let seq = &columns[Column::Seq.index()];
        let range = RowRange {
            min_day: clamp_day(day.min()),
            max_day: clamp_day(day.max()),
            min_seq: seq.min(),
            max_seq: seq.max(),
        };
        Self { rows: day.rows(), range, sorted, columns: columns.into_boxed_slice() }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The days and changes that the rows span.
    pub fn range(&self) -> RowRange {
        self.range
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

fn clamp_day(day: i64) -> i32 {
    day.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

//! The hot set: rows too young for a segment, visible to questions at once.
//!
//! Rows are appended to a tail; a full tail is sorted and sealed as an immutable block. A
//! snapshot shares the sealed blocks and copies only the tail.

use std::sync::Arc;

use crate::coding::CodedRow;
use crate::column::{COLUMN_COUNT, Column};
use crate::rows::RowBlock;
use crate::sorting::sorted_block;
use crate::values::ColumnValues;

/// The tail is sealed when it has this many rows.
const SEAL_ROWS: usize = 4_096;

/// The rows that no segment holds yet.
#[derive(Debug)]
pub(crate) struct HotSet {
    sealed: Vec<Arc<RowBlock>>,
    sealed_rows: usize,
    tail: Tail,
    tail_copy: Option<Arc<RowBlock>>,
}

impl HotSet {
    pub(crate) fn new() -> Self {
        Self { sealed: Vec::new(), sealed_rows: 0, tail: Tail::new(), tail_copy: None }
    }

    pub(crate) fn rows(&self) -> usize {
        self.sealed_rows + self.tail.rows
    }

    pub(crate) fn push(&mut self, row: &CodedRow) {
        self.tail_copy = None;
        self.tail.push(row);
    }

    /// To be called between changes: seals a tail that is full, so that no change is divided.
    pub(crate) fn end_change(&mut self) {
        if self.tail.rows >= SEAL_ROWS {
            self.seal();
        }
    }

    /// All rows as immutable blocks.
    pub(crate) fn blocks(&mut self) -> Vec<Arc<RowBlock>> {
        let mut blocks = self.sealed.clone();
        if self.tail.rows > 0 {
            let copy = self.tail_copy.get_or_insert_with(|| Arc::new(self.tail.block()));
            blocks.push(Arc::clone(copy));
        }
        blocks
    }

    /// The oldest blocks with together at most `max_rows` rows, at least one if there is any.
    pub(crate) fn oldest(&mut self, max_rows: usize) -> Vec<Arc<RowBlock>> {
        if self.rows() <= max_rows || self.sealed.is_empty() {
            self.seal();
        }
        let mut rows = 0;
        let fits = self.sealed.iter().take_while(|block| {
            rows += block.rows();
            rows <= max_rows
        });
        let count = fits.count().max(1).min(self.sealed.len());
        self.sealed[..count].to_vec()
    }

    /// Forgets the oldest `count` sealed blocks.
    pub(crate) fn drop_oldest(&mut self, count: usize) {
        self.sealed.drain(..count.min(self.sealed.len()));
        self.sealed_rows = self.sealed.iter().map(|block| block.rows()).sum();
    }

    fn seal(&mut self) {
        if self.tail.rows == 0 {
            return;
        }
        self.tail_copy = None;
        self.sealed_rows += self.tail.rows;
        let tail = std::mem::replace(&mut self.tail, Tail::new()).block();
        self.sealed.push(Arc::new(sorted_block(&tail)));
    }
}

/// Rows still being appended to.
#[derive(Debug)]
struct Tail {
    rows: usize,
    columns: Vec<TailColumn>,
}

/// A column that is stored only once two of its rows differ.
#[derive(Debug, Default)]
struct TailColumn {
    min: i64,
    max: i64,
    values: Vec<i64>,
}

impl Tail {
    fn new() -> Self {
        Self { rows: 0, columns: (0..COLUMN_COUNT).map(|_| TailColumn::default()).collect() }
    }

    fn push(&mut self, row: &CodedRow) {
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(self.rows, *value);
        }
        self.rows += 1;
    }

    fn block(&self) -> RowBlock {
        let narrow = |(column, values): (Column, &TailColumn)| Arc::new(values.narrow(column, self.rows));
        RowBlock::new(Column::all().zip(&self.columns).map(narrow).collect(), false)
    }
}

impl TailColumn {
    fn push(&mut self, rows: usize, value: i64) {
        if rows == 0 {
            (self.min, self.max) = (value, value);
            return;
        }
        if self.values.is_empty() {
            if value == self.min {
                return;
            }
            self.values.resize(rows, self.min);
        }
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.values.push(value);
    }

    fn narrow(&self, column: Column, rows: usize) -> ColumnValues {
        if self.values.is_empty() {
            return ColumnValues::constant(self.min, rows);
        }
        ColumnValues::narrow_within(&self.values, self.min, self.max, !column.is_coded())
    }
}

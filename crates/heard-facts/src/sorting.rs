//! Rows of several blocks in the order of a segment: by day, series, survey, question, change.

use std::ops::Range;
use std::sync::Arc;

use crate::column::Column;
use crate::months::Month;
use crate::rows::{RowBlock, clamp_day};
use crate::values::{ColumnValues, Narrow};

const ORDER: [Column; 5] = [Column::Day, Column::Series, Column::Survey, Column::Question, Column::Seq];

/// Where each row of a sorted whole comes from: block and row within it.
pub(crate) struct SortedRows<'a> {
    blocks: &'a [Arc<RowBlock>],
    order: Vec<(u32, u32)>,
}

impl<'a> SortedRows<'a> {
    /// The rows of `blocks`, sorted; equal rows keep their order.
    pub(crate) fn of(blocks: &'a [Arc<RowBlock>]) -> Self {
        let mut keyed: Vec<([i64; ORDER.len()], (u32, u32))> =
            Vec::with_capacity(blocks.iter().map(|block| block.rows()).sum());
        for (place, block) in (0u32..).zip(blocks) {
            let columns = ORDER.map(|column| block.column(column).as_ref());
            let rows = u32::try_from(block.rows()).unwrap_or(u32::MAX);
            keyed.extend((0..rows).map(|row| (columns.map(|column| column.get(row as usize)), (place, row))));
        }
        keyed.sort_unstable();
        Self { blocks, order: keyed.into_iter().map(|(_, place)| place).collect() }
    }

    pub(crate) fn rows(&self) -> usize {
        self.order.len()
    }

    /// Leaves out the rows whose value of a column is not to be kept.
    pub(crate) fn retain(&mut self, column: Column, keep: impl Fn(i64) -> bool) {
        let columns: Vec<&ColumnValues> =
            self.blocks.iter().map(|block| block.column(column).as_ref()).collect();
        self.order.retain(|(block, row)| keep(columns[*block as usize].get(*row as usize)));
    }

    /// The values of a column in sorted order, those of the rows in `range`, written into `values`.
    pub(crate) fn gather(&self, column: Column, range: Range<usize>, values: &mut Vec<i64>) {
        values.clear();
        let columns: Vec<&ColumnValues> =
            self.blocks.iter().map(|block| block.column(column).as_ref()).collect();
        if let Some(constant) = common_constant(&columns) {
            values.resize(range.len(), constant);
            return;
        }
        let order = &self.order[range];
        values.extend(order.iter().map(|(block, row)| columns[*block as usize].get(*row as usize)));
    }

    /// Ranges of rows of one month each, none with more than `most` rows.
    pub(crate) fn months(&self, most: usize) -> Vec<Range<usize>> {
        let mut days = Vec::new();
        self.gather(Column::Day, 0..self.rows(), &mut days);
        let month = |day: &i64| Month::of(clamp_day(*day));
        let mut ranges = Vec::new();
        let mut start = 0;
        for days in days.chunk_by(|a, b| a == b || month(a) == month(b)) {
            let end = start + days.len();
            // Evenly, so that none is left with a few rows.
            let parts = days.len().div_ceil(most.max(1));
            ranges.extend(
                (0..parts)
                    .map(|part| start + days.len() * part / parts..start + days.len() * (part + 1) / parts),
            );
            start = end;
        }
        ranges
    }
}

/// A sorted copy of one block.
pub(crate) fn sorted_block(block: &RowBlock) -> RowBlock {
    let blocks = [Arc::new(block.clone())];
    let sorted = SortedRows::of(&blocks);
    let mut values = Vec::with_capacity(block.rows());
    let mut gather = |column: Column| {
        let old = block.column(column);
        if matches!(old.values(), Narrow::Constant) {
            return Arc::clone(old);
        }
        sorted.gather(column, 0..sorted.rows(), &mut values);
        Arc::new(ColumnValues::narrow_within(&values, old.min(), old.max(), !column.is_coded()))
    };
    RowBlock::new(Column::all().map(&mut gather).collect(), true)
}

fn common_constant(columns: &[&ColumnValues]) -> Option<i64> {
    let first = columns.first()?.as_constant()?;
    columns.iter().all(|column| column.as_constant() == Some(first)).then_some(first)
}

//! Rows of several blocks in the order of a segment: by day, series, survey, question, change.

use std::sync::Arc;

use crate::column::Column;
use crate::rows::RowBlock;
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

    /// The values of a column in sorted order, written into `values`.
    pub(crate) fn gather(&self, column: Column, values: &mut Vec<i64>) {
        values.clear();
        let columns: Vec<&ColumnValues> =
            self.blocks.iter().map(|block| block.column(column).as_ref()).collect();
        if let Some(constant) = common_constant(&columns) {
            values.resize(self.rows(), constant);
            return;
        }
        values.extend(self.order.iter().map(|(block, row)| columns[*block as usize].get(*row as usize)));
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
        sorted.gather(column, &mut values);
        Arc::new(ColumnValues::narrow_within(&values, old.min(), old.max(), !column.is_coded()))
    };
    RowBlock::new(Column::all().map(&mut gather).collect(), true)
}

fn common_constant(columns: &[&ColumnValues]) -> Option<i64> {
    let first = columns.first()?.as_constant()?;
    columns.iter().all(|column| column.as_constant() == Some(first)).then_some(first)
}

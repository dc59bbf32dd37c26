//! A part of the rows: a segment, or some hot blocks, with the columns that a question reads.

use std::sync::Arc;

use heard_facts::{COLUMN_COUNT, Column, ColumnValues, RowBlock, Segment};

use super::accumulate::Accumulator;
use super::clip::ClippedQuestion;
use super::error::KernelError;
use super::layout::Layout;
use super::mask::Mask;
use super::ranges::ranges;
use super::sums::PartSums;

/// A part of the rows.
pub(super) struct Part(Vec<BlockColumns>);

/// The columns of a block that a question reads.
pub(super) struct BlockColumns {
    rows: usize,
    sorted: bool,
    columns: [Arc<ColumnValues>; COLUMN_COUNT],
}

impl BlockColumns {
    fn new(
        rows: usize,
        sorted: bool,
        columns: impl IntoIterator<Item = (Column, Arc<ColumnValues>)>,
    ) -> Self {
        let nothing = Arc::new(ColumnValues::constant(0, rows));
        let mut block = Self { rows, sorted, columns: std::array::from_fn(|_| Arc::clone(&nothing)) };
        for (column, values) in columns {
            block.columns[column.index()] = values;
        }
        block
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn is_sorted(&self) -> bool {
        self.sorted
    }

    /// A column that the question reads.
    pub(super) fn column(&self, column: Column) -> &ColumnValues {
        &self.columns[column.index()]
    }
}

impl Part {
    pub(super) fn of_segment(segment: &Segment, question: &ClippedQuestion) -> Result<Self, KernelError> {
        let columns = question.columns();
        let values = segment.columns(&columns)?;
        let rows = segment.meta().rows as usize;
        Ok(Self(vec![BlockColumns::new(rows, true, columns.into_iter().zip(values))]))
    }

    pub(super) fn of_blocks(blocks: &[Arc<RowBlock>], question: &ClippedQuestion) -> Self {
        let columns = question.columns();
        let read = |block: &Arc<RowBlock>| {
            let values = columns.iter().map(|column| (*column, Arc::clone(block.column(*column))));
            BlockColumns::new(block.rows(), block.is_sorted(), values)
        };
        Self(blocks.iter().map(read).collect())
    }

    /// The sums of the part.
    pub(super) fn sum(&self, question: &ClippedQuestion) -> Result<PartSums, KernelError> {
        let layout = Layout::of(question, &self.0)?;
        let has_weight = |block: &BlockColumns| block.column(Column::Weight).as_constant() != Some(0);
        let weighted = question.core.weights && self.0.iter().any(has_weight);
        let mut accumulator = Accumulator::new(layout, weighted);
        for block in &self.0 {
            let mask = Mask::of(&question.core.condition, question.as_of.as_ref(), block);
            accumulator.add(block, mask, &ranges(block, question));
        }
        Ok(accumulator.finish())
    }
}

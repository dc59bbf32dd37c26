//! Facts for other engines: plain Parquet files with labels in the place of codes.
//!
//! A segment's image holds codes that only this workspace's dictionary explains. A plain file can be
//! read by whoever knows Parquet: [`PlainFacts`] writes one of each segment, and one of the rows that
//! no segment holds yet. All files of one export have the same columns ([`PlainColumn`]), so that
//! they are read as one table; what it wrote of each column is counted for the codebook.

mod columns;
mod write;

use std::sync::Arc;

use bytes::Bytes;
use heard_model::UnitScope;
use parquet::schema::types::TypePtr;

use crate::column::Column;
use crate::dictionary::Dictionary;
use crate::error::FactsError;
use crate::rows::{RowBlock, clamp_day};
use crate::sorting::SortedRows;

pub use columns::{PlainColumn, PlainType};

/// Writes facts as plain files, all with the same columns.
#[derive(Debug)]
pub struct PlainFacts {
    columns: Vec<PlainColumn>,
    schema: TypePtr,
    /// By the unit's code, where only a branch is within reach.
    reached: Option<Vec<bool>>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct PlainFile {
    /// The Parquet file.
    pub bytes: Bytes,
    /// Its rows.
    pub rows: usize,
    /// The first civil day, days since 1970-01-01.
    pub first_day: i32,
    /// The last civil day.
    pub last_day: i32,
}

impl PlainFacts {
    /// For rows whose labels `dictionary` has; only those of `units` are written.
    ///
    /// # Errors
    /// [`FactsError::Encode`] when Parquet refuses the columns.
    pub fn new(dictionary: &Dictionary, units: &UnitScope) -> Result<Self, FactsError> {
        let columns = columns::all(dictionary);
        let schema = write::schema(&columns).map_err(|error| encode_error(0, error))?;
        let reached = match units {
            UnitScope::All => None,
            UnitScope::Branch(branch) => {
                let mut reached = vec![false; dictionary.code_count(Column::Unit) as usize];
                for code in branch.iter().filter_map(|unit| dictionary.unit_code(*unit)) {
                    reached[code as usize] = true;
                }
                Some(reached)
            }
        };
        Ok(Self { columns, schema, reached })
    }

    /// The columns, with what has been written of each so far.
    pub fn columns(&self) -> &[PlainColumn] {
        &self.columns
    }

    /// Writes rows as a file, sorted by day; `None` if none of them is within reach.
    ///
    /// # Errors
    /// [`FactsError::Encode`] when a row has a code that the dictionary does not know.
    pub fn write(&mut self, blocks: &[Arc<RowBlock>]) -> Result<Option<PlainFile>, FactsError> {
        let mut sorted = SortedRows::of(blocks);
        if let Some(reached) = &self.reached {
            sorted.retain(Column::Unit, |code| {
                usize::try_from(code).is_ok_and(|code| reached.get(code) == Some(&true))
            });
        }
        let rows = sorted.rows();
        if rows == 0 {
            return Ok(None);
        }
        let (first_day, last_day) = days(&sorted);
        let bytes = write::write(&mut self.columns, &self.schema, &sorted);
        let bytes = bytes.map_err(|error| encode_error(rows, error))?;
        Ok(Some(PlainFile { bytes: bytes.into(), rows, first_day, last_day }))
    }
}

/// The first and the last day of sorted rows, of which there is one at least.
fn days(sorted: &SortedRows<'_>) -> (i32, i32) {
    let mut day = Vec::with_capacity(1);
    let mut at = |row: usize| {
        sorted.gather(Column::Day, row..row + 1, &mut day);
        day.first().map_or(0, |day| clamp_day(*day))
    };
    (at(0), at(sorted.rows() - 1))
}

fn encode_error(rows: usize, error: parquet::errors::ParquetError) -> FactsError {
    FactsError::Encode { rows, source: error.into() }
}

//! How much has happened since a place in the order of acceptance.

use std::collections::HashSet;

use heard_facts::{Column, ColumnValues, Snapshot};
use heard_model::{Position, UnitScope};

use crate::error::QuestionError;
use crate::kernel::{CodeSet, KernelError};

const COLUMNS: [Column; 2] = [Column::Seq, Column::Unit];

/// Responses accepted, corrected or withdrawn after `position`, in the units of a scope. Only rows
/// of blocks that reach beyond it are looked at.
pub(crate) fn arrived_since(
    snapshot: &Snapshot,
    scope: &UnitScope,
    position: &Position,
) -> Result<i64, QuestionError> {
    let dictionary = &snapshot.dictionary;
    let units: Option<CodeSet> = match scope {
        UnitScope::All => None,
        UnitScope::Branch(units) => {
            Some(units.iter().filter_map(|unit| dictionary.unit_code(*unit)).collect())
        }
    };
    let mut changes: HashSet<i64> = HashSet::new();
    let mut look_at = |[seq, unit]: [&ColumnValues; 2]| {
        let code = |column: &ColumnValues, row| u32::try_from(column.get(row)).unwrap_or(0);
        let counts = |row: &usize| {
            !position.covers(seq.get(*row))
                && units.as_ref().is_none_or(|units| units.contains(code(unit, *row)))
        };
        changes.extend((0..seq.rows()).filter(counts).map(|row| seq.get(row)));
    };
    for segment in &snapshot.segments {
        if !position.includes(&segment.meta().range.last) {
            let columns = segment.columns(&COLUMNS).map_err(KernelError::from)?;
            if let [seq, unit] = &columns[..] {
                look_at([seq, unit]);
            }
        }
    }
    for block in snapshot.hot.iter().filter(|block| !position.includes(&block.range().last)) {
        look_at(COLUMNS.map(|column| &**block.column(column)));
    }
    Ok(i64::try_from(changes.len()).unwrap_or(i64::MAX))
}

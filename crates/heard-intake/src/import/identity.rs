//! What tells rows apart that carry no identifier of their own: their cells, and how many rows
//! with the same cells came before.

use std::collections::HashMap;

/// Names rows by a hash of their cells and an ordinal among equal rows, so that the same file
/// read again gives the same names.
///
/// Columns count by name and only where their cell holds something, so another order of columns
/// or a column more that is empty changes nothing. One entry of 20 bytes is kept for each
/// different row.
#[derive(Debug, Default)]
pub(crate) struct RowNames {
    seen: HashMap<[u8; 16], u32>,
}

impl RowNames {
    /// The name of a row with these cells, by column name.
    pub fn name(&mut self, cells: &mut [(&str, &str)]) -> String {
        cells.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        for (column, cell) in cells.iter().filter(|(_, cell)| !cell.is_empty()) {
            for part in [column, cell] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        let mut short = [0; 16];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        let ordinal = self.seen.entry(short).or_insert(0);
        let name = format!("row-{:032x}-{ordinal}", u128::from_be_bytes(short));
        *ordinal += 1;
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_get_ordinals_and_order_does_not_matter() {
        let mut names = RowNames::default();
        let first = names.name(&mut [("a", "1"), ("b", "2")]);
        let second = names.name(&mut [("b", "2"), ("a", "1"), ("c", "")]);
        let other = names.name(&mut [("a", "12"), ("b", "")]);
        assert!(first.ends_with("-0") && second.ends_with("-1"));
        assert_eq!(first[..first.len() - 1], second[..second.len() - 1]);
        assert!(other.ends_with("-0"));
        assert_eq!(RowNames::default().name(&mut [("a", "1"), ("b", "2")]), first);
    }
}

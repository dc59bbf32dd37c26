//! Where a table's rows are cut into blocks, and how rows stand in a block.
//!
//! A block ends after a row whose own hash says so. So a row that is added, changed or deleted moves no
//! cut but its own, and all other blocks are the same as in the backup before.

use blake3::Hash;
use heard_store::Tally;

use crate::BackupError;

/// Bytes of rows in a block on average.
pub(crate) const BLOCK: u64 = 512 << 10;
/// The most bytes in a block, as a multiple of the average.
const MOST: u64 = 4;

/// Rows that become a block.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    pub(crate) tally: Tally,
}

impl Content {
    /// Adds a row; `true` if the block ends after it.
    pub(crate) fn add(&mut self, row: &[u8], average: u64) -> bool {
        let hash = blake3::hash(row);
        self.tally.add(&hash);
        self.bytes.extend(u32::try_from(row.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.bytes.extend(row);
        is_last(&hash, row.len() as u64, average) || self.bytes.len() as u64 >= average.saturating_mul(MOST)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.tally.rows == 0
    }
}

/// Longer rows end a block more often, so that blocks are about as large for every table.
fn is_last(hash: &Hash, bytes: u64, average: u64) -> bool {
    let draw = hash.as_bytes()[16..].first_chunk().map_or(0, |draw| u32::from_le_bytes(*draw));
    u64::from(draw).saturating_mul(average) < bytes << 32
}

/// The rows of a block.
///
/// # Errors
/// [`BackupError::Defect`] if they are none: what was written was wrong, for its hash is right.
pub(crate) fn rows_of(mut content: &[u8]) -> Result<Vec<&[u8]>, BackupError> {
    let mut rows = Vec::new();
    while !content.is_empty() {
        let row = content
            .split_first_chunk::<4>()
            .and_then(|(length, rest)| rest.split_at_checked(u32::from_le_bytes(*length) as usize));
        let (row, rest) = row.ok_or_else(|| BackupError::Defect("a block holds no rows".to_owned()))?;
        rows.push(row);
        content = rest;
    }
    Ok(rows)
}

/// Count and checksum of rows.
pub(crate) fn tally_of(rows: &[&[u8]]) -> Tally {
    let mut tally = Tally::default();
    rows.iter().for_each(|row| tally.add(&blake3::hash(row)));
    tally
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(rows: &[Vec<u8>], average: u64) -> Vec<Vec<u8>> {
        let mut blocks = Vec::new();
        let mut content = Content::default();
        for row in rows {
            if content.add(row, average) {
                blocks.push(std::mem::take(&mut content).bytes);
            }
        }
        if !content.is_empty() {
            blocks.push(content.bytes);
        }
        blocks
    }

    fn row(number: usize) -> Vec<u8> {
        format!("row {number} {}", "x".repeat(number % 97)).into_bytes()
    }

    #[test]
    fn blocks_are_about_as_large_as_asked_for() {
        let rows: Vec<Vec<u8>> = (0..20_000).map(row).collect();
        let bytes: usize = rows.iter().map(Vec::len).sum();
        let average = bytes / blocks(&rows, 8_192).len();
        assert!((6_000..11_000).contains(&average), "{average}");
    }

    proptest! {
        #[test]
        fn a_change_touches_few_blocks(place in 0..2_000_usize, deleted: bool) {
            let rows: Vec<Vec<u8>> = (0..2_000).map(row).collect();
            let mut changed = rows.clone();
            if deleted {
                changed.remove(place);
            } else {
                changed[place] = b"something else".to_vec();
            }
            let before = blocks(&rows, 2_048);
            let after = blocks(&changed, 2_048);
            let new = after.iter().filter(|block| !before.contains(block)).count();
            prop_assert!(new <= 3, "{new} of {}", after.len());
        }

        #[test]
        fn rows_come_back(rows: Vec<Vec<u8>>) {
            let mut content = Content::default();
            rows.iter().for_each(|row| { content.add(row, 1 << 30); });
            let read = rows_of(&content.bytes).unwrap();
            prop_assert_eq!(tally_of(&read), content.tally);
            prop_assert_eq!(read, rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }

        #[test]
        fn other_bytes_do_no_harm(bytes: Vec<u8>) {
            let _ = rows_of(&bytes);
        }
    }
}

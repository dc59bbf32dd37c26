//! Finds erased words in the unused parts of the database file.
//!
//! SQLite zeroes deleted cells and freed pages, but a page that is rebuilt after cells have moved to
//! a neighbour keeps their old bytes between its cell pointers and its first cell. Only leaves of
//! tables hold words, for no index is made over them, so only those are searched
//! (<https://www.sqlite.org/fileformat2.html>, "B-tree Pages").

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::StoreError;
use crate::folder_lock::file_error;

/// Long texts are searched for in pieces of this length, for a part of one may be left.
const PIECE: usize = 16;
/// Shorter texts are in every file by chance.
const SHORTEST: usize = 3;
/// The first byte of a leaf of a table.
const TABLE_LEAF: u8 = 13;

/// Bytes to be found nowhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needles {
    /// By their first two.
    pieces: HashMap<[u8; 2], Vec<Vec<u8>>>,
    /// Words were replaced before, nobody knows by now which: anything that is left is too much.
    anything: bool,
}

impl Needles {
    /// Adds a text, as it stands in a column and within JSON.
    pub(super) fn add(&mut self, text: &str) {
        self.add_bytes(text.as_bytes());
        if let Ok(json) = serde_json::to_string(text)
            && json.len() != text.len() + 2
        {
            self.add_bytes(&json.as_bytes()[1..json.len() - 1]);
        }
    }

    /// Anything at all.
    pub(crate) fn anything() -> Self {
        Self { anything: true, ..Self::default() }
    }

    /// Counts anything in unused space, whatever it says.
    pub(super) fn add_anything(&mut self) {
        self.anything = true;
    }

    /// Adds those of another.
    pub(crate) fn extend(&mut self, other: Self) {
        self.anything |= other.anything;
        for (first, pieces) in other.pieces {
            self.pieces.entry(first).or_default().extend(pieces);
        }
    }

    fn add_bytes(&mut self, bytes: &[u8]) {
        let pieces: Vec<&[u8]> =
            if bytes.len() < 2 * PIECE { vec![bytes] } else { bytes.chunks_exact(PIECE).collect() };
        for piece in pieces.into_iter().filter(|piece| piece.len() >= SHORTEST) {
            self.pieces.entry([piece[0], piece[1]]).or_default().push(piece.to_vec());
        }
    }

    fn are_in(&self, bytes: &[u8]) -> bool {
        self.anything
            || bytes.windows(2).enumerate().any(|(start, first)| {
                self.pieces
                    .get(&[first[0], first[1]])
                    .is_some_and(|pieces| pieces.iter().any(|piece| bytes[start..].starts_with(piece)))
            })
    }
}

/// Whether any of them stands in the unused part of a page of a database file.
pub(super) fn is_in(file: &Path, needles: &Needles) -> Result<bool, StoreError> {
    if needles.pieces.is_empty() && !needles.anything {
        return Ok(false);
    }
    let opened = File::open(file).map_err(|error| file_error(file, &error))?;
    let mut reader = BufReader::with_capacity(1 << 20, opened);
    let mut page = vec![0; 512];
    if reader.read_exact(&mut page).is_err() {
        return Ok(false);
    }
    let page_size = match u16::from_be_bytes([page[16], page[17]]) {
        1 => 65_536,
        size => usize::from(size).max(512),
    };
    let mut filled = 512;
    let mut header = 100;
    page.resize(page_size, 0);
    while reader.read_exact(&mut page[filled..]).is_ok() {
        if unused(&page, header).into_iter().any(|bytes| needles.are_in(bytes)) {
            return Ok(true);
        }
        (filled, header) = (0, 0);
    }
    Ok(false)
}

/// The unused parts of a leaf of a table that are not all zeros; none for other pages.
fn unused(page: &[u8], header: usize) -> Vec<&[u8]> {
    if page[header] != TABLE_LEAF {
        return Vec::new();
    }
    let number = |at: usize| {
        page.get(at..at + 2).map_or(0, |bytes| usize::from(u16::from_be_bytes([bytes[0], bytes[1]])))
    };
    let pointers_end = header + 8 + 2 * number(header + 3);
    let content = match number(header + 5) {
        0 => page.len(),
        start => start,
    };
    let mut parts = vec![page.get(pointers_end..content).unwrap_or_default()];
    let mut free = number(header + 1);
    while free > 0 {
        parts.push(page.get(free + 4..free + number(free + 2)).unwrap_or_default());
        let next = number(free);
        // Free blocks stand in ascending order; anything else is no list.
        free = if next > free { next } else { 0 };
    }
    parts.retain(|part| part.iter().any(|byte| *byte != 0));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(texts: &[&str]) -> Needles {
        let mut needles = Needles::default();
        texts.iter().for_each(|text| needles.add(text));
        needles
    }

    fn leaf(cells: u16, content: u16) -> Vec<u8> {
        let mut page = vec![0; 512];
        page[0] = TABLE_LEAF;
        page[3..5].copy_from_slice(&cells.to_be_bytes());
        page[5..7].copy_from_slice(&content.to_be_bytes());
        page
    }

    #[test]
    fn finds_words_between_pointers_and_cells_only() {
        let mut page = leaf(1, 400);
        page[420..425].copy_from_slice(b"alive");
        assert!(unused(&page, 0).is_empty());
        page[300..305].copy_from_slice(b"stale");
        let parts = unused(&page, 0);
        assert!(parts.iter().any(|part| needles(&["stale"]).are_in(part)));
        assert!(!parts.iter().any(|part| needles(&["alive"]).are_in(part)));
    }

    #[test]
    fn finds_words_in_free_blocks() {
        let mut page = leaf(0, 200);
        page[1..3].copy_from_slice(&250_u16.to_be_bytes());
        page[252..254].copy_from_slice(&40_u16.to_be_bytes());
        page[260..265].copy_from_slice(b"stale");
        assert!(unused(&page, 0).iter().any(|part| needles(&["stale"]).are_in(part)));
    }

    #[test]
    fn a_part_of_a_long_text_is_enough() {
        let text = "the queue was long and nobody told us for how long it would last";
        assert!(needles(&[text]).are_in(&text.as_bytes()[10..50]));
        assert!(!needles(&[text]).are_in(b"the queue was short"));
    }

    #[test]
    fn where_words_were_replaced_anything_counts() {
        let mut needles = Needles::default();
        assert!(!needles.are_in(b"who knows"));
        needles.add_anything();
        assert!(needles.are_in(b"who knows"));
    }

    #[test]
    fn words_are_found_as_json_has_them() {
        assert!(needles(&["say \"no\""]).are_in(br#"{"comment":"say \"no\""}"#));
    }

    #[test]
    fn broken_pages_do_no_harm() {
        for byte in 0..=255 {
            let mut page = vec![byte; 512];
            page[0] = TABLE_LEAF;
            unused(&page, 0);
        }
    }
}

//! What one backup is: which blocks, in which order, and how many rows of which checksum are in them.

use std::collections::BTreeSet;

use heard_model::Position;
use heard_store::{Shape, Tally, Tip};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Name;

/// What one backup is. Written last, so that a backup is there whole or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which database, wherever it is moved to.
    pub database: String,
    /// The instant that it is of.
    pub moment: Timestamp,
    /// The schema: the name of its last migration.
    pub schema: String,
    /// Up to where it has changes.
    pub position: Position,
    /// The last change of each lane.
    pub tips: Vec<Tip>,
    /// The tables, in an order in which nothing refers to what is not there yet.
    pub tables: Vec<TableBlocks>,
    /// Erasures whose words it does not hold: the blocks of that table as it was.
    pub scrubbed: Vec<Block>,
}

/// A table of a backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableBlocks {
    /// Its name and columns.
    pub shape: Shape,
    /// Its rows.
    pub groups: Vec<Group>,
}

/// Blocks that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// By what a later snapshot knows it; empty for what is read each time.
    pub name: String,
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// A block, and what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The hash of its content.
    pub name: Name,
    /// Bytes of its file.
    pub bytes: u64,
    /// Its rows.
    pub rows: u64,
    /// The sum of their hashes.
    #[serde(with = "hexadecimal")]
    pub sum: u128,
}

impl Block {
    /// Count and checksum of its rows.
    pub fn tally(&self) -> Tally {
        Tally { rows: self.rows, sum: self.sum }
    }
}

impl TableBlocks {
    /// All of its blocks, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.groups.iter().flat_map(|group| &group.blocks)
    }

    /// Count and checksum of its rows.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.blocks().for_each(|block| tally.merge(block.tally()));
        tally
    }
}

impl Manifest {
    /// Every block that it needs.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.tables.iter().flat_map(TableBlocks::blocks).chain(&self.scrubbed)
    }

    /// The names of the blocks that it needs.
    pub fn names(&self) -> BTreeSet<Name> {
        self.blocks().map(|block| block.name).collect()
    }

    /// A table.
    pub fn table(&self, name: &str) -> Option<&TableBlocks> {
        self.tables.iter().find(|table| table.shape.table == name)
    }

    /// Rows of a table.
    pub fn rows(&self, table: &str) -> u64 {
        self.table(table).map_or(0, |table| table.tally().rows)
    }
}

/// 128 bits as text: JSON's numbers are shorter.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(sum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{sum:032x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

//! Reads every block of every backup and says what is missing or damaged.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use crate::cut::{rows_of, tally_of};
use crate::manifest::Block;
use crate::{BackupError, Name, Repository};

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Verification {
    /// Backups that are there.
    pub backups: u64,
    /// Blocks that were read.
    pub blocks: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// What is wrong.
    pub problems: Vec<Flaw>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flaw {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it, and what to do.
    pub problem: String,
    /// The backups that need it; they cannot be restored whole.
    pub needed_by: Vec<Timestamp>,
}

/// Reads everything; tells `progress` how many blocks of how many were read.
///
/// # Errors
/// What the disk says, unless it is about one file.
pub fn verify(
    repository: &Repository,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verification, BackupError> {
    let mut found = Verification::default();
    let mut needed: BTreeMap<Name, (Block, Vec<Timestamp>)> = BTreeMap::new();
    for file in repository.moment_files()? {
        let path = repository.moment_path(&file);
        match repository.moment(file) {
            Ok(moment) => {
                found.backups += 1;
                for block in moment.manifest.blocks() {
                    let (_, by) = needed.entry(block.name).or_insert_with(|| (*block, Vec::new()));
                    if by.last() != Some(&moment.manifest.moment) {
                        by.push(moment.manifest.moment);
                    }
                }
            }
            Err(error) => found.problems.push(Flaw::of(path, &error, Vec::new())),
        }
    }
    let all = needed.len() as u64;
    for (name, (block, by)) in needed {
        if let Err(error) = check(repository, &block) {
            found.problems.push(Flaw::of(repository.block_path(&name), &error, by));
        }
        found.blocks += 1;
        found.bytes += block.bytes;
        progress(found.blocks, all);
    }
    Ok(found)
}

impl Flaw {
    fn of(file: PathBuf, error: &BackupError, needed_by: Vec<Timestamp>) -> Self {
        Self { file, problem: error.to_string(), needed_by }
    }
}

fn check(repository: &Repository, block: &Block) -> Result<(), BackupError> {
    let content = repository.get(&block.name)?;
    if tally_of(&rows_of(&content)?) == block.tally() {
        return Ok(());
    }
    Err(BackupError::Damaged(repository.block_path(&block.name)))
}

//! Restores a backup into an empty folder or database, of either kind.

use std::sync::Arc;

use heard_model::{Clock, Entropy, Position};
use heard_store::{Location, Restoration};
use jiff::Timestamp;
use serde::Serialize;

use crate::cut::{rows_of, tally_of};
use crate::manifest::Manifest;
use crate::{BackupError, Repository};

/// A table that was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestoredTable {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The sum of a hash of each row, in hexadecimal: the same in the backup and in the target.
    pub checksum: String,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Restored {
    /// The instant that the target stands at.
    pub moment: Timestamp,
    /// Up to where it has changes.
    pub position: Position,
    /// The tables.
    pub tables: Vec<RestoredTable>,
    /// Whether a server will project the facts anew first.
    pub facts_anew: bool,
}

/// The last backup that is not after an instant; without one, the newest.
///
/// # Errors
/// [`BackupError::Empty`], [`BackupError::NoneBefore`]; when one of them cannot be read.
pub fn choose(repository: &Repository, at: Option<Timestamp>) -> Result<Manifest, BackupError> {
    let moments = repository.moments()?;
    let first = moments.first().map(|moment| moment.manifest.moment);
    let first = first.ok_or_else(|| BackupError::Empty(repository.folder().to_owned()))?;
    let chosen = moments.into_iter().rev().find(|moment| at.is_none_or(|at| moment.manifest.moment <= at));
    match (chosen, at) {
        (Some(chosen), _) => Ok(chosen.manifest),
        (None, at) => Err(BackupError::NoneBefore { at: at.unwrap_or(first), first }),
    }
}

/// Restores a backup; tells `progress` of each table and how many of its rows are there. Every block is
/// checked by its hash, every table by count and checksum, and the target is opened.
///
/// # Errors
/// [`BackupError::Missing`] and [`BackupError::Damaged`] name the block; what is wrong with the target. Then
/// nothing is left there.
pub async fn restore(
    repository: &Repository,
    manifest: &Manifest,
    to: &Location,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    progress: &(dyn Fn(&str, u64) + Sync),
) -> Result<Restored, BackupError> {
    let mut restoration = Restoration::begin(to, &manifest.schema).await?;
    if let Err(error) = fill(repository, manifest, &mut restoration, progress).await {
        // What went wrong first is told.
        let _ = restoration.abandon().await;
        return Err(error);
    }
    let expected: Vec<_> = manifest.tables.iter().map(|table| (table.shape.clone(), table.tally())).collect();
    let facts_anew = restoration.finish(&expected, clock, entropy).await?;
    let told = |table: &crate::manifest::TableBlocks| RestoredTable {
        table: table.shape.table.clone(),
        rows: table.tally().rows,
        checksum: format!("{:032x}", table.tally().sum),
    };
    Ok(Restored {
        moment: manifest.moment,
        position: manifest.position.clone(),
        tables: manifest.tables.iter().map(told).collect(),
        facts_anew,
    })
}

async fn fill(
    repository: &Repository,
    manifest: &Manifest,
    restoration: &mut Restoration,
    progress: &(dyn Fn(&str, u64) + Sync),
) -> Result<(), BackupError> {
    for table in &manifest.tables {
        let mut count = 0;
        for block in table.blocks() {
            let content = repository.get(&block.name)?;
            let rows = rows_of(&content)?;
            if tally_of(&rows) != block.tally() {
                return Err(BackupError::Damaged(repository.block_path(&block.name)));
            }
            restoration.insert(&table.shape, &rows).await?;
            count += block.rows;
            progress(&table.shape.table, count);
        }
    }
    Ok(())
}

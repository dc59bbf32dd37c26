//! Backups: a snapshot of the store, cut into blocks that are kept under the hash of their content, so that
//! what has not changed is kept once, however often it is backed up.
//!
//! The journey: the store sends everything as of one instant ([`heard_store::SnapshotRequest`]); [`Backup`]
//! cuts each table into blocks, keeps those that are new in a [`Repository`], and writes a [`Manifest`] last.
//! [`restore`] brings one back into an empty folder or database; [`verify`] reads everything. Rows are the
//! same for both databases, so a backup of one is restored into the other.
//!
//! The words of somebody who was erased are taken out of the earlier backups by the next run (`scrub.rs`);
//! the store says whose they are and which columns hold them.

mod backup;
mod cut;
mod error;
mod files;
mod keep;
mod manifest;
mod name;
mod passphrase;
mod repository;
mod restore;
mod scrub;
mod seal;
mod verify;

pub use backup::{Backup, BackupReport};
pub use error::BackupError;
pub use keep::Keep;
pub use manifest::{Block, Group, Manifest, TableBlocks};
pub use name::{BadName, Name};
pub use passphrase::Passphrase;
pub use repository::{Moment, Repository, Swept};
pub use restore::{Restored, RestoredTable, choose, restore};
pub use verify::{Flaw, Verification, verify};

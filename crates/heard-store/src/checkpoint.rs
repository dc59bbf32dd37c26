//! Moves the write-ahead log into the database, off the way of an acknowledgement.
//!
//! Most of the work is a passive checkpoint on a connection of its own, beside the writer. Under
//! constant load that alone would never let the log start again from its beginning, for there is
//! always a commit that is not moved yet. So when the log is large, the little that is left is
//! moved between two commits on the writer's connection.

use std::path::{Path, PathBuf};
use std::sync::Weak;
use std::time::{Duration, Instant};

use heard_model::Position;
use sea_orm::DatabaseConnection;
use tokio::sync::watch;

use crate::StoreError;
use crate::connect::integers;
use crate::probe;
use crate::store::Inner;

/// How often the log is looked at.
const PACE: Duration = Duration::from_millis(500);
/// How often an erasure is tried to be finished that could not be.
const BETWEEN_TRIES: Duration = Duration::from_secs(5);
/// Logs up to this size are left alone.
const SMALL_LOG_BYTES: u64 = 4 << 20;
/// Pages of the log that make the writer wait for a moment, so that the log starts again.
const MANY_PAGES: i64 = 12_288;

const PASSIVE: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// The task that keeps the log small.
pub(crate) async fn run(
    store: Weak<Inner>,
    checkpoints: DatabaseConnection,
    mut stop: watch::Receiver<bool>,
) {
    let mut last_seen = Position::START;
    let mut tried: Option<Instant> = None;
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            () = tokio::time::sleep(PACE) => {}
        }
        let Some(store) = store.upgrade() else { break };
        probe::look(&store).await;
        let committed = store.committed.borrow().clone();
        let Some(file) = store.engine.file() else { break };
        if store.pins.is_due() && tried.is_none_or(|tried| tried.elapsed() > BETWEEN_TRIES) {
            tried = store.finish_erasures().await.err().map(|error| {
                tracing::debug!(%error, "erased words cannot be written over yet");
                Instant::now()
            });
        }
        let size = log_bytes(file);
        if size < SMALL_LOG_BYTES || committed == last_seen && size < (16 << 20) {
            continue;
        }
        last_seen = committed;
        if let Err(error) = step(&store, &checkpoints).await {
            tracing::warn!(%error, "the write-ahead log could not be moved into the database");
        }
    }
    if let Err(error) = checkpoints.close().await {
        tracing::debug!(%error, "closing the checkpoint connection");
    }
}

async fn step(store: &Inner, checkpoints: &DatabaseConnection) -> Result<(), StoreError> {
    let result = integers(checkpoints, PASSIVE, 3).await?;
    // During a long read the log grows instead: nobody waits for it.
    if let [_, log, _] = result[..]
        && log > MANY_PAGES
        && let Some(_cut) = store.pins.try_cut()
    {
        // What was written meanwhile, so that the writer waits for less.
        integers(checkpoints, PASSIVE, 3).await?;
        integers(&store.write, "PRAGMA wal_checkpoint(RESTART)", 3).await?;
    }
    Ok(())
}

/// Moves everything and cuts the log to nothing. Readers that still look at an older state are
/// waited for; `false` if they did not end.
pub(crate) async fn truncate(write: &DatabaseConnection) -> Result<bool, StoreError> {
    for attempt in 0..20_u64 {
        let result = integers(write, "PRAGMA wal_checkpoint(TRUNCATE)", 3).await?;
        if result.first() == Some(&0) {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(50 * (attempt + 1))).await;
    }
    Ok(false)
}

/// The log's size on the disk.
pub(crate) fn log_bytes(file: &Path) -> u64 {
    std::fs::metadata(log_file(file)).map_or(0, |metadata| metadata.len())
}

/// The log's file.
pub(crate) fn log_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

//! Keeps segments from being merged while somebody reads all of them, one after the other.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use heard_facts::Snapshot;
use heard_model::WorkspaceId;
use tokio::time::Instant;

use super::Projector;

/// Whoever reads longer than this may find that segments were merged.
const LONGEST: Duration = Duration::from_secs(600);

/// A workspace's facts as of now, whose segments this process does not merge while this is held, for
/// ten minutes at most. Where several processes share a database, another one may.
pub struct KeptSnapshot {
    projector: Projector,
    snapshot: Arc<Snapshot>,
    number: u64,
}

/// Who keeps segments: whose, and how long.
#[derive(Default)]
pub(super) struct Keepers {
    last: u64,
    held: Vec<(u64, WorkspaceId, Instant)>,
}

impl KeptSnapshot {
    /// The facts.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }
}

impl Drop for KeptSnapshot {
    fn drop(&mut self) {
        self.projector.keepers(|keepers| keepers.held.retain(|(number, _, _)| *number != self.number));
        // What was to be merged meanwhile is merged now.
        self.projector.0.stored.notify_one();
    }
}

impl Projector {
    /// The facts of a workspace as of now, with segments that stay.
    pub async fn keep_snapshot(&self, workspace: WorkspaceId) -> KeptSnapshot {
        // A merge that is being stored must be seen whole.
        let _only_one = self.0.projecting.lock().await;
        let number = self.keepers(|keepers| {
            keepers.last += 1;
            keepers.held.push((keepers.last, workspace, Instant::now() + LONGEST));
            keepers.last
        });
        KeptSnapshot { projector: self.clone(), snapshot: self.snapshot(workspace), number }
    }

    /// Whether somebody reads all segments of a workspace.
    pub(super) fn is_kept(&self, workspace: WorkspaceId) -> bool {
        let now = Instant::now();
        self.keepers(|keepers| {
            keepers.held.iter().any(|(_, whose, until)| *whose == workspace && now < *until)
        })
    }

    fn keepers<T>(&self, work: impl FnOnce(&mut Keepers) -> T) -> T {
        work(&mut self.0.keepers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

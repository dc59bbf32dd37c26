//! Keeps segments few and each about one month: merges those that have gathered, and cuts the hot
//! set of quiet workspaces now and then, so that a start has little to project again.

use std::sync::Arc;
use std::time::Duration;

use heard_facts::{EncodedSegment, RowBlock, Segment, SegmentBytes, segments_to_merge};
use heard_model::{WorkspaceId, fail_point};
use heard_store::{SegmentWrite, StoreError};
use tokio_util::sync::CancellationToken;

use super::{PAUSE_AFTER_FAILURE, ProjectError, Projector, StoredImages, new_segment};
use crate::background::in_background;
use crate::told::Told;

/// How often hot sets of some size are cut, however slowly they grow.
const TIDY: Duration = Duration::from_secs(300);
/// Hot rows that are worth a segment then.
const WORTH_A_SEGMENT: usize = 4_096;

impl Projector {
    /// Cuts and merges until told to stop.
    pub async fn tidy(self, stop: CancellationToken) {
        let mut next_cut = tokio::time::Instant::now() + TIDY;
        let mut told = Told::new("tidying segments");
        loop {
            let is_time = tokio::select! {
                () = stop.cancelled() => return,
                () = self.0.stored.notified() => false,
                () = tokio::time::sleep_until(next_cut) => true,
            };
            if is_time {
                next_cut = tokio::time::Instant::now() + TIDY;
            }
            if is_time && let Err(error) = self.sweep_images().await {
                tracing::warn!(%error, "images that were left behind could not be swept away");
            }
            for workspace in self.workspaces() {
                match self.tidy_workspace(workspace, is_time, &stop).await {
                    Err(error) if error.is_damage() => self.repair(workspace, &error.to_string()),
                    tidied if !told.note(&tidied) => tokio::time::sleep(PAUSE_AFTER_FAILURE).await,
                    _ => {}
                }
            }
        }
    }

    /// Deletes what killed processes left behind; never beside a segment that is being stored.
    async fn sweep_images(&self) -> Result<usize, StoreError> {
        let _only_one = self.0.projecting.lock().await;
        self.0.store.sweep_images().await
    }

    async fn tidy_workspace(
        &self,
        workspace: WorkspaceId,
        cut: bool,
        stop: &CancellationToken,
    ) -> Result<(), ProjectError> {
        if cut {
            self.cut(workspace, WORTH_A_SEGMENT).await?;
        }
        self.compact(workspace, stop).await?;
        Ok(())
    }

    fn workspaces(&self) -> Vec<WorkspaceId> {
        self.facts().keys().copied().collect()
    }

    /// Stores a workspace's hot rows as a segment, if there are at least `worth` of them.
    ///
    /// # Errors
    /// What the store or the facts say.
    pub async fn cut(&self, workspace: WorkspaceId, worth: usize) -> Result<(), ProjectError> {
        let _only_one = self.0.projecting.lock().await;
        self.store_segments_above(workspace, worth.max(1)).await
    }

    /// Merges a workspace's segments until all is in order; returns how many merges were made. Rows
    /// are read and written in the background, which waits only while the result is stored. Nothing
    /// is merged while somebody reads all of the workspace's segments.
    ///
    /// # Errors
    /// What the store or the facts say; every merge is whole or has not happened.
    pub async fn compact(
        &self,
        workspace: WorkspaceId,
        stop: &CancellationToken,
    ) -> Result<usize, ProjectError> {
        let mut merges = 0;
        loop {
            let segments = self.to_merge(workspace);
            if segments.is_empty()
                || stop.is_cancelled()
                || self.is_kept(workspace)
                || !self.may_store(workspace).await?
            {
                return Ok(merges);
            }
            let ids: Vec<i64> = segments.iter().map(|segment| segment.id()).collect();
            let merged = in_background(move || merge(&segments)).await??;
            fail_point("merge: encoded");
            self.replace(workspace, ids, merged).await?;
            metrics::counter!("heard_compactions_total").increment(1);
            merges += 1;
        }
    }

    fn to_merge(&self, workspace: WorkspaceId) -> Vec<Arc<Segment>> {
        let all = self.facts();
        let Some(facts) = all.get(&workspace) else { return Vec::new() };
        let ids = segments_to_merge(facts.segments().map(|segment| (segment.id(), segment.meta())));
        facts.segments().filter(|segment| ids.contains(&segment.id())).cloned().collect()
    }

    async fn replace(
        &self,
        workspace: WorkspaceId,
        ids: Vec<i64>,
        merged: Vec<EncodedSegment>,
    ) -> Result<(), ProjectError> {
        let _only_one = self.0.projecting.lock().await;
        if self.is_kept(workspace) {
            return Ok(());
        }
        let write = SegmentWrite {
            add: merged.iter().map(new_segment).collect::<Result<_, _>>()?,
            remove: ids.clone(),
            ..SegmentWrite::default()
        };
        let new = match self.0.store.store_segments(workspace, write).await {
            // The facts were built again, or another process was first.
            Err(StoreError::Stale) => return self.reload(workspace).await,
            stored => stored?,
        };
        fail_point("merge: after commit");
        let source: Arc<dyn SegmentBytes> = Arc::new(StoredImages { store: self.0.store.clone(), workspace });
        let by = new.iter().zip(merged).map(|(id, encoded)| {
            Arc::new(Segment::new(*id, encoded.meta, source.clone(), self.0.cache.clone()))
        });
        let by = by.collect();
        let snapshot = {
            let mut all = self.facts();
            let Some(facts) = all.get_mut(&workspace) else { return Ok(()) };
            facts.replace_segments(&ids, by).then(|| facts.snapshot())
        };
        match snapshot {
            Some(snapshot) => self.publish(workspace, snapshot),
            None => self.reload(workspace).await?,
        }
        Ok(())
    }
}

fn merge(segments: &[Arc<Segment>]) -> Result<Vec<EncodedSegment>, ProjectError> {
    let rows = segments.iter().map(|segment| segment.rows().map(Arc::new));
    let rows = rows.collect::<Result<Vec<Arc<RowBlock>>, _>>()?;
    Ok(EncodedSegment::merged(&rows)?)
}

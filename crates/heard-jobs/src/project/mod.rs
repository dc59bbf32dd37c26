//! Projects accepted answers into facts: reads the outbox in order, makes its rows visible at
//! once, and from time to time stores a segment with its dictionary and watermark.
//!
//! Killed at any instant it begins again from the stored watermarks: what no segment holds yet
//! is still in the outbox, and codes are given in the same order as before.

mod compact;
mod keep;
mod repair;

pub use keep::KeptSnapshot;
pub use repair::{Repair, damage_in};

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use heard_facts::{
    ColumnCache, Cut, Dictionary, DictionaryEntry, EncodedSegment, FactsError, Segment, SegmentBytes,
    SegmentMeta, Snapshot, WorkspaceFacts,
};
use heard_model::fact::FactEvent;
use heard_model::{Position, WorkspaceId, fail_point};
use heard_store::{NewSegment, OutboxEntry, SegmentWrite, Store, StoreError};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::told::Told;

/// Hot rows that make a segment, where nothing else is said.
pub const ROWS_OF_A_SEGMENT: usize = 100_000;
/// The hot rows of all workspaces together are at most so many times those that make a segment.
const HOT_SEGMENTS: usize = 3;
/// Changes read from the outbox at a time.
const PAGE: usize = 1_024;
/// How long answers may gather before they are projected; keeps a busy server from projecting
/// one by one.
const GATHER: Duration = Duration::from_millis(15);
/// How long to wait after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// A workspace's facts have advanced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whose.
    pub workspace: WorkspaceId,
    /// To here.
    pub position: Position,
}

/// Why projecting failed.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The facts.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// What is stored beside a segment can't be read.
    #[error("what is stored beside segment {segment} cannot be read; run `heard rebuild`")]
    Meta {
        /// Which segment.
        segment: i64,
        /// Why not.
        #[source]
        error: serde_json::Error,
    },
    /// A stored label belongs to no known set.
    #[error("the dictionary names an unknown set `{0}`; run `heard rebuild`")]
    Dimension(String),
    /// A thread ended.
    #[error("a worker thread ended: {0}")]
    Thread(#[from] tokio::task::JoinError),
    /// A thread could not be started.
    #[error("a thread could not be started: {0}")]
    NoThread(#[from] std::io::Error),
    /// A thread of the background ended without a result.
    #[error("a thread of the background ended before its work was done")]
    Abandoned,
}

/// The facts of all workspaces, for questions, and the job that advances them. A cheap clone.
#[derive(Clone)]
pub struct Projector(Arc<Inner>);

struct Inner {
    store: Store,
    cache: Arc<ColumnCache>,
    facts: Mutex<HashMap<WorkspaceId, WorkspaceFacts>>,
    snapshots: RwLock<HashMap<WorkspaceId, Arc<Snapshot>>>,
    position: watch::Sender<Position>,
    progress: broadcast::Sender<Progress>,
    projecting: tokio::sync::Mutex<()>,
    /// Told when a segment was stored.
    stored: tokio::sync::Notify,
    keepers: Mutex<keep::Keepers>,
    repairs: Mutex<HashMap<WorkspaceId, Repair>>,
    segment_rows: usize,
}

/// Reads images of one workspace's segments for the kernel's threads.
struct StoredImages {
    store: Store,
    workspace: WorkspaceId,
}

impl SegmentBytes for StoredImages {
    fn load(&self, segment: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
        let image = self.store.segment_image_blocking(self.workspace, segment)?;
        Ok(image.map(Bytes::from))
    }

    fn load_ranges(
        &self,
        segment: i64,
        ranges: &[Range<usize>],
    ) -> Result<Option<Vec<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
        let found = self.store.segment_ranges_blocking(self.workspace, segment, ranges)?;
        Ok(found.map(|found| found.into_iter().map(Bytes::from).collect()))
    }
}

impl Projector {
    /// Loads what is stored of every workspace; `segment_rows` hot rows will make a segment. Nothing
    /// is projected before [`Self::run`] or [`Self::catch_up`].
    ///
    /// # Errors
    /// What the store says, or a dictionary that contradicts itself.
    pub async fn load(
        store: Store,
        cache: Arc<ColumnCache>,
        segment_rows: usize,
    ) -> Result<Self, ProjectError> {
        let (position, _) = watch::channel(Position::START);
        let (progress, _) = broadcast::channel(1_024);
        let inner = Inner {
            store,
            cache,
            facts: Mutex::default(),
            snapshots: RwLock::default(),
            position,
            progress,
            projecting: tokio::sync::Mutex::new(()),
            stored: tokio::sync::Notify::new(),
            keepers: Mutex::default(),
            repairs: Mutex::default(),
            segment_rows: segment_rows.max(1),
        };
        let projector = Self(Arc::new(inner));
        for workspace in projector.0.store.workspaces().list().await? {
            match projector.load_workspace(workspace.id).await {
                Err(error) if error.is_damage() => projector.load_anew(workspace.id, &error).await?,
                loaded => loaded?,
            }
        }
        Ok(projector)
    }

    /// The facts of a workspace as of now; empty for one without answers.
    pub fn snapshot(&self, workspace: WorkspaceId) -> Arc<Snapshot> {
        let snapshots = self.0.snapshots.read().unwrap_or_else(PoisonError::into_inner);
        snapshots.get(&workspace).cloned().unwrap_or_else(|| Arc::new(Snapshot::empty(workspace)))
    }

    /// Tells of every advance.
    pub fn progress(&self) -> broadcast::Receiver<Progress> {
        self.0.progress.subscribe()
    }

    /// Changes that are durable and not yet in the facts.
    pub fn lag(&self) -> i64 {
        let committed = self.0.store.committed().borrow().changes();
        (committed - self.0.position.borrow().changes()).max(0)
    }

    /// Waits until the facts hold a change. Returns at once if they do; gives up after `patience`
    /// and says whether they do.
    pub async fn wait_for(&self, seq: i64, patience: Duration) -> bool {
        let mut position = self.0.position.subscribe();
        let reached = position.wait_for(|position| position.covers(seq));
        tokio::time::timeout(patience, reached).await.is_ok_and(|reached| reached.is_ok())
    }

    /// Projects until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut committed = self.0.store.committed();
        let mut told = Told::new("projecting");
        while !stop.is_cancelled() {
            if !told.note(&self.advance().await.flatten()) {
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
            let position = self.0.position.borrow().clone();
            tokio::select! {
                () = stop.cancelled() => return,
                advanced = committed.wait_for(|committed| !position.includes(committed)) => {
                    if advanced.is_err() {
                        return;
                    }
                }
            }
            tokio::time::sleep(GATHER).await;
        }
    }

    /// Projects everything that is durable now. A segment that cannot be stored keeps nothing back:
    /// its rows stay where questions see them, and it is tried again with the next changes.
    ///
    /// # Errors
    /// What the store or the facts say when changes are read; what was projected before stays.
    pub async fn catch_up(&self) -> Result<(), ProjectError> {
        if let Err(error) = self.advance().await? {
            tracing::warn!(%error, "a segment could not be stored yet");
        }
        Ok(())
    }

    /// Projects everything that is durable now, and says whether all segments could be stored that were
    /// due.
    async fn advance(&self) -> Result<Result<(), ProjectError>, ProjectError> {
        let _only_one = self.0.projecting.lock().await;
        let mut stored = Ok(());
        loop {
            let committed = self.0.store.committed().borrow().clone();
            let position = self.0.position.borrow().clone();
            if position.includes(&committed) {
                return Ok(stored);
            }
            // Numbers that the outbox lacks are in stored segments.
            let mut pages = self.0.store.outbox_between(&position, &committed, PAGE);
            while let Some(changes) = pages.next().await? {
                fail_point("projection: outbox read");
                self.skip_what_is_stored().await?;
                let touched = self.apply(&changes.entries).await?;
                fail_point("projection: applied");
                self.0.position.send_replace(changes.reached.clone());
                // All are told before the first segment is stored. Nobody listening is no failure.
                for workspace in &touched {
                    let position = changes.reached.clone();
                    let _ = self.0.progress.send(Progress { workspace: *workspace, position });
                }
                for workspace in touched {
                    stored = stored.and(self.store_segments_above(workspace, self.0.segment_rows).await);
                }
                stored = stored.and(self.keep_hot_rows_few().await);
            }
        }
    }

    /// Many workspaces, each with few hot rows, have no more of them together than a few large ones.
    async fn keep_hot_rows_few(&self) -> Result<(), ProjectError> {
        while let Some(largest) = self.largest_of_too_many() {
            let before = self.hot_rows(largest);
            self.store_segments_above(largest, 1).await?;
            if self.hot_rows(largest) >= before {
                // Another process stores the segments of this workspace.
                return Ok(());
            }
        }
        Ok(())
    }

    /// The workspace with the most hot rows, if all together have too many.
    fn largest_of_too_many(&self) -> Option<WorkspaceId> {
        let all = self.facts();
        let rows: usize = all.values().map(WorkspaceFacts::hot_rows).sum();
        let largest = all.iter().max_by_key(|(_, facts)| facts.hot_rows());
        largest.filter(|_| rows > HOT_SEGMENTS * self.0.segment_rows).map(|(workspace, _)| *workspace)
    }

    /// Forgets a workspace's facts and projects them again from the truth. Until they are whole, no
    /// part of them is shown.
    ///
    /// # Errors
    /// What the store or the facts say.
    pub async fn rebuild(&self, workspace: WorkspaceId) -> Result<i64, ProjectError> {
        let changes = {
            let _only_one = self.0.projecting.lock().await;
            let changes = self.0.store.rebuild(workspace).await?;
            self.reload(workspace).await?;
            changes
        };
        self.catch_up().await?;
        Ok(changes)
    }

    async fn load_workspace(&self, workspace: WorkspaceId) -> Result<(), ProjectError> {
        let mut facts = self.stored_facts(workspace).await?;
        let watermark = facts.watermark().clone();
        self.publish(workspace, facts.snapshot());
        self.facts().insert(workspace, facts);
        // What the outbox still has of it comes again; other workspaces skip what they know.
        self.0.position.send_modify(|position| *position = position.common(&watermark));
        Ok(())
    }

    /// A workspace's facts as they are stored.
    async fn stored_facts(&self, workspace: WorkspaceId) -> Result<WorkspaceFacts, ProjectError> {
        let stored = self.0.store.projection(workspace).await?;
        let entries = stored.dictionary.into_iter().map(dictionary_entry).collect::<Result<Vec<_>, _>>()?;
        let dictionary = Dictionary::load(entries)?;
        let source: Arc<dyn SegmentBytes> = Arc::new(StoredImages { store: self.0.store.clone(), workspace });
        let segments = stored
            .segments
            .iter()
            .map(|segment| {
                let meta: SegmentMeta = serde_json::from_str(&segment.meta)
                    .map_err(|error| ProjectError::Meta { segment: segment.id, error })?;
                Ok(Arc::new(Segment::new(segment.id, meta, source.clone(), self.0.cache.clone())))
            })
            .collect::<Result<Vec<_>, ProjectError>>()?;
        Ok(WorkspaceFacts::load(workspace, dictionary, segments, stored.watermark))
    }

    /// Applies entries to their workspaces and shows the result; returns the workspaces.
    async fn apply(&self, entries: &[Arc<OutboxEntry>]) -> Result<Vec<WorkspaceId>, ProjectError> {
        let mut by_workspace: HashMap<WorkspaceId, Vec<FactEvent>> = HashMap::new();
        for entry in entries {
            by_workspace.entry(entry.workspace).or_default().extend(entry.events.iter().cloned());
        }
        for (workspace, events) in &by_workspace {
            if !self.facts().contains_key(workspace) {
                self.load_workspace(*workspace).await?;
            }
            let mut all = self.facts();
            let Some(facts) = all.get_mut(workspace) else { continue };
            let applied = facts.apply(events)?;
            if applied.attributes_left_out > 0 {
                tracing::warn!(
                    left_out = applied.attributes_left_out,
                    "attributes beyond the limit were left out"
                );
            }
            metrics::counter!("heard_fact_rows_total").increment(applied.rows as u64);
            self.publish(*workspace, facts.snapshot());
        }
        Ok(by_workspace.into_keys().collect())
    }

    /// Follows what other processes have stored: workspaces whose segments are not as they were
    /// are loaded anew, with what no segment holds yet.
    ///
    /// # Errors
    /// What the store or the facts say.
    pub async fn follow(&self) -> Result<(), ProjectError> {
        let _only_one = self.0.projecting.lock().await;
        for workspace in self.0.store.workspaces().list().await? {
            let stored = self.0.store.projection_marks(workspace.id).await?;
            let is_same = self.facts().get(&workspace.id).is_some_and(|facts| {
                *facts.stored() == stored.watermark
                    && facts.segments().map(|segment| segment.id()).collect::<BTreeSet<i64>>()
                        == stored.segments
            });
            if !is_same {
                self.reload(workspace.id).await?;
            }
        }
        Ok(())
    }

    /// Another process may have stored changes in segments, and trimmed them from the outbox,
    /// before this one has read them. To be asked after each reading of the outbox.
    async fn skip_what_is_stored(&self) -> Result<(), ProjectError> {
        for (workspace, stored) in self.0.store.foreign_watermarks().await? {
            let is_known =
                self.facts().get(&workspace).is_some_and(|facts| facts.watermark().includes(&stored));
            if !is_known {
                self.reload(workspace).await?;
            }
        }
        Ok(())
    }

    /// Loads a workspace and projects again what no segment holds, up to where everything is. What is
    /// shown of it stays as it was until then.
    async fn reload(&self, workspace: WorkspaceId) -> Result<(), ProjectError> {
        let mut facts = loop {
            match self.reloaded(workspace).await {
                // Another process has stored segments meanwhile.
                Err(ProjectError::Store(StoreError::Stale)) => {}
                reloaded => break reloaded?,
            }
        };
        self.publish(workspace, facts.snapshot());
        self.facts().insert(workspace, facts);
        Ok(())
    }

    async fn reloaded(&self, workspace: WorkspaceId) -> Result<WorkspaceFacts, ProjectError> {
        let mut facts = self.stored_facts(workspace).await?;
        let until = self.0.position.borrow().clone();
        let mut after = facts.watermark().clone();
        while !after.includes(&until) {
            let changes = self.0.store.outbox_of(workspace, &after, &until, PAGE).await?;
            let events: Vec<FactEvent> =
                changes.entries.iter().flat_map(|entry| entry.events.iter().cloned()).collect();
            facts.apply(&events)?;
            after = changes.reached;
            while facts.hot_rows() >= self.0.segment_rows && self.may_store(workspace).await? {
                let base = facts.stored().clone();
                let Some(cut) = facts.cut(self.0.segment_rows) else { break };
                let (cut, segment) = self.store_cut(workspace, base, cut).await?;
                facts.commit_cut(&cut, segment)?;
            }
        }
        Ok(facts)
    }

    /// Whether this process is the one that stores segments of a workspace.
    async fn may_store(&self, workspace: WorkspaceId) -> Result<bool, StoreError> {
        self.0.store.hold_segments(workspace).await
    }

    /// Stores segments while there are at least so many hot rows.
    async fn store_segments_above(&self, workspace: WorkspaceId, worth: usize) -> Result<(), ProjectError> {
        loop {
            if self.hot_rows(workspace) < worth || !self.may_store(workspace).await? {
                return Ok(());
            }
            let cut = {
                let mut all = self.facts();
                let Some(facts) = all.get_mut(&workspace) else { return Ok(()) };
                let base = facts.stored().clone();
                facts.cut(self.0.segment_rows).map(|cut| (base, cut))
            };
            let Some((base, cut)) = cut else { return Ok(()) };
            match self.store_cut(workspace, base, cut).await {
                // Another process was first.
                Err(ProjectError::Store(StoreError::Stale)) => self.reload(workspace).await?,
                stored => self.commit_cut(workspace, stored?)?,
            }
        }
    }

    /// Puts a stored segment in the place of its hot rows.
    fn commit_cut(
        &self,
        workspace: WorkspaceId,
        (cut, segment): (Cut, Option<Arc<Segment>>),
    ) -> Result<(), ProjectError> {
        let mut all = self.facts();
        if let Some(facts) = all.get_mut(&workspace) {
            facts.commit_cut(&cut, segment)?;
            self.publish(workspace, facts.snapshot());
        }
        self.0.stored.notify_one();
        Ok(())
    }

    fn hot_rows(&self, workspace: WorkspaceId) -> usize {
        self.facts().get(&workspace).map_or(0, WorkspaceFacts::hot_rows)
    }

    async fn store_cut(
        &self,
        workspace: WorkspaceId,
        base: Position,
        cut: Cut,
    ) -> Result<(Cut, Option<Arc<Segment>>), ProjectError> {
        let (cut, encoded) = tokio::task::spawn_blocking(move || {
            let encoded = cut.encode();
            (cut, encoded)
        })
        .await?;
        let encoded = encoded?;
        fail_point("segment: encoded");
        let write = SegmentWrite {
            add: encoded.as_ref().map(new_segment).transpose()?.into_iter().collect(),
            remove: Vec::new(),
            dictionary: cut.dictionary.iter().map(stored_entry).collect(),
            watermark: Some(cut.watermark.clone()),
            base: Some(base),
        };
        let ids = self.0.store.store_segments(workspace, write).await?;
        fail_point("segment: after commit");
        let source: Arc<dyn SegmentBytes> = Arc::new(StoredImages { store: self.0.store.clone(), workspace });
        let segment = encoded
            .zip(ids.first())
            .map(|(encoded, id)| Arc::new(Segment::new(*id, encoded.meta, source, self.0.cache.clone())));
        Ok((cut, segment))
    }

    fn publish(&self, workspace: WorkspaceId, snapshot: Snapshot) {
        let mut snapshots = self.0.snapshots.write().unwrap_or_else(PoisonError::into_inner);
        snapshots.insert(workspace, Arc::new(snapshot));
    }

    fn facts(&self) -> MutexGuard<'_, HashMap<WorkspaceId, WorkspaceFacts>> {
        self.0.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_segment(encoded: &EncodedSegment) -> Result<NewSegment, ProjectError> {
    let SegmentMeta { rows, range, .. } = &encoded.meta;
    Ok(NewSegment {
        image: encoded.bytes.as_ref().into(),
        rows: i64::from(*rows),
        first_day: range.min_day,
        last_day: range.max_day,
        reach: range.last.clone(),
        meta: serde_json::to_string(&encoded.meta)
            .map_err(|error| ProjectError::Meta { segment: 0, error })?,
    })
}

fn stored_entry(entry: &DictionaryEntry) -> heard_store::DictionaryEntry {
    heard_store::DictionaryEntry {
        dimension: entry.set.to_string(),
        code: entry.code,
        label: entry.label.clone(),
    }
}

fn dictionary_entry(entry: heard_store::DictionaryEntry) -> Result<DictionaryEntry, ProjectError> {
    let set = entry.dimension.parse().map_err(|_| ProjectError::Dimension(entry.dimension))?;
    Ok(DictionaryEntry { set, code: entry.code, label: entry.label })
}

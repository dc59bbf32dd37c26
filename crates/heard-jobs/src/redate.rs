//! Gives answers their civil day anew after a change of the time zone: each that lies on another day now
//! is changed in the order of acceptance, so that a number as of an earlier position stays what it was.
//!
//! An answer that was being judged while the zone was changed may have been accepted after it with its old
//! day, so a change is finished only when what was accepted in the minute after it has been looked at, too.
//! An answer that has its day already is not changed, so a job that was killed begins again.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use heard_model::day::day_number;
use heard_model::settings::Workspace;
use heard_model::{Clock, UnknownZone, WorkspaceId};
use heard_store::{Change, ChangeKind, Dated, Store, StoreError, SubmitError, ZoneChange};
use jiff::{SignedDuration, Span};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::told::Told;

/// The job's name in the store.
const JOB: &str = "redate";
/// How long the job is this process's without word from it.
const LEASE: Duration = Duration::from_secs(30);
/// How often to look for something to do.
const LOOK: Duration = Duration::from_secs(1);
/// How long after a change answers may come in that were judged before it.
const AFTERMATH: SignedDuration = SignedDuration::from_secs(60);
/// Responses read at a time.
const PAGE: u64 = 2_000;
/// Changes that are sent together, so that others get through.
const PART: usize = 64;
/// How long to wait where others fill the queue.
const WHEN_BUSY: Duration = Duration::from_millis(200);

/// Why answers could not be given their day.
#[derive(Debug, thiserror::Error)]
pub enum RedateError {
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the writer says.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// A zone of the workspace is not known.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
}

/// The job that gives answers their day.
pub struct Redating {
    store: Store,
    clock: Arc<dyn Clock>,
    /// The last change by which everything was looked at once.
    walked: Mutex<HashMap<WorkspaceId, Uuid>>,
}

impl Redating {
    /// A job.
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, walked: Mutex::default() }
    }

    /// Works until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut told = Told::new("giving answers their day in another time zone");
        while tokio::time::timeout(LOOK, stop.cancelled()).await.is_err() {
            tokio::select! {
                () = stop.cancelled() => return,
                worked = self.work() => { told.note(&worked); }
            }
        }
    }

    /// Does what is to be done now, unless another process does.
    ///
    /// # Errors
    /// What the store says; then it is begun again.
    pub async fn work(&self) -> Result<(), RedateError> {
        let unfinished = self.store.zone_changes().unfinished().await?;
        if unfinished.is_empty() || !self.store.hold(JOB, LEASE).await? {
            return Ok(());
        }
        let mut by_workspace: BTreeMap<WorkspaceId, Vec<ZoneChange>> = BTreeMap::new();
        for change in unfinished {
            by_workspace.entry(change.workspace).or_default().push(change);
        }
        for changes in by_workspace.values() {
            self.redate(changes).await?;
        }
        Ok(())
    }

    /// By changes of one workspace, all together: once at once, and once when nothing can come in any more
    /// that was judged before them.
    async fn redate(&self, changes: &[ZoneChange]) -> Result<(), RedateError> {
        let Some(last) = changes.last() else { return Ok(()) };
        let settled = last.at + AFTERMATH <= self.clock.now();
        if !settled && self.walked.lock().await.get(&last.workspace) == Some(&last.id) {
            return Ok(());
        }
        let Some(workspace) = self.store.workspaces().get(last.workspace).await? else { return Ok(()) };
        let first = changes.iter().map(|change| change.from).min().unwrap_or(last.from);
        // Zones lie less than two days apart.
        let from = workspace.settings.zones().start_of(first.saturating_sub(Span::new().days(2)))?;
        let mut after = None;
        loop {
            let page = self.store.responses().dated(workspace.id, from, after, PAGE).await?;
            let Some(end) = page.last() else { break };
            after = Some(end.place);
            for part in self.to_move(&workspace, &page)?.chunks(PART) {
                let moved = self.send(part).await?;
                self.store.zone_changes().note(last.id, moved).await?;
            }
            self.store.hold(JOB, LEASE).await?;
        }
        self.walked.lock().await.insert(last.workspace, last.id);
        if settled {
            let ids: Vec<Uuid> = changes.iter().map(|change| change.id).collect();
            self.store.zone_changes().finish(&ids).await?;
        }
        Ok(())
    }

    /// Those of a page that lie on another day now.
    fn to_move(&self, workspace: &Workspace, page: &[Dated]) -> Result<Vec<Change>, UnknownZone> {
        let zones = workspace.settings.zones();
        let mut changes = Vec::new();
        for dated in page {
            let (zone, day) = zones.day_at(dated.answered_at)?;
            if day_number(day) != dated.day {
                changes.push(Change {
                    workspace: workspace.id,
                    response: dated.id,
                    at: self.clock.now(),
                    kind: ChangeKind::Redate { zone: zone.to_owned(), day: day_number(day) },
                });
            }
        }
        Ok(changes)
    }

    /// How many were moved.
    async fn send(&self, changes: &[Change]) -> Result<u64, RedateError> {
        let mut moved = 0;
        for outcome in join_all(changes.iter().map(|change| self.send_one(change))).await {
            moved += u64::from(outcome?);
        }
        Ok(moved)
    }

    /// Whether anything has changed. Waits for as long as others fill the queue.
    async fn send_one(&self, change: &Change) -> Result<bool, SubmitError> {
        loop {
            match self.store.change(change.clone()).await {
                Err(SubmitError::Busy) => tokio::time::sleep(WHEN_BUSY).await,
                outcome => return Ok(outcome?.changed),
            }
        }
    }
}

//! What is new, told to open pages: facts advanced, a case changed.
//!
//! Whoever projects facts or changes cases tells the hub; every open page has a subscription.
//! A slow page loses notices, never slows the others: each notice only says "look again".

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use heard_model::position::seq_of;
use heard_model::{CaseId, Position, UnitId, WorkspaceId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, watch};

use crate::problem::Problem;

/// The most pages that listen at once.
const LISTENERS: usize = 2_000;
/// Notices of cases that a slow page may be behind.
const CASE_BACKLOG: usize = 64;

/// A case that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseNotice {
    /// Which.
    pub case: CaseId,
    /// Whose; only pages that reach it are told.
    pub unit: UnitId,
}

/// Tells open pages what is new; a cheap clone.
#[derive(Clone, Debug)]
pub struct LiveHub {
    channels: Arc<Mutex<HashMap<WorkspaceId, Channel>>>,
    places: Arc<Semaphore>,
}

#[derive(Debug)]
struct Channel {
    facts: watch::Sender<Position>,
    cases: broadcast::Sender<CaseNotice>,
}

impl Default for Channel {
    fn default() -> Self {
        Self { facts: watch::Sender::new(Position::START), cases: broadcast::Sender::new(CASE_BACKLOG) }
    }
}

impl Default for LiveHub {
    fn default() -> Self {
        Self { channels: Arc::default(), places: Arc::new(Semaphore::new(LISTENERS)) }
    }
}

/// What one open page hears.
#[derive(Debug)]
pub struct Subscription {
    /// Up to where facts are visible.
    pub facts: watch::Receiver<Position>,
    /// Cases that changed.
    pub cases: broadcast::Receiver<CaseNotice>,
    _place: OwnedSemaphorePermit,
}

impl LiveHub {
    /// Facts up to `position` are visible; never goes back.
    pub fn facts_advanced(&self, workspace: WorkspaceId, position: &Position) {
        self.with(workspace, |channel| {
            channel.facts.send_if_modified(|known| {
                let newer = !known.includes(position);
                known.extend(position);
                newer
            });
        });
    }

    /// A case was opened or changed.
    pub fn case_changed(&self, workspace: WorkspaceId, case: CaseId, unit: UnitId) {
        self.with(workspace, |channel| {
            // Nobody listening is no fault.
            let _ = channel.cases.send(CaseNotice { case, unit });
        });
    }

    /// Listens to a workspace.
    pub fn subscribe(&self, workspace: WorkspaceId) -> Result<Subscription, Problem> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Problem::unavailable("too many pages are listening", 30))?;
        Ok(self.with(workspace, |channel| Subscription {
            facts: channel.facts.subscribe(),
            cases: channel.cases.subscribe(),
            _place: place,
        }))
    }

    fn with<T>(&self, workspace: WorkspaceId, work: impl FnOnce(&Channel) -> T) -> T {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        work(channels.entry(workspace).or_default())
    }
}

/// The position that a page is told: exact, or in steps of `step` answers for those from whom
/// small groups are hidden, so that no single answer shows by its moment.
pub fn told_position(position: &Position, step: i64) -> Position {
    let mut told = Position::START;
    for (lane, number) in position.lanes() {
        told.advance(seq_of(lane, number - number.rem_euclid(step.max(1))));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn workspace(id: u128) -> WorkspaceId {
        WorkspaceId(Uuid::from_u128(id))
    }

    #[tokio::test]
    async fn pages_hear_of_their_own_workspace_only() {
        let hub = LiveHub::default();
        let mut ours = hub.subscribe(workspace(1)).unwrap();
        let mut theirs = hub.subscribe(workspace(2)).unwrap();
        hub.facts_advanced(workspace(1), &Position::after(7));
        hub.facts_advanced(workspace(1), &Position::after(5));
        hub.case_changed(workspace(1), CaseId(Uuid::nil()), UnitId(Uuid::nil()));
        assert!(ours.facts.has_changed().unwrap());
        assert_eq!(*ours.facts.borrow_and_update(), Position::after(7));
        assert!(ours.cases.try_recv().is_ok());
        assert!(!theirs.facts.has_changed().unwrap());
        assert!(theirs.cases.try_recv().is_err());
    }

    #[test]
    fn steps_hide_single_answers() {
        let told = |text: &str, step| told_position(&text.parse().unwrap(), step).to_string();
        assert_eq!(["9", "10", "11", "14"].map(|text| told(text, 5)), ["5", "10", "10", "10"]);
        assert_eq!((told("9", 1).as_str(), told("9.4.7", 5).as_str()), ("9", "5.0.5"));
    }
}

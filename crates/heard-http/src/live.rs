//! What is new, told to open pages: facts advanced, a case changed.
//!
//! Whoever projects facts or changes cases tells the hub; every open page has a subscription.
//! A slow page loses notices, never slows the others: each notice only says "look again".

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use heard_model::position::seq_of;
use heard_model::{CaseId, Position, UnitId, WorkspaceId};
use tokio::sync::{broadcast, watch};

use crate::problem::{Problem, ProblemKind};

/// Pages that may listen at once, where nothing else is said.
const PAGES: usize = 4_000;
/// Pages that one person or key may have open.
pub const PAGES_OF_ONE: usize = 50;
/// Notices of cases that a slow page may be behind.
const CASE_BACKLOG: usize = 64;
/// Seconds until it is worth asking again for a place.
const RETRY_AFTER: u64 = 30;

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
    listening: Arc<Mutex<Listening>>,
    pages: usize,
}

#[derive(Debug, Default)]
struct Listening {
    channels: HashMap<WorkspaceId, Channel>,
    /// Open pages of each person and key.
    callers: HashMap<u128, usize>,
    pages: usize,
}

#[derive(Debug)]
struct Channel {
    facts: watch::Sender<Position>,
    cases: broadcast::Sender<CaseNotice>,
    pages: usize,
}

impl Default for Channel {
    fn default() -> Self {
        let (facts, cases) = (watch::Sender::new(Position::START), broadcast::Sender::new(CASE_BACKLOG));
        Self { facts, cases, pages: 0 }
    }
}

impl Default for LiveHub {
    fn default() -> Self {
        Self::new(PAGES)
    }
}

/// What one open page hears.
#[derive(Debug)]
pub struct Subscription {
    /// Up to where facts are visible.
    pub facts: watch::Receiver<Position>,
    /// Cases that changed.
    pub cases: broadcast::Receiver<CaseNotice>,
    /// How many pages of the workspace were open before this one.
    pub place: usize,
    _open: OpenPage,
}

/// A page is counted as long as this lives.
#[derive(Debug)]
struct OpenPage {
    listening: Arc<Mutex<Listening>>,
    workspace: WorkspaceId,
    caller: Option<u128>,
}

impl Drop for OpenPage {
    fn drop(&mut self) {
        let mut listening = lock(&self.listening);
        listening.pages -= 1;
        if let Some(channel) = listening.channels.get_mut(&self.workspace) {
            channel.pages -= 1;
        }
        if let Some(caller) = self.caller
            && let Some(pages) = listening.callers.get_mut(&caller)
        {
            *pages -= 1;
            if *pages == 0 {
                listening.callers.remove(&caller);
            }
        }
    }
}

impl LiveHub {
    /// A hub for so many pages at once.
    pub fn new(pages: usize) -> Self {
        Self { listening: Arc::default(), pages }
    }

    /// Facts up to `position` are visible; never goes back.
    pub fn facts_advanced(&self, workspace: WorkspaceId, position: &Position) {
        let mut listening = lock(&self.listening);
        let channel = listening.channels.entry(workspace).or_default();
        channel.facts.send_if_modified(|known| {
            let newer = !known.includes(position);
            known.extend(position);
            newer
        });
    }

    /// A case was opened or changed.
    pub fn case_changed(&self, workspace: WorkspaceId, case: CaseId, unit: UnitId) {
        let mut listening = lock(&self.listening);
        // Nobody listening is no fault.
        let _ = listening.channels.entry(workspace).or_default().cases.send(CaseNotice { case, unit });
    }

    /// Listens to a workspace, as a person or key.
    ///
    /// # Errors
    /// Where the caller has too many pages open; where all places are taken. A workspace may have as
    /// many as are left, so one alone gets half of them and there are always some for others.
    pub fn subscribe(&self, workspace: WorkspaceId, caller: Option<u128>) -> Result<Subscription, Problem> {
        let mut listening = lock(&self.listening);
        let of_caller = caller.and_then(|caller| listening.callers.get(&caller)).copied().unwrap_or(0);
        if of_caller >= PAGES_OF_ONE {
            let detail = format!("{PAGES_OF_ONE} pages of yours listen already; close one of them");
            return Err(Problem {
                retry_after: Some(RETRY_AFTER),
                ..Problem::new(ProblemKind::TooManyRequests, detail)
            });
        }
        let free = self.pages.saturating_sub(listening.pages);
        let channel = listening.channels.entry(workspace).or_default();
        if channel.pages >= free {
            return Err(Problem::unavailable(
                "too many pages are listening; this one shows what is new when it is opened again",
                RETRY_AFTER,
            ));
        }
        let (facts, cases, place) = (channel.facts.subscribe(), channel.cases.subscribe(), channel.pages);
        channel.pages += 1;
        listening.pages += 1;
        if let Some(caller) = caller {
            *listening.callers.entry(caller).or_default() += 1;
        }
        let open = OpenPage { listening: Arc::clone(&self.listening), workspace, caller };
        Ok(Subscription { facts, cases, place, _open: open })
    }

    /// Pages that listen now.
    pub fn pages(&self) -> usize {
        lock(&self.listening).pages
    }
}

fn lock(listening: &Mutex<Listening>) -> MutexGuard<'_, Listening> {
    listening.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut ours = hub.subscribe(workspace(1), None).unwrap();
        let mut theirs = hub.subscribe(workspace(2), None).unwrap();
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
    fn pages_are_counted_by_caller_workspace_and_all_together() {
        let hub = LiveHub::new(8);
        let mut open: Vec<_> = (0..4).map(|_| hub.subscribe(workspace(1), None).unwrap()).collect();
        assert_eq!(open.iter().map(|page| page.place).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(hub.subscribe(workspace(1), None).unwrap_err().kind, ProblemKind::Unavailable);
        open.push(hub.subscribe(workspace(2), None).expect("others find a place"));
        drop(open);
        assert_eq!(hub.pages(), 0);

        let hub = LiveHub::default();
        let open: Vec<_> = (0..PAGES_OF_ONE).map(|_| hub.subscribe(workspace(1), Some(1)).unwrap()).collect();
        let refusal = hub.subscribe(workspace(1), Some(1)).unwrap_err();
        assert_eq!((refusal.kind, refusal.retry_after), (ProblemKind::TooManyRequests, Some(RETRY_AFTER)));
        assert!(hub.subscribe(workspace(1), Some(2)).is_ok());
        drop(open);
        assert!(hub.subscribe(workspace(1), Some(1)).is_ok());
    }

    #[test]
    fn steps_hide_single_answers() {
        let told = |text: &str, step| told_position(&text.parse().unwrap(), step).to_string();
        assert_eq!(["9", "10", "11", "14"].map(|text| told(text, 5)), ["5", "10", "10", "10"]);
        assert_eq!((told("9", 1).as_str(), told("9.4.7", 5).as_str()), ("9", "5.0.5"));
    }
}

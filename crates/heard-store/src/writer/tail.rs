//! The last changes in memory, so that those who follow closely need not read them back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use heard_model::fact::FactEvent;
use heard_model::{ResponseId, WorkspaceId};

/// How many changes are kept.
const KEPT: usize = 4_096;

/// A change in the order of acceptance: what it does to the facts, and what was said in words.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxEntry {
    /// Its number.
    pub seq: i64,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The response that was accepted or changed.
    pub response: ResponseId,
    /// Whether a response was accepted by it; else one was corrected or withdrawn.
    pub accepted: bool,
    /// What it does to the facts.
    pub events: Vec<FactEvent>,
    /// Answers in words, by question; for alerts. Empty for changes, and after an erasure.
    pub words: Vec<(String, String)>,
}

/// The last changes, oldest first, without gaps.
#[derive(Default)]
pub(crate) struct Tail(Mutex<VecDeque<Arc<OutboxEntry>>>);

impl Tail {
    /// Adds the changes of a commit.
    pub(crate) fn extend(&self, entries: Vec<Arc<OutboxEntry>>) {
        let mut tail = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(last), Some(first)) = (tail.back(), entries.first())
            && last.seq + 1 != first.seq
        {
            tail.clear();
        }
        tail.extend(entries);
        let excess = tail.len().saturating_sub(KEPT);
        tail.drain(..excess);
    }

    /// The changes after a number up to another, if all of them are here.
    pub(crate) fn between(&self, after: i64, until: i64, limit: usize) -> Option<Vec<Arc<OutboxEntry>>> {
        let tail = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.back()?.seq < until {
            return None;
        }
        let skip = usize::try_from(after + 1 - tail.front()?.seq).ok()?;
        let asked = tail.iter().skip(skip).take_while(|entry| entry.seq <= until);
        Some(asked.take(limit).cloned().collect())
    }

    /// Forgets everything; after an erasure.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use heard_model::{ResponseId, WorkspaceId};
    use uuid::Uuid;

    use super::*;

    fn entry(seq: i64) -> Arc<OutboxEntry> {
        Arc::new(OutboxEntry {
            seq,
            workspace: WorkspaceId(Uuid::nil()),
            response: ResponseId(Uuid::nil()),
            accepted: true,
            events: Vec::new(),
            words: Vec::new(),
        })
    }

    fn numbers(tail: &Tail, after: i64) -> Option<Vec<i64>> {
        let last = tail.0.lock().unwrap().back().map_or(0, |entry| entry.seq);
        assert_eq!(tail.between(after, last + 1, 3), None, "what is not here yet is not given");
        tail.between(after, last, 3).map(|entries| entries.iter().map(|entry| entry.seq).collect())
    }

    #[test]
    fn gives_what_it_has_without_gaps_and_nothing_else() {
        let tail = Tail::default();
        assert_eq!(numbers(&tail, 0), None);
        tail.extend((5..9).map(entry).collect());
        assert_eq!(numbers(&tail, 3), None, "number 4 is not here");
        assert_eq!(numbers(&tail, 4), Some(vec![5, 6, 7]));
        assert_eq!(numbers(&tail, 8), Some(vec![]));
        tail.extend((20..22).map(entry).collect());
        assert_eq!(numbers(&tail, 8), None, "a gap empties it");
        assert_eq!(numbers(&tail, 19), Some(vec![20, 21]));
        tail.extend((22..22 + KEPT as i64).map(entry).collect());
        assert_eq!(numbers(&tail, 19), None);
        assert_eq!(numbers(&tail, 21), Some(vec![22, 23, 24]));
    }
}

//! Whether connections can be taken, and how long what comes over them waits until somebody looks at it.
//! Whoever listens tells it here, and `/readyz` tells the operator, who may still ask by a connection that is
//! open already.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What those who listen for connections say of them.
#[derive(Debug, Default)]
pub struct Entrance {
    trouble: Mutex<Option<String>>,
    turn: Mutex<Option<Turn>>,
}

/// When something had its turn last, and when the next one is due.
#[derive(Clone, Copy, Debug)]
struct Turn {
    waited: Duration,
    next: Instant,
}

impl Entrance {
    /// A connection could not be taken; `true` if that is new.
    pub fn close(&self, reason: String) -> bool {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.replace(reason).is_none()
    }

    /// Connections can be taken again.
    pub fn open(&self) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Why no connection can be taken now.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Something that was ready has waited so long for its turn; the next will be ready at `next`.
    pub fn note_turn(&self, waited: Duration, next: Instant) {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = Some(Turn { waited, next });
    }

    /// How long what is ready waits for its turn: as long as the last that had it, or as the one that is
    /// waiting now.
    pub fn wait(&self) -> Duration {
        let turn = *self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        turn.map_or(Duration::ZERO, |turn| turn.waited.max(turn.next.elapsed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_now_counts_as_well_as_who_has_waited() {
        let entrance = Entrance::default();
        assert_eq!(entrance.wait(), Duration::ZERO, "nobody measures it");
        let now = Instant::now();
        let (short, long) = (Duration::from_millis(2), Duration::from_secs(3));
        entrance.note_turn(short, now + long);
        assert_eq!(entrance.wait(), short);
        entrance.note_turn(short, now.checked_sub(long).unwrap());
        assert!(entrance.wait() >= long);
    }
}

//! Whether connections can be taken, and how long what comes over them waits until somebody looks at it.
//! Whoever listens tells it here, and `/readyz` tells the operator, who may still ask by a connection that is
//! open already.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What those who listen for connections say of them.
#[derive(Debug, Default)]
pub struct Entrance {
    trouble: Mutex<Option<String>>,
    turn: Mutex<Turn>,
}

/// How long a sign over a connection has waited until it was seen, and since when one waits.
#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    last: Duration,
    waits_since: Option<Instant>,
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

    /// A sign is sent over a connection; `false` if an earlier one still waits, and none is to be sent.
    pub fn sign_sent(&self) -> bool {
        let mut turn = self.turn();
        if turn.waits_since.is_some() {
            return false;
        }
        turn.waits_since = Some(Instant::now());
        true
    }

    /// The sign is seen by those who serve connections.
    pub fn sign_seen(&self) {
        let mut turn = self.turn();
        if let Some(since) = turn.waits_since.take() {
            turn.last = since.elapsed();
        }
    }

    /// How long what comes over a connection waits until it is seen: as long as the last sign, or as the one
    /// that waits now. Nothing where no signs are sent.
    pub fn wait(&self) -> Duration {
        let turn = *self.turn();
        turn.waits_since.map_or(turn.last, |since| since.elapsed().max(turn.last))
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_that_waits_counts_as_well_as_the_last() {
        let entrance = Entrance::default();
        assert_eq!(entrance.wait(), Duration::ZERO, "no sign was sent");
        let pause = Duration::from_millis(20);
        assert!(entrance.sign_sent());
        std::thread::sleep(pause);
        assert!(!entrance.sign_sent(), "one at a time");
        assert!(entrance.wait() >= pause);
        entrance.sign_seen();
        assert!(entrance.wait() >= pause);
        assert!(entrance.sign_sent());
        entrance.sign_seen();
        assert!(entrance.wait() < pause);
    }
}

//! Long reads of a SQLite file. While one goes on, its write-ahead log can't be cut, and whoever
//! tried would keep every answer waiting; so what needs the log cut asks here first. What an erasure
//! could not write over is owed until the last long read ends.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as TurnLock, MutexGuard, OwnedRwLockReadGuard, RwLock, RwLockWriteGuard};

use crate::erasure::Needles;

/// Who reads for long, and what is owed when they end.
pub(crate) struct Pins {
    readers: Arc<RwLock<()>>,
    /// Whoever cuts the log takes this first, so that only a long read can be in the way.
    turn: TurnLock<()>,
    /// Whether erasures may be unfinished; so at the beginning, for a process may have been killed.
    is_owing: AtomicBool,
    /// What they said, as far as it is known.
    owed: Mutex<Option<Needles>>,
}

impl Default for Pins {
    fn default() -> Self {
        Self {
            readers: Arc::default(),
            turn: TurnLock::default(),
            is_owing: AtomicBool::new(true),
            owed: Mutex::default(),
        }
    }
}

/// Held by a long read.
pub(crate) type Pin = OwnedRwLockReadGuard<()>;

/// Held while the log is cut: no long read begins meanwhile.
pub(crate) struct Cut<'a> {
    _turn: MutexGuard<'a, ()>,
    _readers: RwLockWriteGuard<'a, ()>,
}

impl Pins {
    /// Begins a long read; waits while the log is being cut.
    pub(crate) async fn pin(&self) -> Pin {
        self.readers.clone().read_owned().await
    }

    /// Leave to cut the log; `None` during a long read.
    pub(crate) async fn cut(&self) -> Option<Cut<'_>> {
        let turn = self.turn.lock().await;
        Some(Cut { _turn: turn, _readers: self.readers.try_write().ok()? })
    }

    /// Leave to cut the log now; `None` during a long read, and while somebody else cuts it.
    pub(crate) fn try_cut(&self) -> Option<Cut<'_>> {
        let turn = self.turn.try_lock().ok()?;
        Some(Cut { _turn: turn, _readers: self.readers.try_write().ok()? })
    }

    /// Remembers what is to be written over later.
    pub(crate) fn owe(&self, needles: Needles) {
        let mut owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner);
        owed.get_or_insert_default().extend(needles);
        self.is_owing.store(true, Ordering::Release);
    }

    /// Whether something is to be written over and can be now.
    pub(crate) fn is_due(&self) -> bool {
        self.is_owing.load(Ordering::Acquire) && self.try_cut().is_some()
    }

    /// What is to be written over now, as far as it is known.
    pub(crate) fn take_owed(&self) -> Option<Needles> {
        let mut owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_owing.store(false, Ordering::Release);
        owed.take()
    }
}

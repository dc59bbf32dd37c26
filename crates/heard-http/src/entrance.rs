//! Whether connections can be taken. Whoever listens tells it here, and `/readyz` tells the operator,
//! who may still ask by a connection that is open already.

use std::sync::{Mutex, PoisonError};

/// What those who listen for connections say of it.
#[derive(Debug, Default)]
pub struct Entrance(Mutex<Option<String>>);

impl Entrance {
    /// A connection could not be taken; `true` if that is new.
    pub fn close(&self, reason: String) -> bool {
        let mut trouble = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.replace(reason).is_none()
    }

    /// Connections can be taken again.
    pub fn open(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Why no connection can be taken now.
    pub fn trouble(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

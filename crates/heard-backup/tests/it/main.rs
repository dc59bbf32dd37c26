//! Backups of a small company, through the doors of the store and of the folder.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod damage;
mod erased;
mod incremental;
mod keys;
mod restoring;
mod support;

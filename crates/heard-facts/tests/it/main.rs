//! The facts through their door: events in, columns out.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on should fail")]

mod damage;
mod dictionary;
mod events;
mod fixture;
mod plain;
mod segment;
mod workspace;

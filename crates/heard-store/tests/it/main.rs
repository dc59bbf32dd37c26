//! The store through its public door, on a folder of its own for each test.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod change;
mod closed_loop;
mod embedded;
mod erasure;
mod isolation;
mod objects;
mod open;
mod people;
mod projection;
mod responses;
mod restoring;
mod shared_database;
mod submit;
mod support;

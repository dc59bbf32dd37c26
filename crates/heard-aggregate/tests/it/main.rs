//! Questions through the door: a snapshot in, sums and measures out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail")]

mod answer;
mod demo;
mod kernel;

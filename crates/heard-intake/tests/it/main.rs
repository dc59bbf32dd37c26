//! What comes in from outside, and what becomes of it.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test's helpers fail the test")]

mod answers;
mod bodies;
mod context;
mod definitions;
mod files;
mod forms;
mod hostile;
mod real_files;
mod support;
mod templates;

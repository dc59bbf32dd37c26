//! The door as its users meet it: requests in, answers out, on a store in a temporary folder.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod calls;
mod contract;
mod door;
mod facts;
mod hostile;
mod idempotency;
mod isolation;
mod jumping_clock;
mod limits;
mod live;
mod overload;
mod policy;
mod respondent;
mod sessions;
mod story;

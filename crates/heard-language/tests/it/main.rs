//! The catalogue is whole in every language, and numbers and dates are those of `golden.json`.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod catalogue;
mod golden;

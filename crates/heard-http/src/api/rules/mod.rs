//! Rules: when an answer opens a case.

pub mod change;
pub mod create;
pub mod delete;
pub mod list;

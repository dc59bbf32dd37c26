//! An answer and a rule become an alert, and the alert a case with a deadline.
//!
//! Pure: [`matches()`] says whether a rule opens a case for a response,
//! [`apply`] what a person's command does to a case. The alert job and the API
//! call these and store what comes out.

pub mod change;
pub mod rule;

pub use change::{CaseError, apply};
pub use rule::{Candidate, RuleProblem, Trigger, check_rule, due_at, matches};

//! A question over columns becomes sufficient statistics, and those become a metric with its
//! interval.
//!
//! [`kernel`] sums: it counts the rows of a [`heard_facts::Snapshot`] that a question is about
//! into signed histograms, by period and by group, and knows nothing of metrics.
//!
//! [`answer()`] is what every surface calls. A question's way: it is compiled to codes (`plan`,
//! `filter`), time is cut (`time`, [`periods`]), the kernel sums, the metric's one finishing
//! function ([`definitions()`] lists them) makes a number with its interval of every cell
//! (`metrics`), the earlier period is compared by the metric's own test, and last of all small
//! groups are hidden (`suppression`). [`findings()`] asks many such questions and reports what
//! stands out.

mod answer;
mod arrived;
mod cell;
mod comparison;
mod context;
mod definitions;
mod error;
mod filter;
mod findings;
pub mod kernel;
mod metrics;
pub mod periods;
mod plan;
mod solar_hijri;
mod suppression;
mod table;
mod time;

pub use answer::answer;
pub use context::AnswerContext;
pub use definitions::{definition, definitions, metric_name};
pub use error::{MAX_DIMENSIONS, MAX_FILTER_CONDITIONS, MAX_GROUPS, QuestionError};
pub use findings::findings;
pub use table::{Table, TableCell, table};

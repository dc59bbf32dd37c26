//! A question over columns becomes sufficient statistics, and those become a metric with its
//! interval.
//!
//! [`kernel`] sums: it counts the rows of a [`heard_facts::Snapshot`] that a question is about
//! into signed histograms, by period and by group, and knows nothing of metrics.

pub mod kernel;

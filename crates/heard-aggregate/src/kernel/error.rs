//! What can go wrong while summing.

use heard_facts::{Column, FactsError};

use super::question::MAX_AXES;

/// An error of the kernel.
#[derive(Debug, thiserror::Error)]
pub enum KernelError {
    /// The facts could not be read.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// Too many axes.
    #[error("a question groups by at most {MAX_AXES} dimensions, not {axes}")]
    TooManyAxes {
        /// How many were asked for.
        axes: usize,
    },
    /// Periods that are no periods.
    #[error("the boundaries of the periods must ascend, and there must be none or at least two")]
    Periods,
    /// A column without codes.
    #[error("column {column} has no codes to group or filter by")]
    NotCoded {
        /// The column.
        column: Column,
    },
    /// More possible groups than can be numbered.
    #[error("the question has more possible groups than can be counted; ask for fewer dimensions")]
    TooManyGroups,
    /// A thread of the kernel ended before its work was done.
    #[error("a thread that was summing ended early")]
    ThreadLost,
}

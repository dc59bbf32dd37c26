//! Sufficient statistics become estimates: pure functions without input or output.
//!
//! Engines only sum. [`ScoreHistogram`] holds the sums of scored answers; the modules, one method
//! each, finish an estimate from them. Nothing answered gives `None`, never a number that is none
//! (`NaN`).

pub mod histogram;

pub use histogram::{ScoreHistogram, WeightedSums};

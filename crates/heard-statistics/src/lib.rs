//! Sufficient statistics become estimates: pure functions without input or output.
//!
//! Engines only sum. [`ScoreHistogram`] holds the sums of scored answers; the modules, one method
//! each, finish an estimate from them. Three rules hold everywhere:
//!
//! - Nothing answered gives `None`, never a number that is none (`NaN`).
//! - Sums with negative counts (more taken back than was ever added) give `None` too.
//! - A weighted estimate with all weights equal is the unweighted one.

pub mod cluster;
pub mod estimate;
pub mod histogram;
pub mod homogeneity;
pub mod index;
pub mod mean;
pub mod moments;
pub mod multiple;
pub mod normal;
pub mod nps;
pub mod share;
pub mod student;
pub mod superiority;
pub mod suppress;
pub mod suppress_table;
pub mod weighting;

pub use cluster::ClusterSums;
pub use estimate::{DEFAULT_LEVEL, Difference, Estimate, FEW_ANSWERS, Interval, is_few};
pub use histogram::{ScoreHistogram, WeightedSums};
pub use moments::Moments;
pub use nps::NpsCounts;
pub use share::Share;

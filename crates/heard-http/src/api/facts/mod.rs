//! The facts as files that other engines read: plain Parquet, and a codebook that explains it.

mod archive;
mod codebook;
pub mod export;
mod readme;
mod sql;

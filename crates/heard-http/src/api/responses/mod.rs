//! What was answered: sending, reading, exporting.

pub mod batch;
pub mod export;
pub mod filter;
pub mod list;
pub mod read;
pub mod submit;
pub mod view;

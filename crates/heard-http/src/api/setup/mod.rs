//! The first owner of a fresh Heard.

pub mod begin;
pub mod status;

//! Oneself.

pub mod change;

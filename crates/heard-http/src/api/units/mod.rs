//! The tree of units.

pub mod add;
pub mod change;
pub mod list;

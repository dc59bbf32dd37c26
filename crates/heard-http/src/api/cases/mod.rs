//! Cases of the closed loop.

pub mod change;
pub mod list;
pub mod open;
pub mod read;
pub mod summary;
pub mod view;

//! People who log in.

pub mod change;
pub mod list;

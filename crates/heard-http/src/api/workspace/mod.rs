//! The company and its settings.

pub mod change;
pub mod read;
pub mod zones;

//! Numbers.

pub mod ask;
pub mod definitions;
pub mod dimensions;
pub mod events;
pub mod export;
pub mod findings;
pub mod query;

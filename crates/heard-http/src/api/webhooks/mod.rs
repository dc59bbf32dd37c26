//! Where the workspace's events are sent to.

pub mod create;
pub mod delete;
pub mod list;

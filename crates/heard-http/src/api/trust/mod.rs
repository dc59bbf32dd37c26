//! Erasure and the audit log.

pub mod audit_log;
pub mod contacts;
pub mod erase;

//! The commands, one file each.

pub mod backup;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod export_facts;
pub mod import;
pub mod migrate;
pub mod openapi;
pub mod query;
pub mod rebuild;
pub mod restore;
pub mod serve;

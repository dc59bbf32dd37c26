//! The whole program as its users meet it: a real process, a real folder, real requests.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests stop where something is missing"
)]

mod backup;
mod demo;
mod erase;
mod export_facts;
mod faults;
mod hostile;
mod kill;
mod ledger;
mod real_files;
mod server;
mod shared_database;
mod silence;

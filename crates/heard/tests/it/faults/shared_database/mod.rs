//! Faults of a PostgreSQL database, of the way to it, and of processes that share it.

mod cluster;
mod cut_off;
mod disk_full;
mod frozen;
mod proxy;

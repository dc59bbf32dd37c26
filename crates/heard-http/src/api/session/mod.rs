//! Log-in, log-out, and who I am.

pub mod begin;
pub mod current;
pub mod end;
pub mod view;

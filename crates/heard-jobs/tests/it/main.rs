//! The jobs over a real store: projecting, opening cases, sending.

#![expect(clippy::panic, clippy::unwrap_used, reason = "tests stop where something is missing")]

mod company;
mod deliver;
mod differential;
mod project;
mod redate;

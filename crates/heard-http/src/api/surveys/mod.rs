//! What is asked.

pub mod close;
pub mod context;
pub mod create;
pub mod draft;
mod given;
pub mod list;
pub mod publish;
pub mod qr;
pub mod read;
pub mod templates;
pub mod view;

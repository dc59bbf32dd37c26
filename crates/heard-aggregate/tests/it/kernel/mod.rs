//! The kernel against a plain evaluator, its laws, and what it keeps and leaves alone.

mod facts;
mod keeping;
mod laws;
mod questions;
mod reference;

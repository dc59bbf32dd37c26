//! The catalogue is whole in every language, and numbers and dates are those of `golden.json`.

mod catalogue;
mod golden;

//! Work behind the pages: one file for each job.
//!
//! [`project`] turns accepted answers into facts that questions can read at once; [`alert`]
//! opens cases by rule; [`deliver`] sends mail and webhooks until they arrive or are given up;
//! [`redate`] gives answers their day anew after a change of the time zone.
//! Each job follows the truth with a position of its own and may be killed at any instant.

pub mod alert;
mod background;
pub mod deliver;
pub mod project;
pub mod redate;
mod told;

pub use background::give_way;
pub use project::{KeptSnapshot, Progress, Projector};

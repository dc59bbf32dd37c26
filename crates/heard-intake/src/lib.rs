//! Raw feedback becomes validated: surveys, answers and imported files.
//!
//! Whatever comes from outside ends here as one of two proofs: a [`ValidatedDefinition`], which
//! may be published, or a [`ValidatedResponse`], which may be stored. Both can only be made by
//! their validators, so a room that asks for one cannot be handed raw input.
//!
//! A response's way through this room: a JSON body, a line of a batch ([`json_body`]), a posted
//! form ([`form`]) or a row of a file ([`import`]) becomes a
//! [`RawResponse`](heard_model::response::RawResponse); [`validate_response`] finds all of its
//! problems at once, each with a JSON pointer, a code and a sentence, or returns the response
//! with everything resolved: normalised answers, unit, civil day, weight in millionths, scores.

pub mod answer_problem;
mod answers;
mod body_hash;
mod country;
mod definition;
pub mod definition_problem;
mod email;
pub mod form;
pub mod import;
pub mod json_body;
pub mod language_tag;
mod pointer;
mod response;
pub mod templates;
mod text;

pub use answer_problem::{AnswerFault, AnswerProblem};
pub use body_hash::body_hash;
pub use definition::{ValidatedDefinition, is_key, parse_definition, unknown_fields, validate_definition};
pub use definition_problem::{DefinitionFault, DefinitionProblem};
pub use response::{Context, Headline, Sender, ValidatedResponse, headline_questions, validate_response};

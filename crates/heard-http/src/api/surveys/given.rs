//! A draft as it stands in a body.

use heard_intake::unknown_fields;
use heard_model::survey::SurveyDefinition;
use serde_json::Value;

use crate::api::common::*;
use crate::extract::pointer_of;
use crate::problem::shorten;

/// Reads the draft at `/draft`. Misspelt fields are refused wherever they stand: a question that
/// was meant to be required would not be.
pub fn read_draft(given: &Value) -> Result<SurveyDefinition, Problem> {
    let definition: SurveyDefinition = serde_path_to_error::deserialize(given).map_err(|error| {
        let pointer = format!("/draft{}", pointer_of(error.path()));
        Problem::invalid(pointer, shorten(&error.inner().to_string()))
    })?;
    let unknown = unknown_fields(given, &definition);
    if unknown.is_empty() {
        return Ok(definition);
    }
    let below_draft = |problem| {
        let field = FieldProblem::from(problem);
        FieldProblem { pointer: format!("/draft{}", field.pointer), ..field }
    };
    Err(Problem::invalid_fields(
        "the draft has fields that Heard does not know",
        unknown.into_iter().map(below_draft).collect(),
    ))
}

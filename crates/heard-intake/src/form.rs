//! Posts of the respondent page become raw responses.
//!
//! The page needs no JavaScript, so its answers come as fields of a form: `q.<question>`, and
//! `q.<question>.<row>` for a matrix; a multiple choice repeats its field. An empty field is a
//! question that was not answered. `language` is the language of the page. Fields by other names
//! belong to the page's own business and are passed over; `q.` fields are all kept, so that
//! validation refuses unknown questions by name.

use heard_model::response::{Answers, RawResponse};
use heard_model::survey::{QuestionKind, SurveyVersion};
use serde_json::{Map, Value};

/// The prefix of the fields that are answers.
pub const ANSWER_PREFIX: &str = "q.";

/// The response in the decoded pairs of a posted form.
///
/// Where a field that holds one value comes twice, the last one counts, as in browsers. A score
/// that is no number stays text, for validation to say so.
pub fn parse_pairs<'a>(
    version: &SurveyVersion,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> RawResponse {
    let mut response = RawResponse::default();
    for (name, value) in pairs {
        if let Some(question) = name.strip_prefix(ANSWER_PREFIX) {
            add_answer(version, &mut response.answers, question, value);
        } else if name == "language" && !value.is_empty() {
            response.language = Some(value.to_owned());
        }
    }
    response
}

fn add_answer(version: &SurveyVersion, answers: &mut Answers, name: &str, value: &str) {
    let (key, row) = match name.split_once('.') {
        Some((key, row)) => (key, Some(row)),
        None => (name, None),
    };
    let kind =
        version.definition.questions.iter().find(|question| question.key == key).map(|found| &found.kind);
    match (kind, row) {
        (Some(QuestionKind::Matrix { .. }), Some(row)) => {
            let matrix = answers.entry(key.to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(rows) = matrix {
                rows.insert(row.to_owned(), score(value));
            }
        }
        (Some(QuestionKind::MultipleChoice { .. }), None) => {
            let list = answers.entry(key.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
            if let (Value::Array(chosen), false) = (list, value.is_empty()) {
                chosen.push(Value::String(value.to_owned()));
            }
        }
        (Some(QuestionKind::SingleChoice { .. }), None) if value.is_empty() => {
            answers.insert(key.to_owned(), Value::Null);
        }
        (Some(QuestionKind::SingleChoice { .. } | QuestionKind::Text { .. }), None) => {
            answers.insert(key.to_owned(), Value::String(value.to_owned()));
        }
        (Some(_), None) => {
            answers.insert(key.to_owned(), score(value));
        }
        (_, _) => {
            answers.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
}

/// A field's value as a score: a number if it is written as one, nothing if it is empty.
fn score(value: &str) -> Value {
    let value = value.trim();
    if value.is_empty() {
        return Value::Null;
    }
    value.parse::<i64>().map_or_else(|_| Value::String(value.to_owned()), Value::from)
}

//! JSON bodies and lines of a batch become raw responses; what is wrong is named by its field.
//!
//! The fields are read one by one rather than by a derived parser, so that every problem of a body
//! is told at once and each by a JSON pointer. Nesting deeper than 128 levels is refused by the
//! parser before anything is built.

use std::collections::BTreeMap;

use heard_model::SurveyId;
use heard_model::response::{Answers, RawContact, RawResponse};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::answers::type_name;
use crate::pointer::{child, listed, quoted};
use crate::{AnswerFault, AnswerProblem};

const FIELDS: [&str; 14] = [
    "answers",
    "language",
    "answered_at",
    "external_id",
    "contact",
    "weight",
    "unit",
    "touchpoint",
    "channel",
    "country",
    "team",
    "agent",
    "product",
    "attributes",
];
const CONTACT_FIELDS: [&str; 3] = ["external_id", "email", "name"];

/// One line of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchLine {
    /// The survey that the line names.
    pub survey: SurveyId,
    /// The response.
    pub response: RawResponse,
}

/// The response in a JSON body.
///
/// # Errors
/// Everything that is wrong with the form of the body.
///
/// ```
/// let body = br#"{"answers": {"recommend": 9}, "languages": "en"}"#;
/// let problems = heard_intake::json_body::parse_response(body).unwrap_err();
/// assert_eq!(problems[0].path, "/languages");
/// assert_eq!(problems[0].fault.code(), "unknown_field");
/// ```
pub fn parse_response(body: &[u8]) -> Result<RawResponse, Vec<AnswerProblem>> {
    let members = parse_object(body)?;
    read_response(members, &FIELDS)
}

/// The response in one line of a batch: the fields of a response, and `survey`, its identifier.
///
/// # Errors
/// Everything that is wrong with the form of the line.
pub fn parse_batch_line(line: &[u8]) -> Result<BatchLine, Vec<AnswerProblem>> {
    let mut members = parse_object(line)?;
    let survey = match members.remove("survey") {
        Some(Value::String(text)) => text.parse::<SurveyId>().map_err(|_| AnswerFault::WrongType {
            expected: "the identifier of a survey",
            found: "another text",
        }),
        other => Err(AnswerFault::WrongType {
            expected: "the identifier of a survey",
            found: other.as_ref().map_or("nothing", type_name),
        }),
    };
    let mut known = vec!["survey"];
    known.extend(FIELDS);
    match (survey, read_response(members, &known)) {
        (Ok(survey), Ok(response)) => Ok(BatchLine { survey, response }),
        (Ok(_), Err(problems)) => Err(problems),
        (Err(fault), response) => {
            let mut problems = vec![AnswerProblem { path: "/survey".to_owned(), fault }];
            problems.extend(response.err().into_iter().flatten());
            Err(problems)
        }
    }
}

fn parse_object(body: &[u8]) -> Result<Map<String, Value>, Vec<AnswerProblem>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let malformed = |reason: String| {
        vec![AnswerProblem { path: String::new(), fault: AnswerFault::Malformed { reason } }]
    };
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(other) => Err(malformed(format!("it is {}", type_name(&other)))),
        Err(error) => Err(malformed(error.to_string())),
    }
}

fn read_response(members: Map<String, Value>, known: &[&str]) -> Result<RawResponse, Vec<AnswerProblem>> {
    let mut fields = Fields { members, path: String::new(), problems: Vec::new() };
    fields.refuse_unknown(known);
    let response = RawResponse {
        answers: fields.answers(),
        language: fields.text("language"),
        answered_at: fields.instant("answered_at"),
        external_id: fields.text("external_id"),
        contact: fields.contact(),
        weight: fields.number("weight"),
        unit: fields.text("unit"),
        touchpoint: fields.text("touchpoint"),
        channel: fields.text("channel"),
        country: fields.text("country"),
        team: fields.text("team"),
        agent: fields.text("agent"),
        product: fields.text("product"),
        attributes: fields.attributes(),
    };
    if fields.problems.is_empty() { Ok(response) } else { Err(fields.problems) }
}

struct Fields {
    members: Map<String, Value>,
    path: String,
    problems: Vec<AnswerProblem>,
}

impl Fields {
    fn refuse(&mut self, field: &str, fault: AnswerFault) {
        self.problems.push(AnswerProblem { path: child(&self.path, field), fault });
    }

    fn refuse_type(&mut self, field: &str, expected: &'static str, value: &Value) {
        self.refuse(field, AnswerFault::WrongType { expected, found: type_name(value) });
    }

    fn refuse_unknown(&mut self, known: &[&str]) {
        let unknown: Vec<String> =
            self.members.keys().filter(|field| !known.contains(&field.as_str())).cloned().collect();
        for field in unknown.into_iter().take(20) {
            let known = listed(known.iter().copied());
            self.refuse(&field, AnswerFault::UnknownField { field: quoted(&field), known });
        }
    }

    /// A member that is there and not `null`.
    fn take(&mut self, field: &str) -> Option<Value> {
        self.members.remove(field).filter(|value| !value.is_null())
    }

    fn text(&mut self, field: &str) -> Option<String> {
        match self.take(field)? {
            Value::String(text) => Some(text),
            other => {
                self.refuse_type(field, "text", &other);
                None
            }
        }
    }

    fn number(&mut self, field: &str) -> Option<f64> {
        let value = self.take(field)?;
        let number = value.as_f64();
        if number.is_none() {
            self.refuse_type(field, "a number", &value);
        }
        number
    }

    fn instant(&mut self, field: &str) -> Option<Timestamp> {
        let text = self.text(field)?;
        let instant = text.parse().ok();
        if instant.is_none() {
            self.refuse(field, AnswerFault::BadInstant { given: quoted(&text) });
        }
        instant
    }

    fn answers(&mut self) -> Answers {
        match self.members.remove("answers") {
            Some(Value::Object(answers)) => answers.into_iter().collect(),
            other => {
                let found = other.as_ref().map_or("nothing", type_name);
                self.refuse(
                    "answers",
                    AnswerFault::WrongType { expected: "an object of question key to answer", found },
                );
                Answers::new()
            }
        }
    }

    fn attributes(&mut self) -> BTreeMap<String, String> {
        let members = match self.take("attributes") {
            None => return BTreeMap::new(),
            Some(Value::Object(members)) => members,
            Some(other) => {
                self.refuse_type("attributes", "an object of name to text", &other);
                return BTreeMap::new();
            }
        };
        let mut attributes = BTreeMap::new();
        for (name, value) in members {
            match value {
                Value::Null => {}
                Value::String(text) => {
                    attributes.insert(name, text);
                }
                other => {
                    let fault = AnswerFault::WrongType { expected: "text", found: type_name(&other) };
                    self.problems.push(AnswerProblem { path: child("/attributes", name), fault });
                }
            }
        }
        attributes
    }

    fn contact(&mut self) -> Option<RawContact> {
        let members = match self.take("contact")? {
            Value::Object(members) => members,
            other => {
                self.refuse_type("contact", "an object", &other);
                return None;
            }
        };
        let mut fields = Fields { members, path: "/contact".to_owned(), problems: Vec::new() };
        fields.refuse_unknown(&CONTACT_FIELDS);
        let contact = RawContact {
            external_id: fields.text("external_id"),
            email: fields.text("email"),
            name: fields.text("name"),
        };
        self.problems.append(&mut fields.problems);
        Some(contact)
    }
}

//! What a respondent has entered: the fields of the form, kept as they were typed.

use std::collections::BTreeMap;

use heard_intake::form::{ANSWER_PREFIX, parse_pairs};
use heard_intake::{AnswerFault, AnswerProblem};
use heard_model::response::{Answers, RawResponse};
use heard_model::survey::{QuestionKind, SurveyVersion};
use serde_json::Value;

/// The fields of a form, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered(Vec<(String, String)>);

impl Entered {
    /// The fields of a body as browsers send it (`application/x-www-form-urlencoded`, UTF-8).
    /// `None` where it is no such body: a percent sign without its digits, or no UTF-8.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut fields = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let split = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(split + 1..).unwrap_or_default();
            fields.push((decode(&pair[..split])?, decode(value)?));
        }
        Some(Self(fields))
    }

    /// The fields that show stored answers again.
    pub fn of_answers(answers: &Answers) -> Self {
        let mut fields = Vec::new();
        for (key, value) in answers {
            let name = field_name(key, None);
            match value {
                Value::Array(chosen) => {
                    fields.extend(chosen.iter().filter_map(text_of).map(|text| (name.clone(), text)));
                }
                Value::Object(rows) => fields.extend(
                    rows.iter()
                        .filter_map(|(row, score)| Some((field_name(key, Some(row)), text_of(score)?))),
                ),
                single => fields.extend(text_of(single).map(|text| (name, text))),
            }
        }
        Self(fields)
    }

    /// The last value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a field has this value among its values.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(field, entered)| field == name && entered == value)
    }

    /// The response that they make.
    pub fn to_raw(&self, version: &SurveyVersion) -> RawResponse {
        parse_pairs(version, self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The name of a question's field, or of a row's.
pub fn field_name(question: &str, row: Option<&str>) -> String {
    match row {
        Some(row) => format!("{ANSWER_PREFIX}{question}.{row}"),
        None => format!("{ANSWER_PREFIX}{question}"),
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn decode(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => (digit(*rest.next()?)? << 4) | digit(*rest.next()?)?,
            plain => *plain,
        });
    }
    // Browsers send line breaks as CR LF; people mean one.
    String::from_utf8(bytes).ok().map(|text| text.replace("\r\n", "\n"))
}

fn digit(hexadecimal: u8) -> Option<u8> {
    char::from(hexadecimal).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Problems by what they are about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// By field name.
    pub by_field: BTreeMap<String, AnswerFault>,
    /// About the form as a whole.
    pub general: Vec<AnswerFault>,
}

impl Faults {
    /// Sorted to the fields of `version` that they are about.
    pub fn of(version: &SurveyVersion, problems: Vec<AnswerProblem>) -> Self {
        let mut faults = Self::default();
        for problem in problems {
            let mut parts = problem.path.trim_start_matches('/').split('/');
            let question = (parts.next() == Some("answers")).then(|| parts.next()).flatten();
            let row = parts.next();
            let known =
                version.definition.questions.iter().find(|known| Some(known.key.as_str()) == question);
            match known {
                Some(known) => {
                    let row = match &known.kind {
                        QuestionKind::Matrix { rows, .. } => {
                            row.filter(|row| rows.iter().any(|known| known.key == *row))
                        }
                        _ => None,
                    };
                    faults.by_field.entry(field_name(&known.key, row)).or_insert(problem.fault);
                }
                None => faults.general.push(problem.fault),
            }
        }
        faults
    }

    /// What is amiss with the workspace, where the respondent can do nothing about it.
    pub fn of_workspace(&self) -> Option<&AnswerFault> {
        self.general
            .iter()
            .find(|fault| matches!(fault, AnswerFault::NoUnit | AnswerFault::UnknownZone { .. }))
    }

    /// Whether nothing is amiss.
    pub fn is_empty(&self) -> bool {
        self.by_field.is_empty() && self.general.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bodies_of_browsers_are_read() {
        let entered =
            Entered::parse("q.nps=9&q.why=nagyon+j%C3%B3%0D%0A%26+gyors&q.m=a&q.m=b&q.empty=".as_bytes())
                .unwrap();
        assert_eq!(entered.value("q.nps"), Some("9"));
        assert_eq!(entered.value("q.why"), Some("nagyon jó\n& gyors"));
        assert!(entered.has("q.m", "a") && entered.has("q.m", "b") && !entered.has("q.m", "c"));
        assert_eq!(entered.value("q.empty"), Some(""));
        assert_eq!(entered.value("absent"), None);
    }

    #[test]
    fn odd_bodies_are_refused() {
        for body in ["q=%", "q=%4", "q=%zz", "q=%ff", "%c3=1"] {
            assert_eq!(Entered::parse(body.as_bytes()), None, "{body}");
        }
        assert!(Entered::parse(b"").unwrap().is_empty());
        assert!(Entered::parse(b"&&=&").is_some());
    }

    #[test]
    fn stored_answers_become_fields_again() {
        let answers: Answers = serde_json::from_value(json!({
            "nps": 9, "why": "quick", "picks": ["a", "b"], "grid": {"x": 1, "y": 5},
            "skipped": null, "none": {"not_applicable": true},
        }))
        .unwrap();
        let entered = Entered::of_answers(&answers);
        assert_eq!(entered.value("q.nps"), Some("9"));
        assert!(entered.has("q.picks", "a") && entered.has("q.picks", "b"));
        assert_eq!(entered.value("q.grid.y"), Some("5"));
        assert_eq!(entered.value("q.skipped"), None);
        assert_eq!(entered.value("q.none.not_applicable"), None);
    }
}

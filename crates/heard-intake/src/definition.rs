//! A survey's definition that may be published, and the only way to one.
//!
//! Texts may hold anything that a respondent can read in any language. Control characters
//! other than line feed and tab, direction overrides, and direction marks without a partner in
//! their line are refused rather than removed: the author is there to mend them. Texts in
//! languages that the survey does not list are kept and not shown.

use std::collections::HashSet;

use heard_model::LocalizedText;
use heard_model::fact::SCORE_MAX;
use heard_model::survey::{Choice, Question, QuestionKind, Scale, SurveyDefinition};
use serde_json::Value;

use crate::answers::items_of;
use crate::definition_problem::{DefinitionFault, DefinitionProblem};
use crate::language_tag;
use crate::pointer::{child, quoted};
use crate::text::unsafe_in_definition;

const MAX_TITLE: usize = 200;
const MAX_PARAGRAPH: usize = 2_000;
const MAX_QUESTION: usize = 1_000;
const MAX_END: usize = 100;
const MAX_CHOICE: usize = 300;
const MAX_QUESTIONS: usize = 100;
const MAX_LANGUAGES: usize = 50;
const MAX_CHOICES: usize = 100;
const MAX_ROWS: usize = 30;

/// A definition without faults. Made by [`validate_definition`] only.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidatedDefinition(SurveyDefinition);

impl ValidatedDefinition {
    /// The definition.
    pub fn definition(&self) -> &SurveyDefinition {
        &self.0
    }

    /// The definition, to be kept.
    pub fn into_definition(self) -> SurveyDefinition {
        self.0
    }
}

/// The definition in a JSON body.
///
/// Misspelt fields are refused wherever they stand; a derived parser would pass over those of a
/// question, and a question that was meant to be required would not be.
///
/// # Errors
/// What is wrong with the form of the body; what it says is judged by [`validate_definition`].
pub fn parse_definition(body: &[u8]) -> Result<SurveyDefinition, Vec<DefinitionProblem>> {
    let problem = |path: &str, fault| DefinitionProblem { path: path.to_owned(), fault };
    let malformed = |error: serde_json::Error| {
        vec![problem("", DefinitionFault::Malformed { reason: error.to_string() })]
    };
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let given: Value = serde_json::from_slice(body).map_err(malformed)?;
    let definition: SurveyDefinition = serde_json::from_slice(body).map_err(malformed)?;
    let unknown = unknown_fields(&given, &definition);
    if unknown.is_empty() { Ok(definition) } else { Err(unknown) }
}

/// The fields of a body that were not understood as a part of the definition read from it.
pub fn unknown_fields(given: &Value, definition: &SurveyDefinition) -> Vec<DefinitionProblem> {
    let mut unknown = Vec::new();
    // A definition is made of maps with texts for keys, which always can be written.
    if let Ok(understood) = serde_json::to_value(definition) {
        find_unknown_fields("", given, &understood, &mut unknown);
    }
    unknown
}

/// The members of `given` that did not make it into `understood`.
fn find_unknown_fields(path: &str, given: &Value, understood: &Value, unknown: &mut Vec<DefinitionProblem>) {
    match (given, understood) {
        (Value::Object(given), Value::Object(understood)) => {
            for (field, value) in given {
                let path = child(path, field);
                match understood.get(field) {
                    Some(understood) => find_unknown_fields(&path, value, understood, unknown),
                    None => {
                        let fault = DefinitionFault::UnknownField { field: quoted(field) };
                        unknown.push(DefinitionProblem { path, fault });
                    }
                }
            }
        }
        (Value::Array(given), Value::Array(understood)) => {
            for (at, (given, understood)) in given.iter().zip(understood).enumerate() {
                find_unknown_fields(&child(path, at), given, understood, unknown);
            }
        }
        _ => {}
    }
}

/// Judges a definition. All problems are found at once.
///
/// # Errors
/// Everything that is wrong with it, in the order of its fields.
pub fn validate_definition(
    definition: &SurveyDefinition,
) -> Result<ValidatedDefinition, Vec<DefinitionProblem>> {
    let base = definition.languages.first().map_or("en", String::as_str);
    let mut judge = Judge { base, problems: Vec::new() };
    judge.text("/title", &definition.title, MAX_TITLE, true);
    judge.text("/introduction", &definition.introduction, MAX_PARAGRAPH, false);
    judge.text("/thanks", &definition.thanks, MAX_PARAGRAPH, false);
    judge.languages(&definition.languages);
    judge.count("/questions", "questions", definition.questions.len(), 1, MAX_QUESTIONS);
    judge.keys("/questions", definition.questions.iter().map(|question| question.key.as_str()));
    for (at, question) in definition.questions.iter().enumerate().take(MAX_QUESTIONS) {
        judge.question(&child("/questions", at), question);
    }
    judge.index(definition);
    if judge.problems.is_empty() { Ok(ValidatedDefinition(definition.clone())) } else { Err(judge.problems) }
}

/// Whether a text may be the key of a question, a choice or a row: 1 to 64 of `a-z 0-9 _`.
pub fn is_key(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

struct Judge<'a> {
    base: &'a str,
    problems: Vec<DefinitionProblem>,
}

impl Judge<'_> {
    fn refuse(&mut self, path: impl Into<String>, fault: DefinitionFault) {
        self.problems.push(DefinitionProblem { path: path.into(), fault });
    }

    fn count(&mut self, path: &str, what: &'static str, count: usize, min: usize, max: usize) {
        if !(min..=max).contains(&count) {
            self.refuse(path, DefinitionFault::Count { what, count, min, max });
        }
    }

    fn text(&mut self, path: &str, text: &LocalizedText, max: usize, required: bool) {
        for (tag, words) in &text.0 {
            let path = child(path, tag);
            if language_tag::canonical(tag).is_none() {
                self.refuse(path.clone(), DefinitionFault::MalformedLanguage { tag: quoted(tag) });
            }
            let length = words.chars().count();
            if length > max {
                self.refuse(path.clone(), DefinitionFault::TooLong { length, max });
            } else if let Some(reason) = unsafe_in_definition(words) {
                self.refuse(path, DefinitionFault::UnsafeText { reason });
            }
        }
        if required && text.0.get(self.base).is_none_or(|words| words.trim().is_empty()) {
            self.refuse(path, DefinitionFault::MissingText { base: self.base.to_owned() });
        }
    }

    fn languages(&mut self, languages: &[String]) {
        self.count("/languages", "languages", languages.len(), 1, MAX_LANGUAGES);
        let mut seen = HashSet::new();
        for (at, tag) in languages.iter().enumerate().take(MAX_LANGUAGES) {
            let path = child("/languages", at);
            match language_tag::canonical(tag) {
                None => self.refuse(path, DefinitionFault::MalformedLanguage { tag: quoted(tag) }),
                Some(canonical) if canonical != *tag => {
                    self.refuse(path, DefinitionFault::UnusualLanguage { canonical });
                }
                Some(canonical) => {
                    if !seen.insert(canonical) {
                        self.refuse(path, DefinitionFault::RepeatedLanguage { tag: tag.clone() });
                    }
                }
            }
        }
    }

    fn keys<'k>(&mut self, path: &str, keys: impl Iterator<Item = &'k str>) {
        let mut seen = HashSet::new();
        for (at, key) in keys.enumerate().take(MAX_QUESTIONS.max(MAX_CHOICES)) {
            let path = child(&child(path, at), "key");
            if !is_key(key) {
                self.refuse(path, DefinitionFault::BadKey { key: quoted(key) });
            } else if !seen.insert(key) {
                self.refuse(path, DefinitionFault::RepeatedKey { key: key.to_owned() });
            }
        }
    }

    fn question(&mut self, path: &str, question: &Question) {
        self.text(&child(path, "text"), &question.text, MAX_QUESTION, true);
        self.text(&child(path, "help"), &question.help, MAX_QUESTION, false);
        self.text(&child(path, "low"), &question.low, MAX_END, false);
        self.text(&child(path, "high"), &question.high, MAX_END, false);
        let points_path = child(path, "points");
        match &question.kind {
            QuestionKind::Ces { points } => self.points(&points_path, *points, &[5, 7], "5 or 7"),
            QuestionKind::Rating { points } => {
                self.points(&points_path, *points, &[3, 4, 5, 6, 7, 8, 9, 10], "3 to 10");
            }
            QuestionKind::Matrix { points, rows } => {
                self.points(&points_path, *points, &[3, 4, 5, 6, 7, 8, 9, 10], "3 to 10");
                self.choices(&child(path, "rows"), rows, "rows", 1, MAX_ROWS);
            }
            QuestionKind::SingleChoice { choices } | QuestionKind::MultipleChoice { choices } => {
                self.choices(&child(path, "choices"), choices, "choices", 2, MAX_CHOICES);
            }
            QuestionKind::Nps | QuestionKind::Nps1To10 | QuestionKind::Csat | QuestionKind::Text { .. } => {}
        }
    }

    fn points(&mut self, path: &str, points: u8, known: &[u8], allowed: &'static str) {
        if !known.contains(&points) {
            self.refuse(path, DefinitionFault::BadPoints { points, allowed });
        }
    }

    fn choices(&mut self, path: &str, choices: &[Choice], what: &'static str, min: usize, max: usize) {
        self.count(path, what, choices.len(), min, max);
        self.keys(path, choices.iter().map(|choice| choice.key.as_str()));
        for (at, choice) in choices.iter().enumerate().take(max) {
            self.text(&child(&child(path, at), "text"), &choice.text, MAX_CHOICE, true);
        }
    }

    fn index(&mut self, definition: &SurveyDefinition) {
        let mut seen = HashSet::new();
        let mut first: Option<(&str, Scale)> = None;
        let mut items = 0;
        for (at, key) in definition.index.iter().enumerate().take(MAX_QUESTIONS) {
            let path = child("/index", at);
            let Some(question) = definition.questions.iter().find(|question| question.key == *key) else {
                self.refuse(path, DefinitionFault::UnknownIndexItem { key: quoted(key) });
                continue;
            };
            if !seen.insert(key) {
                self.refuse(path, DefinitionFault::RepeatedKey { key: key.clone() });
                continue;
            }
            let Some(scale) = question.kind.scale() else {
                self.refuse(path, DefinitionFault::UnscoredIndexItem { key: key.clone() });
                continue;
            };
            items += items_of(definition, key);
            let (first, first_scale) = *first.get_or_insert((key, scale));
            if scale != first_scale {
                let (key, first) = (key.clone(), first.to_owned());
                self.refuse(path, DefinitionFault::MixedIndex { key, scale, first, first_scale });
            }
        }
        let highest = first.map_or(0, |(_, scale)| items * usize::from(scale.max));
        if highest > usize::from(SCORE_MAX) {
            self.refuse("/index", DefinitionFault::LargeIndex { highest, max: SCORE_MAX });
        }
    }
}

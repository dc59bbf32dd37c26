//! Answers judged against the questions: what is kept, what it scores, what is wrong with it.
//!
//! Scores are whole numbers. JSON has one kind of number, so `7.0` and `7e0` are the number 7
//! and kept as `7`; `6.5` is refused, never rounded. A score as text (`"7"`) is refused: the
//! sender's types are part of what was agreed. `null`, a missing key, words of nothing but
//! blanks and an empty list mean "shown and not answered". `{"not_applicable": true}`, from
//! trusted senders only, means that the question does not apply to the respondent.

use heard_model::fact::{FactKind, FactScore, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::response::Answers;
use heard_model::survey::{Choice, Question, QuestionKind, Scale, SurveyDefinition};
use serde_json::{Map, Value, json};

use crate::pointer::{child, listed, quoted};
use crate::text::clean_words;
use crate::{AnswerFault, AnswerProblem, Sender};

/// The member that marks a question as not applicable.
const NOT_APPLICABLE: &str = "not_applicable";
/// The scale of rows that are 0 or 1.
pub(crate) const YES_OR_NO: Scale = Scale { min: 0, max: 1 };

/// What became of the answers of one response.
#[derive(Debug, Default)]
pub(crate) struct JudgedAnswers {
    /// In one form: whole numbers, definition order, NFC; without what was not answered.
    pub answers: Answers,
    /// One row per scored question and choice, in the order of the questions.
    pub scores: Vec<FactScore>,
    /// The words, by question key.
    pub words: Vec<(String, String)>,
    /// All that is wrong.
    pub problems: Vec<AnswerProblem>,
}

/// Judges all answers, collecting every problem.
pub(crate) fn judge(definition: &SurveyDefinition, given: &Answers, sender: Sender) -> JudgedAnswers {
    let mut judged = JudgedAnswers::default();
    refuse_unknown_questions(definition, given, &mut judged);
    for question in &definition.questions {
        let value = given.get(&question.key).unwrap_or(&Value::Null);
        judged.judge(question, value, sender);
    }
    judged.add_index(definition);
    if sender == Sender::Public && judged.answers.is_empty() && judged.problems.is_empty() {
        judged.refuse("/answers".to_owned(), AnswerFault::NothingAnswered);
    }
    judged
}

fn refuse_unknown_questions(definition: &SurveyDefinition, given: &Answers, judged: &mut JudgedAnswers) {
    for key in given.keys() {
        if !definition.questions.iter().any(|question| question.key == *key) {
            let known = listed(definition.questions.iter().map(|question| question.key.as_str()));
            judged.refuse(child("/answers", key), AnswerFault::UnknownQuestion { key: quoted(key), known });
        }
    }
}

impl JudgedAnswers {
    fn refuse(&mut self, path: String, fault: AnswerFault) {
        self.problems.push(AnswerProblem { path, fault });
    }

    fn judge(&mut self, question: &Question, value: &Value, sender: Sender) {
        let problems_before = self.problems.len();
        if is_not_applicable(value) {
            self.add_not_applicable(question, sender);
        } else {
            match &question.kind {
                QuestionKind::SingleChoice { choices } => self.judge_choice(question, choices, value),
                QuestionKind::MultipleChoice { choices } => self.judge_choices(question, choices, value),
                QuestionKind::Matrix { rows, .. } => self.judge_matrix(question, rows, value, sender),
                QuestionKind::Text { .. } => self.judge_words(question, value),
                kind => {
                    if let Some(scale) = kind.scale() {
                        self.judge_score(question, scale, value);
                    }
                }
            }
        }
        let answered = self.answers.contains_key(&question.key);
        if question.required && !answered && self.problems.len() == problems_before {
            self.refuse(path_of(question), AnswerFault::Required);
        }
    }

    fn add_not_applicable(&mut self, question: &Question, sender: Sender) {
        if sender == Sender::Public {
            return self.refuse(path_of(question), AnswerFault::NotApplicableNeedsKey);
        }
        self.answers.insert(question.key.clone(), not_applicable());
        let Some(scale) = question.kind.scale() else { return };
        let kind = fact_kind(&question.kind);
        match &question.kind {
            QuestionKind::Matrix { rows, .. } => {
                for row in rows {
                    self.add_score(row_key(question, row), kind, scale, SCORE_NOT_APPLICABLE);
                }
            }
            _ => self.add_score(question.key.clone(), kind, scale, SCORE_NOT_APPLICABLE),
        }
    }

    fn add_score(&mut self, question: String, kind: FactKind, scale: Scale, score: u8) {
        self.scores.push(FactScore { question, kind, scale, score, choice: None });
    }

    fn judge_score(&mut self, question: &Question, scale: Scale, value: &Value) {
        match score_of(value, scale) {
            Ok(score) => {
                if score != SCORE_SKIPPED {
                    self.answers.insert(question.key.clone(), score.into());
                }
                self.add_score(question.key.clone(), fact_kind(&question.kind), scale, score);
            }
            Err(fault) => self.refuse(path_of(question), fault),
        }
    }

    fn judge_choice(&mut self, question: &Question, choices: &[Choice], value: &Value) {
        let chosen = match value {
            Value::Null => return,
            Value::String(chosen) => chosen,
            other => {
                let found = type_name(other);
                return self.refuse(path_of(question), AnswerFault::NotAChoice { found });
            }
        };
        if !choices.iter().any(|choice| choice.key == *chosen) {
            return self.refuse(path_of(question), unknown_choice(chosen, choices));
        }
        self.answers.insert(question.key.clone(), Value::String(chosen.clone()));
        self.add_choice(question, chosen, FactKind::SingleChoice, 1);
    }

    fn add_choice(&mut self, question: &Question, choice: &str, kind: FactKind, score: u8) {
        self.scores.push(FactScore {
            question: question.key.clone(),
            kind,
            scale: YES_OR_NO,
            score,
            choice: Some(choice.to_owned()),
        });
    }

    fn judge_choices(&mut self, question: &Question, choices: &[Choice], value: &Value) {
        let chosen = match value {
            Value::Null => return,
            Value::Array(chosen) => chosen,
            other => {
                let found = type_name(other);
                return self.refuse(path_of(question), AnswerFault::NotAList { found });
            }
        };
        let problems_before = self.problems.len();
        let mut keys: Vec<&str> = Vec::with_capacity(chosen.len().min(choices.len()));
        for (at, item) in chosen.iter().enumerate() {
            if at > choices.len() + 10 {
                break;
            }
            match item {
                Value::String(key) if keys.contains(&key.as_str()) => {
                    self.refuse(
                        child(&path_of(question), at),
                        AnswerFault::RepeatedChoice { key: quoted(key) },
                    );
                }
                Value::String(key) if choices.iter().any(|choice| choice.key == *key) => keys.push(key),
                Value::String(key) => {
                    self.refuse(child(&path_of(question), at), unknown_choice(key, choices))
                }
                other => {
                    let found = type_name(other);
                    self.refuse(child(&path_of(question), at), AnswerFault::NotAChoice { found });
                }
            }
        }
        if self.problems.len() > problems_before || keys.is_empty() {
            return;
        }
        let mut kept = Vec::with_capacity(keys.len());
        for choice in choices {
            let is_chosen = keys.contains(&choice.key.as_str());
            if is_chosen {
                kept.push(Value::String(choice.key.clone()));
            }
            self.add_choice(question, &choice.key, FactKind::MultipleChoice, is_chosen.into());
        }
        self.answers.insert(question.key.clone(), Value::Array(kept));
    }

    fn judge_matrix(&mut self, question: &Question, rows: &[Choice], value: &Value, sender: Sender) {
        let nothing = Map::new();
        let given = match value {
            Value::Null => &nothing,
            Value::Object(given) => given,
            other => {
                let found = type_name(other);
                return self.refuse(path_of(question), AnswerFault::NotAMatrix { found });
            }
        };
        for key in given.keys() {
            if !rows.iter().any(|row| row.key == *key) {
                let known = listed(rows.iter().map(|row| row.key.as_str()));
                self.refuse(
                    child(&path_of(question), key),
                    AnswerFault::UnknownRow { key: quoted(key), known },
                );
            }
        }
        let Some(scale) = question.kind.scale() else { return };
        let mut kept = Map::new();
        for row in rows {
            let row_path = || child(&path_of(question), &row.key);
            let cell = given.get(&row.key).unwrap_or(&Value::Null);
            match row_score(cell, scale, sender) {
                Ok(score) => {
                    match score {
                        SCORE_SKIPPED if question.required => self.refuse(row_path(), AnswerFault::Required),
                        SCORE_SKIPPED => {}
                        SCORE_NOT_APPLICABLE => {
                            kept.insert(row.key.clone(), not_applicable());
                        }
                        score => {
                            kept.insert(row.key.clone(), score.into());
                        }
                    }
                    self.add_score(row_key(question, row), FactKind::Likert, scale, score);
                }
                Err(fault) => self.refuse(row_path(), fault),
            }
        }
        if !kept.is_empty() {
            self.answers.insert(question.key.clone(), Value::Object(kept));
        }
    }

    fn judge_words(&mut self, question: &Question, value: &Value) {
        let words = match value {
            Value::Null => return,
            Value::String(words) => words,
            other => {
                let found = type_name(other);
                return self.refuse(path_of(question), AnswerFault::NotWords { found });
            }
        };
        match clean_words(words) {
            Ok(words) if words.is_empty() => {}
            Ok(words) => {
                self.answers.insert(question.key.clone(), Value::String(words.clone()));
                self.words.push((question.key.clone(), words));
            }
            Err(fault) => self.refuse(path_of(question), fault),
        }
    }

    /// The row of the satisfaction index: the sum of its items, if each has a score.
    fn add_index(&mut self, definition: &SurveyDefinition) {
        let items: Vec<&FactScore> = self
            .scores
            .iter()
            .filter(|score| definition.index.iter().any(|key| belongs_to(&score.question, key)))
            .collect();
        let Some(first) = items.first() else { return };
        let expected: usize = definition.index.iter().map(|key| items_of(definition, key)).sum();
        let complete = items.len() == expected
            && items.iter().all(|item| item.score < SCORE_NOT_APPLICABLE && item.scale == first.scale);
        if !complete {
            return;
        }
        let sum: u32 = items.iter().map(|item| u32::from(item.score)).sum();
        let count = items.len();
        let ends = [first.scale.min, first.scale.max].map(|end| u8::try_from(count * usize::from(end)));
        let ([Ok(min), Ok(max)], Ok(score)) = (ends, u8::try_from(sum)) else { return };
        self.add_score(String::new(), FactKind::Index, Scale { min, max }, score);
    }
}

/// How many scores an item of the index stands for: the rows of a matrix, else one.
pub(crate) fn items_of(definition: &SurveyDefinition, key: &str) -> usize {
    let question = definition.questions.iter().find(|question| question.key == key);
    match question.map(|question| &question.kind) {
        Some(QuestionKind::Matrix { rows, .. }) => rows.len(),
        _ => 1,
    }
}

/// Whether a score is of the question `key`, or of a row of it.
pub(crate) fn belongs_to(scored: &str, key: &str) -> bool {
    scored.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn path_of(question: &Question) -> String {
    child("/answers", &question.key)
}

fn row_key(question: &Question, row: &Choice) -> String {
    format!("{}.{}", question.key, row.key)
}

/// The kind of fact that a scored kind of question makes.
pub(crate) fn fact_kind(kind: &QuestionKind) -> FactKind {
    match kind {
        QuestionKind::Nps => FactKind::Nps,
        QuestionKind::Nps1To10 => FactKind::Nps1To10,
        QuestionKind::Csat => FactKind::Csat,
        QuestionKind::Ces { .. } => FactKind::Ces,
        QuestionKind::Rating { .. } | QuestionKind::Text { .. } => FactKind::Rating,
        QuestionKind::Matrix { .. } => FactKind::Likert,
        QuestionKind::SingleChoice { .. } => FactKind::SingleChoice,
        QuestionKind::MultipleChoice { .. } => FactKind::MultipleChoice,
    }
}

/// The answer that says that a question does not apply.
pub(crate) fn not_applicable() -> Value {
    json!({ NOT_APPLICABLE: true })
}

fn is_not_applicable(value: &Value) -> bool {
    value.as_object().is_some_and(|members| {
        members.len() == 1 && members.get(NOT_APPLICABLE).is_some_and(|marked| *marked == Value::Bool(true))
    })
}

fn row_score(cell: &Value, scale: Scale, sender: Sender) -> Result<u8, AnswerFault> {
    match (is_not_applicable(cell), sender) {
        (true, Sender::Trusted) => Ok(SCORE_NOT_APPLICABLE),
        (true, Sender::Public) => Err(AnswerFault::NotApplicableNeedsKey),
        (false, _) => score_of(cell, scale),
    }
}

/// The whole number on the scale that a value is; [`SCORE_SKIPPED`] for `null`.
fn score_of(value: &Value, scale: Scale) -> Result<u8, AnswerFault> {
    let Scale { min, max } = scale;
    let number = match value {
        Value::Null => return Ok(SCORE_SKIPPED),
        Value::Number(number) => number.as_f64().unwrap_or(f64::INFINITY),
        other => return Err(AnswerFault::NotAScore { min, max, found: type_name(other) }),
    };
    if number.fract() != 0.0 && number.is_finite() {
        return Err(AnswerFault::Fraction { value: number });
    }
    (min..=max).find(|score| f64::from(*score) == number).ok_or(AnswerFault::OutOfRange {
        value: number,
        min,
        max,
    })
}

fn unknown_choice(key: &str, choices: &[Choice]) -> AnswerFault {
    let known = listed(choices.iter().map(|choice| choice.key.as_str()));
    AnswerFault::UnknownChoice { key: quoted(key), known }
}

pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

//! A mapping laid over the header of a file: where in a row each thing stands.

use std::collections::BTreeMap;

use heard_model::response::{Answers, RawContact, RawResponse};
use heard_model::survey::{QuestionKind, SurveyDefinition};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::ImportError;
use super::code::{Code, CodeTable, number};
use super::mapping::{FieldMapping, Mapping, QuestionMapping};
use super::time::{Part, TimeMapping, composed, instant};
use crate::answers::not_applicable;
use crate::pointer::{child, listed};

/// Something wrong with a cell, before it is known in which line it stands.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub column: String,
    pub code: &'static str,
    pub reason: String,
}

/// The places of a file that a mapping speaks of.
pub(crate) struct Plan {
    questions: Vec<PlannedQuestion>,
    /// Answers of questions that were not asked in this file.
    not_asked: Vec<(String, Value)>,
    fields: BTreeMap<&'static str, PlannedField>,
    contact: BTreeMap<&'static str, PlannedField>,
    attributes: BTreeMap<String, PlannedField>,
    time: PlannedTime,
    identity: Vec<usize>,
    prefix: String,
    decimal: char,
    /// JSON pointer → column, to translate problems of validation.
    places: BTreeMap<String, String>,
}

struct PlannedQuestion {
    key: String,
    source: Source,
    reading: Reading,
    values: CodeTable,
    no_answer: Vec<Code>,
    not_applicable: Vec<Code>,
}

/// Where a question's cells stand.
enum Source {
    One(usize),
    Split(usize, String),
    Several(Vec<usize>),
    Indicators(Vec<(String, usize)>, Vec<Code>),
    Rows(Vec<(String, usize)>, Vec<String>),
}

/// How a cell is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Score,
    Key,
    Words,
}

struct PlannedField {
    column: Option<(usize, String)>,
    constant: Option<String>,
    values: CodeTable,
    no_value: Vec<Code>,
    other: Option<String>,
}

enum PlannedPart {
    Constant(i64),
    Column(usize, String, BTreeMap<String, i64>),
}

enum When {
    Arrival,
    Constant(String),
    Columns(Vec<usize>, Option<String>),
    Parts { day: Box<[PlannedPart; 3]>, clock: Option<Box<[PlannedPart; 2]>> },
}

struct PlannedTime {
    when: When,
    zone: TimeZone,
    column: String,
}

/// The header, by which columns are found.
struct Header<'a>(&'a [String]);

impl Header<'_> {
    fn find(&self, column: &str) -> Result<usize, ImportError> {
        let mut places = self.0.iter().enumerate().filter(|(_, name)| name.trim() == column.trim());
        match (places.next(), places.next()) {
            (Some((at, _)), None) => Ok(at),
            (Some(_), Some(_)) => Err(ImportError::AmbiguousColumn { column: column.to_owned() }),
            (None, _) => Err(self.missing(&[column])),
        }
    }

    fn missing(&self, columns: &[&str]) -> ImportError {
        ImportError::MissingColumns {
            missing: listed(columns.iter().copied()),
            present: listed(self.0.iter().map(String::as_str)),
        }
    }

    fn find_all<'m, K: Clone + 'm>(
        &self,
        columns: impl IntoIterator<Item = (&'m K, &'m String)>,
    ) -> Result<Vec<(K, usize)>, ImportError> {
        columns.into_iter().map(|(key, column)| Ok((key.clone(), self.find(column)?))).collect()
    }
}

impl Plan {
    /// Finds every mapped column in the header.
    pub fn new(
        mapping: &Mapping,
        definition: &SurveyDefinition,
        columns: &[String],
        workspace_zone: &str,
    ) -> Result<Self, ImportError> {
        let header = Header(columns);
        let has = |column: &&str| columns.iter().any(|name| name.trim() == column.trim());
        let missing: Vec<&str> = mapping.columns().into_iter().filter(|column| !has(column)).collect();
        if !missing.is_empty() {
            return Err(header.missing(&missing));
        }
        let mut plan = Self {
            questions: Vec::new(),
            not_asked: not_asked(mapping, definition),
            fields: BTreeMap::new(),
            contact: BTreeMap::new(),
            attributes: BTreeMap::new(),
            time: PlannedTime::new(&mapping.time, &header, workspace_zone)?,
            identity: mapping
                .identity
                .columns
                .iter()
                .map(|column| header.find(column))
                .collect::<Result<_, _>>()?,
            prefix: mapping.identity.prefix.clone(),
            decimal: mapping.file.decimal.unwrap_or('.'),
            places: BTreeMap::new(),
        };
        plan.places.insert("/answered_at".to_owned(), plan.time.column.clone());
        plan.places.insert("/external_id".to_owned(), mapping.identity.columns.join(", "));
        for (key, question) in &mapping.questions {
            plan.add_question(key, question, mapping, definition, &header)?;
        }
        for (name, field) in mapping.fields.named() {
            let field = plan.planned_field(child("", name), field, &header)?;
            plan.fields.insert(name, field);
        }
        for (name, field) in mapping.contact.named() {
            let field = plan.planned_field(child("/contact", name), field, &header)?;
            plan.contact.insert(name, field);
        }
        for (name, field) in &mapping.attributes {
            let field = plan.planned_field(child("/attributes", name), field, &header)?;
            plan.attributes.insert(name.clone(), field);
        }
        Ok(plan)
    }

    fn planned_field(
        &mut self,
        path: String,
        field: &FieldMapping,
        header: &Header<'_>,
    ) -> Result<PlannedField, ImportError> {
        self.places.insert(path, field.column.clone().unwrap_or_default());
        let column = match &field.column {
            Some(column) => Some((header.find(column)?, column.clone())),
            None => None,
        };
        Ok(PlannedField {
            column,
            constant: field.constant.clone(),
            values: CodeTable::new(&field.values),
            no_value: field.no_value.clone(),
            other: field.other.clone(),
        })
    }

    fn add_question(
        &mut self,
        key: &str,
        question: &QuestionMapping,
        mapping: &Mapping,
        definition: &SurveyDefinition,
        header: &Header<'_>,
    ) -> Result<(), ImportError> {
        let kind = definition.questions.iter().find(|asked| asked.key == key).map(|asked| &asked.kind);
        let reading = match kind {
            Some(QuestionKind::Text { .. }) => Reading::Words,
            Some(QuestionKind::SingleChoice { .. } | QuestionKind::MultipleChoice { .. }) => Reading::Key,
            _ => Reading::Score,
        };
        let path = child("/answers", key);
        let all: Vec<&str> = question
            .column
            .iter()
            .chain(&question.columns)
            .chain(question.choices.values())
            .map(String::as_str)
            .collect();
        self.places.insert(path.clone(), all.join(", "));
        for (row, column) in &question.rows {
            self.places.insert(child(&path, row), column.clone());
        }
        let source = if let Some(column) = &question.column {
            let at = header.find(column)?;
            match (&question.split, kind) {
                (Some(split), _) => Source::Split(at, split.clone()),
                (None, Some(QuestionKind::MultipleChoice { .. })) => Source::Several(vec![at]),
                (None, _) => Source::One(at),
            }
        } else if !question.columns.is_empty() {
            Source::Several(
                question.columns.iter().map(|column| header.find(column)).collect::<Result<_, _>>()?,
            )
        } else if !question.choices.is_empty() {
            let chosen =
                if question.chosen.is_empty() { vec![Code("1".to_owned())] } else { question.chosen.clone() };
            Source::Indicators(header.find_all(&question.choices)?, chosen)
        } else {
            Source::Rows(header.find_all(&question.rows)?, unmapped_rows(kind, question))
        };
        self.questions.push(PlannedQuestion {
            key: key.to_owned(),
            source,
            reading,
            values: CodeTable::new(&question.values),
            no_answer: question.no_answer.clone().unwrap_or_else(|| mapping.codes.no_answer.clone()),
            not_applicable: question
                .not_applicable
                .clone()
                .unwrap_or_else(|| mapping.codes.not_applicable.clone()),
        });
        Ok(())
    }

    /// The column that a JSON pointer of a problem is about.
    pub fn column(&self, path: &str) -> String {
        let mut path = path;
        loop {
            if let Some(column) = self.places.get(path) {
                return column.clone();
            }
            match path.rsplit_once('/') {
                Some((shorter, _)) if !shorter.is_empty() => path = shorter,
                _ => return String::new(),
            }
        }
    }

    /// The response that a row's trimmed cells stand for, and what is wrong with them.
    pub fn read(&self, cells: &[&str], row_name: impl FnOnce() -> String) -> (RawResponse, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut answers: Answers = self.not_asked.iter().cloned().collect();
        for question in &self.questions {
            if let Some(value) = question.read(cells, self.decimal, &mut |at, code, reason| {
                faults.push(Fault { column: self.cell_column(question, at), code, reason });
            }) {
                answers.insert(question.key.clone(), value);
            }
        }
        let mut label =
            |planned: Option<&PlannedField>| planned.and_then(|field| field.read(cells, &mut faults));
        let field = |name: &str| self.fields.get(name);
        let contact = RawContact {
            external_id: label(self.contact.get("external_id")),
            email: label(self.contact.get("email")),
            name: label(self.contact.get("name")),
        };
        let has_handle = contact.external_id.is_some() || contact.email.is_some();
        let weight_cell = label(field("weight"));
        let response = RawResponse {
            answers,
            language: label(field("language")),
            answered_at: None,
            external_id: None,
            contact: has_handle.then_some(contact),
            weight: None,
            unit: label(field("unit")),
            touchpoint: label(field("touchpoint")),
            channel: label(field("channel")),
            country: label(field("country")),
            team: label(field("team")),
            agent: label(field("agent")),
            product: label(field("product")),
            attributes: self
                .attributes
                .iter()
                .filter_map(|(name, field)| Some((name.clone(), label(Some(field))?)))
                .collect(),
        };
        let weight = self.weight(weight_cell, &mut faults);
        let answered_at = self.time.read(cells, &mut faults);
        let external_id = self.external_id(cells, row_name, &mut faults);
        (RawResponse { weight, answered_at, external_id, ..response }, faults)
    }

    fn cell_column(&self, question: &PlannedQuestion, row: Option<&str>) -> String {
        let path = child("/answers", &question.key);
        self.column(&row.map_or(path.clone(), |row| child(&path, row)))
    }

    fn weight(&self, cell: Option<String>, faults: &mut Vec<Fault>) -> Option<f64> {
        let cell = cell?;
        let weight = number(&cell, self.decimal);
        if weight.is_none() {
            let column = self.column("/weight");
            faults.push(Fault { column, code: "not_a_number", reason: "a weight is a number".to_owned() });
        }
        weight
    }

    fn external_id(
        &self,
        cells: &[&str],
        row_name: impl FnOnce() -> String,
        faults: &mut Vec<Fault>,
    ) -> Option<String> {
        if self.identity.is_empty() {
            return Some(format!("{}{}", self.prefix, row_name()));
        }
        let parts: Vec<&str> = self.identity.iter().map(|at| cells[*at]).collect();
        if parts.iter().all(|part| part.is_empty()) {
            let reason = "the row has no identifier; fill it, or leave `identity.columns` out of the mapping";
            let column = self.column("/external_id");
            faults.push(Fault { column, code: "no_identifier", reason: reason.to_owned() });
            return None;
        }
        Some(format!("{}{}", self.prefix, parts.join("-")))
    }
}

/// The questions that the mapping leaves out, as not applicable to anyone in the file.
fn not_asked(mapping: &Mapping, definition: &SurveyDefinition) -> Vec<(String, Value)> {
    let is_left_out = |key: &String| !mapping.questions.contains_key(key);
    definition
        .questions
        .iter()
        .filter(|question| question.kind.scale().is_some() && is_left_out(&question.key))
        .map(|question| (question.key.clone(), not_applicable()))
        .collect()
}

/// The rows of a matrix that the mapping leaves out.
fn unmapped_rows(kind: Option<&QuestionKind>, question: &QuestionMapping) -> Vec<String> {
    match kind {
        Some(QuestionKind::Matrix { rows, .. }) => rows
            .iter()
            .filter(|row| !question.rows.contains_key(&row.key))
            .map(|row| row.key.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// Called with the row of a matrix, a code and a reason.
type Refuse<'a> = dyn FnMut(Option<&str>, &'static str, String) + 'a;

impl PlannedQuestion {
    fn read(&self, cells: &[&str], decimal: char, refuse: &mut Refuse<'_>) -> Option<Value> {
        match &self.source {
            Source::One(at) => self.read_cell(cells[*at], decimal, None, refuse),
            Source::Split(at, split) => {
                let cell = cells[*at];
                if self.means(&self.no_answer, cell) {
                    return None;
                }
                self.read_choices(cell.split(split.as_str()).map(str::trim))
            }
            Source::Several(places) => {
                if places.iter().any(|at| self.not_applicable.iter().any(|code| code.0 == cells[*at])) {
                    return Some(not_applicable());
                }
                self.read_choices(places.iter().map(|at| cells[*at]))
            }
            Source::Indicators(choices, chosen) => self.read_indicators(choices, chosen, cells),
            Source::Rows(rows, unmapped) => {
                let mut matrix: Map<String, Value> =
                    unmapped.iter().map(|row| (row.clone(), not_applicable())).collect();
                for (row, at) in rows {
                    if let Some(value) = self.read_cell(cells[*at], decimal, Some(row), refuse) {
                        matrix.insert(row.clone(), value);
                    }
                }
                Some(Value::Object(matrix))
            }
        }
    }

    /// Whether a cell is empty or one of these codes.
    fn means(&self, codes: &[Code], cell: &str) -> bool {
        cell.is_empty() || codes.iter().any(|code| code.0 == cell)
    }

    fn read_cell(
        &self,
        cell: &str,
        decimal: char,
        row: Option<&str>,
        refuse: &mut Refuse<'_>,
    ) -> Option<Value> {
        if self.means(&self.no_answer, cell) {
            return None;
        }
        if self.not_applicable.iter().any(|code| code.0 == cell) {
            return Some(not_applicable());
        }
        let meaning = self.values.get(cell).unwrap_or(cell);
        if self.reading != Reading::Score {
            return Some(Value::String(meaning.to_owned()));
        }
        let decimal = if self.values.get(cell).is_some() { '.' } else { decimal };
        match number(meaning, decimal).map(json_number) {
            Some(number) => Some(number),
            None => {
                refuse(row, "not_a_number", "a score is a number; translate codes with `values`".to_owned());
                None
            }
        }
    }

    fn read_choices<'c>(&self, cells: impl Iterator<Item = &'c str>) -> Option<Value> {
        let mut chosen: Vec<Value> = Vec::new();
        for cell in cells.filter(|cell| !self.means(&self.no_answer, cell)) {
            let key = Value::String(self.values.get(cell).unwrap_or(cell).to_owned());
            if !chosen.contains(&key) {
                chosen.push(key);
            }
        }
        (!chosen.is_empty()).then_some(Value::Array(chosen))
    }

    fn read_indicators(&self, choices: &[(String, usize)], chosen: &[Code], cells: &[&str]) -> Option<Value> {
        let places = || choices.iter().map(|(_, at)| cells[*at]);
        if places().any(|cell| self.not_applicable.iter().any(|code| code.0 == cell)) {
            return Some(not_applicable());
        }
        let keys: Vec<Value> = choices
            .iter()
            .filter(|(_, at)| chosen.iter().any(|code| code.0 == cells[*at]))
            .map(|(choice, _)| Value::String(choice.clone()))
            .collect();
        (!keys.is_empty()).then_some(Value::Array(keys))
    }
}

/// A number as JSON: whole ones without a fraction.
#[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
fn json_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e9 { (number as i64).into() } else { number.into() }
}

impl PlannedField {
    fn read(&self, cells: &[&str], faults: &mut Vec<Fault>) -> Option<String> {
        let Some((at, column)) = &self.column else { return self.constant.clone() };
        let cell = cells[*at];
        if cell.is_empty() || self.no_value.iter().any(|code| code.0 == cell) {
            return None;
        }
        if let Some(meaning) = self.values.get(cell) {
            return Some(meaning.to_owned()).filter(|meaning| !meaning.is_empty());
        }
        if self.values.is_empty() {
            return Some(cell.to_owned());
        }
        if self.other.is_none() {
            let reason =
                "the mapping does not translate this code; add it to `values` or `no_value`, or give `other`";
            faults.push(Fault { column: column.clone(), code: "unknown_code", reason: reason.to_owned() });
        }
        self.other.clone()
    }
}

impl PlannedTime {
    fn new(mapping: &TimeMapping, header: &Header<'_>, workspace_zone: &str) -> Result<Self, ImportError> {
        let zone = mapping.zone.as_deref().unwrap_or(workspace_zone);
        let part = |part: &Option<Part>| -> Result<PlannedPart, ImportError> {
            Ok(match part {
                None => PlannedPart::Constant(0),
                Some(Part::Constant(number)) => PlannedPart::Constant(*number),
                Some(Part::Column { column, values }) => {
                    PlannedPart::Column(header.find(column)?, column.clone(), values.clone())
                }
            })
        };
        let columns: Vec<&String> = mapping.column.iter().chain(&mapping.columns).collect();
        let when = if mapping.arrival {
            When::Arrival
        } else if let Some(constant) = &mapping.constant {
            When::Constant(constant.clone())
        } else if !columns.is_empty() {
            let places = columns.iter().map(|column| header.find(column)).collect::<Result<_, _>>()?;
            When::Columns(places, mapping.format.clone())
        } else {
            let clock = match &mapping.hour {
                Some(_) => Some(Box::new([part(&mapping.hour)?, part(&mapping.minute)?])),
                None => None,
            };
            When::Parts {
                day: Box::new([part(&mapping.year)?, part(&mapping.month)?, part(&mapping.day)?]),
                clock,
            }
        };
        Ok(Self {
            when,
            zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
            column: mapping.columns().join(", "),
        })
    }

    fn read(&self, cells: &[&str], faults: &mut Vec<Fault>) -> Option<Timestamp> {
        let found = match &self.when {
            When::Arrival => return None,
            When::Constant(constant) => instant(constant, None, &self.zone),
            When::Columns(places, format) => {
                let text = places.iter().map(|at| cells[*at]).collect::<Vec<_>>().join(" ");
                match text.trim() {
                    "" => Err("the time is empty".to_owned()),
                    text => instant(text, format.as_deref(), &self.zone),
                }
            }
            When::Parts { day, clock } => numbers(day.as_ref(), cells).and_then(|day| {
                let clock = clock.as_ref().map(|clock| numbers(clock.as_ref(), cells)).transpose()?;
                composed(day, clock, &self.zone)
            }),
        };
        found
            .map_err(|reason| faults.push(Fault { column: self.column.clone(), code: "bad_time", reason }))
            .ok()
    }
}

/// The numbers of the parts of a date or of a time of day.
fn numbers<const N: usize>(parts: &[PlannedPart; N], cells: &[&str]) -> Result<[i64; N], String> {
    let mut found = [0; N];
    for (number, part) in found.iter_mut().zip(parts) {
        *number = match part {
            PlannedPart::Constant(constant) => *constant,
            PlannedPart::Column(at, column, values) => {
                let cell = cells[*at];
                match values.get(cell) {
                    Some(value) => *value,
                    None => cell.parse().map_err(|_| format!("`{column}` is no whole number"))?,
                }
            }
        };
    }
    Ok(found)
}

//! The mapping file: which column is what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use heard_model::dimension::{MAX_ATTRIBUTES, is_attribute_name};
use heard_model::survey::{Choice, QuestionKind, SurveyDefinition};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

use super::ImportError;
use super::code::Code;
use super::time::TimeMapping;
use crate::parse_definition;

/// Which column of a file is what. See the [module's example](super).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The file of the survey's definition (JSON), relative to the mapping's folder.
    #[serde(default)]
    pub survey: Option<String>,
    /// The survey's definition itself.
    #[serde(default)]
    pub definition: Option<SurveyDefinition>,
    /// How the file is written.
    #[serde(default)]
    pub file: FileOptions,
    /// What tells rows apart.
    #[serde(default)]
    pub identity: Identity,
    /// When the answers were given.
    pub time: TimeMapping,
    /// Codes that hold for every question that does not say otherwise.
    #[serde(default)]
    pub codes: Codes,
    /// The questions, by their keys in the survey.
    pub questions: BTreeMap<String, QuestionMapping>,
    /// The fields around the answers.
    #[serde(default)]
    pub fields: FieldMappings,
    /// Who answered.
    #[serde(default)]
    pub contact: ContactMapping,
    /// Further attributes, by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, FieldMapping>,
}

/// How the file is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileOptions {
    /// The separator: one ASCII character, or `tab`. Detected if absent.
    #[serde(default)]
    pub separator: Option<String>,
    /// The encoding by its WHATWG label: `utf-8`, `windows-1250`, … Detected if absent.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The decimal mark of numbers, `.` if absent.
    #[serde(default)]
    pub decimal: Option<char>,
}

/// What tells rows apart, so that the same row twice is one response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The columns that together name a row; none for a hash of its cells.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Stands before every identifier.
    #[serde(default)]
    pub prefix: String,
}

/// Codes of questions that are no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// The question was shown and not answered.
    #[serde(default)]
    pub no_answer: Vec<Code>,
    /// The question does not apply to the respondent.
    #[serde(default)]
    pub not_applicable: Vec<Code>,
}

/// Where a question's answer stands. A text alone is the name of the column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionMapping {
    /// The column.
    pub column: Option<String>,
    /// Several columns that each hold one choice of a multiple choice.
    pub columns: Vec<String>,
    /// For a multiple choice with a column per choice: the columns by choice key.
    pub choices: BTreeMap<String, String>,
    /// The codes of such a column that mean "chosen"; `1` if none are given.
    pub chosen: Vec<Code>,
    /// For a matrix: the columns by row key.
    pub rows: BTreeMap<String, String>,
    /// What separates several choices in one cell.
    pub split: Option<String>,
    /// What codes stand for: a score or the key of a choice.
    pub values: BTreeMap<String, Code>,
    /// Codes that mean "shown and not answered".
    pub no_answer: Option<Vec<Code>>,
    /// Codes that mean "does not apply".
    pub not_applicable: Option<Vec<Code>>,
}

/// Where a field's value stands. A text alone is the name of the column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldMapping {
    /// The column.
    pub column: Option<String>,
    /// The same value for every row.
    pub constant: Option<String>,
    /// What codes stand for.
    pub values: BTreeMap<String, Code>,
    /// Codes that mean "no value".
    pub no_value: Vec<Code>,
    /// What codes without a translation stand for; without it they are refused.
    pub other: Option<String>,
}

/// The fields around the answers.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldMappings {
    /// BCP 47 tag of the language answered in.
    pub language: Option<FieldMapping>,
    /// Touchpoint.
    pub touchpoint: Option<FieldMapping>,
    /// Channel.
    pub channel: Option<FieldMapping>,
    /// The unit's code or identifier.
    pub unit: Option<FieldMapping>,
    /// ISO 3166-1 alpha-2 code of the country.
    pub country: Option<FieldMapping>,
    /// Team.
    pub team: Option<FieldMapping>,
    /// Agent.
    pub agent: Option<FieldMapping>,
    /// Product.
    pub product: Option<FieldMapping>,
    /// Sampling weight.
    pub weight: Option<FieldMapping>,
}

/// Who answered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContactMapping {
    /// The source's identifier of the customer.
    pub external_id: Option<FieldMapping>,
    /// E-mail address.
    pub email: Option<FieldMapping>,
    /// Name.
    pub name: Option<FieldMapping>,
}

/// One thing that is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingProblem {
    /// Where, as in TOML: `questions.overall`.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for MappingProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

/// Reads `"COLUMN"` or a table.
macro_rules! column_or_table {
    ($name:ident, $expecting:literal, { $($field:ident: $kind:ty),* $(,)? }) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Table {
                    $(#[serde(default)] $field: $kind,)*
                }
                struct ColumnOrTable;
                impl<'de> Visitor<'de> for ColumnOrTable {
                    type Value = $name;

                    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                        formatter.write_str($expecting)
                    }

                    fn visit_str<E: serde::de::Error>(self, column: &str) -> Result<$name, E> {
                        Ok($name { column: Some(column.to_owned()), ..$name::default() })
                    }

                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$name, A::Error> {
                        let table = Table::deserialize(MapAccessDeserializer::new(map))?;
                        Ok($name { $($field: table.$field,)* })
                    }
                }
                deserializer.deserialize_any(ColumnOrTable)
            }
        }
    };
}

column_or_table!(QuestionMapping, "the name of a column or a table of a question", {
    column: Option<String>,
    columns: Vec<String>,
    choices: BTreeMap<String, String>,
    chosen: Vec<Code>,
    rows: BTreeMap<String, String>,
    split: Option<String>,
    values: BTreeMap<String, Code>,
    no_answer: Option<Vec<Code>>,
    not_applicable: Option<Vec<Code>>,
});

column_or_table!(FieldMapping, "the name of a column or a table of a field", {
    column: Option<String>,
    constant: Option<String>,
    values: BTreeMap<String, Code>,
    no_value: Vec<Code>,
    other: Option<String>,
});

impl FieldMappings {
    /// The fields that are mapped, by name.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, &FieldMapping)> {
        [
            ("language", &self.language),
            ("touchpoint", &self.touchpoint),
            ("channel", &self.channel),
            ("unit", &self.unit),
            ("country", &self.country),
            ("team", &self.team),
            ("agent", &self.agent),
            ("product", &self.product),
            ("weight", &self.weight),
        ]
        .into_iter()
        .filter_map(|(name, field)| field.as_ref().map(|field| (name, field)))
    }
}

impl ContactMapping {
    /// The fields that are mapped, by name.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, &FieldMapping)> {
        [("external_id", &self.external_id), ("email", &self.email), ("name", &self.name)]
            .into_iter()
            .filter_map(|(name, field)| field.as_ref().map(|field| (name, field)))
    }
}

impl Mapping {
    /// The mapping in a TOML text.
    ///
    /// # Errors
    /// What is no TOML of a mapping, with its line.
    pub fn parse(toml: &str) -> Result<Self, ImportError> {
        toml::from_str(toml)
            .map_err(|error| ImportError::MalformedMapping(error.to_string().trim().to_owned()))
    }

    /// The mapping in a file. The survey that it names is read from its file into `definition`.
    ///
    /// # Errors
    /// When one of the files cannot be read or understood.
    pub fn load(path: &Path) -> Result<Self, ImportError> {
        let mut mapping = Self::parse(&read_text(path)?)?;
        if let (Some(survey), None) = (&mapping.survey, &mapping.definition) {
            let survey_path = path.parent().unwrap_or(Path::new("")).join(survey);
            let definition = parse_definition(read_text(&survey_path)?.as_bytes()).map_err(|problems| {
                let reason = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                ImportError::MalformedSurvey { path: survey_path, reason }
            })?;
            mapping.definition = Some(definition);
            mapping.survey = None;
        }
        Ok(mapping)
    }

    /// Every column that the mapping names.
    pub fn columns(&self) -> BTreeSet<&str> {
        let mut columns: BTreeSet<&str> = self.identity.columns.iter().map(String::as_str).collect();
        columns.extend(self.time.columns());
        let fields = self.fields.named().chain(self.contact.named()).map(|(_, field)| field);
        columns.extend(fields.chain(self.attributes.values()).filter_map(|field| field.column.as_deref()));
        for question in self.questions.values() {
            columns.extend(question.column.as_deref());
            columns.extend(question.columns.iter().map(String::as_str));
            columns.extend(question.choices.values().chain(question.rows.values()).map(String::as_str));
        }
        columns
    }

    /// What is wrong with the mapping itself and as a mapping to this survey.
    pub fn problems(&self, definition: &SurveyDefinition) -> Vec<MappingProblem> {
        let mut judge = Judge(Vec::new());
        if self.survey.is_some() && self.definition.is_some() {
            judge.refuse("survey", "give either `survey` or `[definition]`");
        }
        judge.file(&self.file);
        if let Some(message) = self.time.problem() {
            judge.refuse("time", &message);
        }
        if self.questions.is_empty() {
            judge.refuse("questions", "map at least one question");
        }
        for (key, question) in &self.questions {
            judge.question(key, question, definition);
        }
        for (name, field) in self.fields.named() {
            judge.field(&format!("fields.{name}"), field);
        }
        for (name, field) in self.contact.named() {
            judge.field(&format!("contact.{name}"), field);
        }
        if self.attributes.len() > MAX_ATTRIBUTES {
            judge.refuse("attributes", &format!("a workspace may use {MAX_ATTRIBUTES}"));
        }
        for (name, field) in &self.attributes {
            let place = format!("attributes.{name}");
            if !is_attribute_name(name) {
                judge.refuse(&place, "name it with 1 to 64 of `a-z 0-9 _`, a letter first");
            }
            judge.field(&place, field);
        }
        judge.0
    }
}

struct Judge(Vec<MappingProblem>);

impl Judge {
    fn refuse(&mut self, place: &str, message: &str) {
        self.0.push(MappingProblem { place: place.to_owned(), message: message.to_owned() });
    }

    fn file(&mut self, file: &FileOptions) {
        if file.separator.as_deref().is_some_and(|separator| separator_byte(separator).is_none()) {
            self.refuse("file.separator", "use one of `,` `;` `|` `tab`, or another single ASCII character");
        }
        if file
            .encoding
            .as_deref()
            .is_some_and(|label| encoding_rs::Encoding::for_label(label.as_bytes()).is_none())
        {
            self.refuse(
                "file.encoding",
                "use a label such as `utf-8`, `utf-16le`, `windows-1250` or `iso-8859-2`",
            );
        }
        if file.decimal.is_some_and(|mark| mark != '.' && mark != ',') {
            self.refuse("file.decimal", "use `.` or `,`");
        }
    }

    fn field(&mut self, place: &str, field: &FieldMapping) {
        match (&field.column, &field.constant) {
            (Some(_), Some(_)) => self.refuse(place, "give either `column` or `constant`"),
            (None, None) => self.refuse(place, "give `column` or `constant`"),
            (None, Some(_)) if !field.values.is_empty() || field.other.is_some() => {
                self.refuse(place, "`values` and `other` translate a column, not a constant");
            }
            _ => {}
        }
    }

    fn question(&mut self, key: &str, mapping: &QuestionMapping, definition: &SurveyDefinition) {
        let place = format!("questions.{key}");
        let Some(question) = definition.questions.iter().find(|question| question.key == key) else {
            return self.refuse(&place, "the survey has no such question");
        };
        let sources = usize::from(mapping.column.is_some())
            + usize::from(!mapping.columns.is_empty())
            + usize::from(!mapping.choices.is_empty())
            + usize::from(!mapping.rows.is_empty());
        if sources != 1 {
            return self.refuse(&place, "give exactly one of `column`, `columns`, `choices` and `rows`");
        }
        let is_multiple = matches!(question.kind, QuestionKind::MultipleChoice { .. });
        match &question.kind {
            QuestionKind::MultipleChoice { choices } => {
                self.keys(&place, "choices", mapping.choices.keys(), choices);
                if !mapping.rows.is_empty() {
                    self.refuse(&place, "`rows` are for a matrix; this is a multiple choice");
                }
            }
            QuestionKind::Matrix { rows, .. } => {
                self.keys(&place, "rows", mapping.rows.keys(), rows);
                if mapping.rows.is_empty() {
                    self.refuse(&place, "this is a matrix; give `rows`, a column for each");
                }
            }
            _ if mapping.column.is_none() => {
                self.refuse(&place, "give `column`; the other ways are for multiple choices and matrices");
            }
            _ => {}
        }
        if mapping.split.is_some() && !(is_multiple && mapping.column.is_some()) {
            self.refuse(&place, "`split` is for a multiple choice in one column");
        }
    }

    fn keys<'k>(
        &mut self,
        place: &str,
        what: &str,
        given: impl Iterator<Item = &'k String>,
        known: &[Choice],
    ) {
        for key in given.filter(|key| !known.iter().any(|choice| choice.key == **key)) {
            self.refuse(&format!("{place}.{what}.{key}"), "the question has no such key");
        }
    }
}

fn read_text(path: &Path) -> Result<String, ImportError> {
    std::fs::read_to_string(path).map_err(|source| ImportError::Unreadable { path: path.to_owned(), source })
}

/// The separator that a mapping's text stands for.
pub(crate) fn separator_byte(separator: &str) -> Option<u8> {
    match separator.as_bytes() {
        b"tab" | b"\t" => Some(b'\t'),
        [byte]
            if byte.is_ascii()
                && !byte.is_ascii_alphanumeric()
                && !matches!(byte, b'"' | b'\n' | b'\r' | 0) =>
        {
            Some(*byte)
        }
        _ => None,
    }
}

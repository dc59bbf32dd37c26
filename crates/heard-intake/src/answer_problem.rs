//! What can be wrong with a response: where, a code for machines, a sentence for people.

use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// One thing that is wrong with a response.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerProblem {
    /// JSON pointer into the response: `/answers/nps`, `/weight`; empty for the whole.
    pub path: String,
    /// What is wrong.
    pub fault: AnswerFault,
}

impl fmt::Display for AnswerProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            self.fault.fmt(formatter)
        } else {
            write!(formatter, "{}: {}", self.path, self.fault)
        }
    }
}

impl Serialize for AnswerProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut problem = serializer.serialize_struct("AnswerProblem", 3)?;
        problem.serialize_field("path", &self.path)?;
        problem.serialize_field("code", self.fault.code())?;
        problem.serialize_field("message", &self.fault.to_string())?;
        problem.end()
    }
}

/// What is wrong. The respondent page words these in the respondent's language; integrators read
/// the sentences.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnswerFault {
    /// No such question.
    #[error("the survey has no question {key}; its questions are {known}")]
    UnknownQuestion {
        /// As it was given, quoted.
        key: String,
        /// The questions it has.
        known: String,
    },
    /// A required question without an answer.
    #[error("an answer is required")]
    Required,
    /// Nothing was answered at all.
    #[error("no question is answered; answer at least one")]
    NothingAnswered,
    /// A score of another JSON type.
    #[error("must be a whole number from {min} to {max}, not {found}")]
    NotAScore {
        /// Lowest score.
        min: u8,
        /// Highest score.
        max: u8,
        /// What was given.
        found: &'static str,
    },
    /// A score with a fraction.
    #[error("{value} is no whole number; scores are stored as given and never rounded")]
    Fraction {
        /// The number.
        value: f64,
    },
    /// A score outside its scale.
    #[error("{value} is outside the scale of {min} to {max}")]
    OutOfRange {
        /// The number.
        value: f64,
        /// Lowest score.
        min: u8,
        /// Highest score.
        max: u8,
    },
    /// A choice of another JSON type.
    #[error("must be the key of one choice as text, not {found}")]
    NotAChoice {
        /// What was given.
        found: &'static str,
    },
    /// Several choices of another JSON type.
    #[error("must be a list of choice keys, not {found}")]
    NotAList {
        /// What was given.
        found: &'static str,
    },
    /// No such choice.
    #[error("there is no choice {key}; the choices are {known}")]
    UnknownChoice {
        /// As it was given, quoted.
        key: String,
        /// The choices there are.
        known: String,
    },
    /// A choice given twice.
    #[error("the choice {key} is given twice")]
    RepeatedChoice {
        /// Its key.
        key: String,
    },
    /// A matrix of another JSON type.
    #[error("must be an object of row key to score, not {found}")]
    NotAMatrix {
        /// What was given.
        found: &'static str,
    },
    /// No such row of the matrix.
    #[error("the matrix has no row {key}; its rows are {known}")]
    UnknownRow {
        /// As it was given, quoted.
        key: String,
        /// The rows it has.
        known: String,
    },
    /// Words of another JSON type.
    #[error("must be text, not {found}")]
    NotWords {
        /// What was given.
        found: &'static str,
    },
    /// Too many characters.
    #[error("has {length} characters; at most {max} are kept")]
    TooLong {
        /// How many it has.
        length: usize,
        /// How many it may have.
        max: usize,
    },
    /// U+0000.
    #[error("holds a NUL character; remove it")]
    NulCharacter,
    /// A control character in a label.
    #[error("holds a control character or a direction mark; labels may not")]
    ControlCharacter,
    /// "Does not apply" from a public sender.
    #[error("only a sender with a key may mark a question as not applicable")]
    NotApplicableNeedsKey,
    /// A field that a public sender may not give.
    #[error(
        "a public sender may give answers and language only; `{field}` needs an API key or a signed link"
    )]
    FieldNeedsKey {
        /// The field.
        field: &'static str,
    },
    /// A language tag that is none.
    #[error("{tag} is no BCP 47 language tag, such as `en` or `pt-BR`")]
    MalformedLanguage {
        /// As it was given, quoted.
        tag: String,
    },
    /// A language that the survey is not written in.
    #[error("the survey is not written in {tag}; its languages are {known}")]
    ForeignLanguage {
        /// As it was given, quoted.
        tag: String,
        /// The survey's languages.
        known: String,
    },
    /// Answered in the future.
    #[error("lies in the future; the clock here says {now}")]
    InTheFuture {
        /// The instant of arrival.
        now: jiff::Timestamp,
    },
    /// Answered before 1990.
    #[error("lies before 1990-01-01; check the date")]
    LongAgo,
    /// A weight that is none.
    #[error("a weight lies above 0 and at most at 1000, not {weight}; leave it out if there is none")]
    BadWeight {
        /// As it was given.
        weight: f64,
    },
    /// No such unit.
    #[error("there is no unit {unit}; give the code or the identifier of one of the workspace's units")]
    UnknownUnit {
        /// As it was given, quoted.
        unit: String,
    },
    /// A workspace without any unit.
    #[error("the workspace has no unit that the response could belong to")]
    NoUnit,
    /// A country that is none.
    #[error("{country} is no ISO 3166-1 alpha-2 country code, such as `FI`")]
    UnknownCountry {
        /// As it was given, quoted.
        country: String,
    },
    /// Too many attributes.
    #[error("has {count} attributes; a workspace may use {max}")]
    TooManyAttributes {
        /// How many were given.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// An attribute's name that is none.
    #[error("{name} cannot name an attribute; use 1 to 64 of `a-z 0-9 _`, a letter first")]
    BadAttributeName {
        /// As it was given, quoted.
        name: String,
    },
    /// An e-mail address that is none.
    #[error("is no e-mail address of the form name@example.org")]
    BadEmail,
    /// A contact without a handle.
    #[error("a contact needs an `external_id` or an `email`")]
    EmptyContact,
    /// An identifier that is empty.
    #[error("is empty; leave it out or give it")]
    Empty,
    /// No JSON at all.
    #[error("is no JSON object of a response: {reason}")]
    Malformed {
        /// What the parser says.
        reason: String,
    },
    /// A field that a response does not have.
    #[error("a response has no field {field}; its fields are {known}")]
    UnknownField {
        /// As it was given, quoted.
        field: String,
        /// The fields it has.
        known: String,
    },
    /// A field of another JSON type.
    #[error("must be {expected}, not {found}")]
    WrongType {
        /// What it must be.
        expected: &'static str,
        /// What was given.
        found: &'static str,
    },
    /// An instant that is none.
    #[error("{given} is no instant; write it like `2026-11-22T15:04:05Z`, with the offset from UTC")]
    BadInstant {
        /// As it was given, quoted.
        given: String,
    },
    /// A time zone that nobody knows.
    #[error("the workspace's time zone {zone} is not known; choose an IANA zone such as `Europe/Helsinki`")]
    UnknownZone {
        /// As it is set, quoted.
        zone: String,
    },
}

impl AnswerFault {
    /// A name for machines that never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownQuestion { .. } => "unknown_question",
            Self::Required => "required",
            Self::NothingAnswered => "nothing_answered",
            Self::NotAScore { .. } => "not_a_score",
            Self::Fraction { .. } => "fraction",
            Self::OutOfRange { .. } => "out_of_range",
            Self::NotAChoice { .. } => "not_a_choice",
            Self::NotAList { .. } => "not_a_list",
            Self::UnknownChoice { .. } => "unknown_choice",
            Self::RepeatedChoice { .. } => "repeated_choice",
            Self::NotAMatrix { .. } => "not_a_matrix",
            Self::UnknownRow { .. } => "unknown_row",
            Self::NotWords { .. } => "not_words",
            Self::TooLong { .. } => "too_long",
            Self::NulCharacter => "nul_character",
            Self::ControlCharacter => "control_character",
            Self::NotApplicableNeedsKey => "not_applicable_needs_key",
            Self::FieldNeedsKey { .. } => "field_needs_key",
            Self::MalformedLanguage { .. } => "malformed_language",
            Self::ForeignLanguage { .. } => "foreign_language",
            Self::InTheFuture { .. } => "in_the_future",
            Self::LongAgo => "long_ago",
            Self::BadWeight { .. } => "bad_weight",
            Self::UnknownUnit { .. } => "unknown_unit",
            Self::NoUnit => "no_unit",
            Self::UnknownCountry { .. } => "unknown_country",
            Self::TooManyAttributes { .. } => "too_many_attributes",
            Self::BadAttributeName { .. } => "bad_attribute_name",
            Self::BadEmail => "bad_email",
            Self::EmptyContact => "empty_contact",
            Self::Empty => "empty",
            Self::Malformed { .. } => "malformed",
            Self::UnknownField { .. } => "unknown_field",
            Self::WrongType { .. } => "wrong_type",
            Self::BadInstant { .. } => "bad_instant",
            Self::UnknownZone { .. } => "unknown_zone",
        }
    }
}

//! What can be wrong with a survey's definition: where, a code for machines, a sentence for people.

use std::fmt;

use heard_model::survey::Scale;
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// One thing that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionProblem {
    /// JSON pointer into the definition: `/questions/0/key`.
    pub path: String,
    /// What is wrong.
    pub fault: DefinitionFault,
}

impl fmt::Display for DefinitionProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.fault)
    }
}

impl Serialize for DefinitionProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut problem = serializer.serialize_struct("DefinitionProblem", 3)?;
        problem.serialize_field("path", &self.path)?;
        problem.serialize_field("code", self.fault.code())?;
        problem.serialize_field("message", &self.fault.to_string())?;
        problem.end()
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionFault {
    /// No JSON of a definition.
    #[error("is no JSON of a survey's definition: {reason}")]
    Malformed {
        /// What the parser says.
        reason: String,
    },
    /// A field that a definition does not have.
    #[error("there is no field {field} here; check its spelling")]
    UnknownField {
        /// As it is given, quoted.
        field: String,
    },
    /// Too few or too many of something.
    #[error("there are {count} {what}; there must be {min} to {max}")]
    Count {
        /// Of what.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there must be.
        min: usize,
        /// How many there may be.
        max: usize,
    },
    /// A key of another form.
    #[error("{key} cannot be a key; use 1 to 64 of `a-z 0-9 _`")]
    BadKey {
        /// As it is given, quoted.
        key: String,
    },
    /// A key that stands twice.
    #[error("the key `{key}` stands twice; keys tell answers apart")]
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// A language tag that is none.
    #[error("{tag} is no BCP 47 language tag, such as `en` or `pt-BR`")]
    MalformedLanguage {
        /// As it is given, quoted.
        tag: String,
    },
    /// A language tag in unusual letters.
    #[error("write this language as `{canonical}`")]
    UnusualLanguage {
        /// In its usual letters.
        canonical: String,
    },
    /// A language that stands twice.
    #[error("the language `{tag}` stands twice")]
    RepeatedLanguage {
        /// The tag.
        tag: String,
    },
    /// A text that is missing in the base language.
    #[error("a text in `{base}`, the survey's base language, is missing")]
    MissingText {
        /// The base language.
        base: String,
    },
    /// A text that is too long.
    #[error("the text has {length} characters; at most {max} fit")]
    TooLong {
        /// How many it has.
        length: usize,
        /// How many fit.
        max: usize,
    },
    /// A text that could trick its reader.
    #[error("the text {reason}")]
    UnsafeText {
        /// Why.
        reason: &'static str,
    },
    /// A scale of other points.
    #[error("a scale of {points} points is not known here; use {allowed}")]
    BadPoints {
        /// How many it has.
        points: u8,
        /// How many it may have.
        allowed: &'static str,
    },
    /// An item of the index that names no question.
    #[error("the index names {key}, and there is no such question")]
    UnknownIndexItem {
        /// As it is given, quoted.
        key: String,
    },
    /// An item of the index without a scale.
    #[error("`{key}` has no scores, so it cannot be part of the index")]
    UnscoredIndexItem {
        /// The question's key.
        key: String,
    },
    /// An item of the index on another scale.
    #[error("`{key}` has the scale {}–{} and `{first}` has {}–{}; the index sums items of one scale", scale.min, scale.max, first_scale.min, first_scale.max)]
    MixedIndex {
        /// The question's key.
        key: String,
        /// Its scale.
        scale: Scale,
        /// The key of the first item.
        first: String,
        /// The first item's scale.
        first_scale: Scale,
    },
    /// An index whose sum does not fit.
    #[error("the index could sum to {highest}; use fewer items, so that it stays at or below {max}")]
    LargeIndex {
        /// The highest possible sum.
        highest: usize,
        /// The highest sum that fits.
        max: u8,
    },
}

impl DefinitionFault {
    /// A name for machines that never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::UnknownField { .. } => "unknown_field",
            Self::Count { .. } => "count",
            Self::BadKey { .. } => "bad_key",
            Self::RepeatedKey { .. } => "repeated_key",
            Self::MalformedLanguage { .. } => "malformed_language",
            Self::UnusualLanguage { .. } => "unusual_language",
            Self::RepeatedLanguage { .. } => "repeated_language",
            Self::MissingText { .. } => "missing_text",
            Self::TooLong { .. } => "too_long",
            Self::UnsafeText { .. } => "unsafe_text",
            Self::BadPoints { .. } => "bad_points",
            Self::UnknownIndexItem { .. } => "unknown_index_item",
            Self::UnscoredIndexItem { .. } => "unscored_index_item",
            Self::MixedIndex { .. } => "mixed_index",
            Self::LargeIndex { .. } => "large_index",
        }
    }
}

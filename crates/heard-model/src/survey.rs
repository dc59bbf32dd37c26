//! Surveys: what is asked, on which scale, in which words.
//!
//! A definition is edited as a draft and becomes an immutable version when it is published.
//! Answers stay with the version that they were given to.

use serde::{Deserialize, Serialize};

use crate::{LocalizedText, SurveyId, UnitId};

/// What a survey asks; the JSON that a builder edits and a version keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyDefinition {
    /// What respondents see as the title.
    pub title: LocalizedText,
    /// A sentence above the first question.
    #[serde(default)]
    pub introduction: LocalizedText,
    /// What is said after the last answer.
    #[serde(default)]
    pub thanks: LocalizedText,
    /// BCP 47 tags, the base language first; at least one.
    pub languages: Vec<String>,
    /// The questions in order; 1 to 100.
    pub questions: Vec<Question>,
    /// The keys of the questions of one scale that make the overall satisfaction index
    /// (equal weights, complete answers only); empty for none.
    #[serde(default)]
    pub index: Vec<String>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Question {
    /// Its key within the survey: 1 to 64 of `a-z 0-9 _`; answers are given by it.
    pub key: String,
    /// The words of the question.
    pub text: LocalizedText,
    /// A line below the question.
    #[serde(default)]
    pub help: LocalizedText,
    /// Whether a response without it is refused.
    #[serde(default)]
    pub required: bool,
    /// What the lowest point of the scale means.
    #[serde(default)]
    pub low: LocalizedText,
    /// What the highest point of the scale means.
    #[serde(default)]
    pub high: LocalizedText,
    /// What kind it is.
    #[serde(flatten)]
    pub kind: QuestionKind,
}

/// The kinds of question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionKind {
    /// Likelihood to recommend, 0 to 10.
    Nps,
    /// Likelihood to recommend, 1 to 10: another scale and another definition than `nps`.
    #[serde(rename = "nps_1_10")]
    Nps1To10,
    /// Satisfaction, 1 to 5.
    Csat,
    /// Ease ("effort"), 1 to `points`, high is easy.
    Ces {
        /// 5 or 7.
        points: u8,
    },
    /// A rating, 1 to `points`.
    Rating {
        /// 3 to 10.
        points: u8,
    },
    /// One of several choices.
    SingleChoice {
        /// 2 to 100 choices.
        choices: Vec<Choice>,
    },
    /// Any of several choices.
    MultipleChoice {
        /// 2 to 100 choices.
        choices: Vec<Choice>,
    },
    /// Several statements on one Likert scale.
    Matrix {
        /// 3 to 10.
        points: u8,
        /// 1 to 30 statements.
        rows: Vec<Choice>,
    },
    /// Words.
    Text {
        /// Several lines.
        #[serde(default)]
        long: bool,
    },
}

/// A choice, or a statement of a matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its key within the question: 1 to 64 of `a-z 0-9 _`.
    pub key: String,
    /// Its words.
    pub text: LocalizedText,
}

/// A scale of whole numbers, both ends included.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
pub struct Scale {
    /// The lowest score.
    pub min: u8,
    /// The highest score.
    pub max: u8,
}

impl QuestionKind {
    /// The scale of a scored kind; `None` for choices and words.
    pub fn scale(&self) -> Option<Scale> {
        let (min, max) = match self {
            Self::Nps => (0, 10),
            Self::Nps1To10 => (1, 10),
            Self::Csat => (1, 5),
            Self::Ces { points } | Self::Rating { points } | Self::Matrix { points, .. } => (1, *points),
            Self::SingleChoice { .. } | Self::MultipleChoice { .. } | Self::Text { .. } => return None,
        };
        Some(Scale { min, max })
    }
}

/// Where a survey is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyState {
    /// Never published.
    Draft,
    /// Takes answers.
    Published,
    /// Takes no more answers.
    Closed,
}

/// What a survey adds to each of its answers, unless a trusted sender says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SurveyContext {
    /// The unit that answers without one belong to; the root unit if none.
    pub unit: Option<UnitId>,
    /// The touchpoint of the journey.
    pub touchpoint: Option<String>,
}

/// A published, immutable version of a survey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SurveyVersion {
    /// The survey.
    pub survey: SurveyId,
    /// 1, 2, 3 …
    pub version: u32,
    /// What it asks.
    pub definition: SurveyDefinition,
}

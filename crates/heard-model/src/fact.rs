//! Facts before they have codes: what an accepted answer says to the numbers, free of personal
//! data. An event is what the outbox carries from the truth to its columnar projection.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::survey::Scale;
use crate::{SurveyId, UnitId};

/// The score of a row whose question was shown and not answered.
pub const SCORE_SKIPPED: u8 = 255;
/// The score of a row whose question does not apply to the respondent.
pub const SCORE_NOT_APPLICABLE: u8 = 254;
/// The highest score that a scale may have.
pub const SCORE_MAX: u8 = 250;

/// What kind of answer a fact row holds; with the scale it decides which metrics read the row.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum FactKind {
    /// One row per response, score 1: counts responses.
    Response = 0,
    /// Likelihood to recommend, 0 to 10.
    Nps = 1,
    /// Likelihood to recommend, 1 to 10.
    #[serde(rename = "nps_1_10")]
    Nps1To10 = 2,
    /// Satisfaction, 1 to 5.
    Csat = 3,
    /// Ease, 1 to 5 or 1 to 7 by its scale.
    Ces = 4,
    /// A rating, 1 to 3 … 10.
    Rating = 5,
    /// A statement of a matrix.
    Likert = 6,
    /// The chosen one of a single choice: score 1, only for the chosen.
    SingleChoice = 7,
    /// Each choice of a multiple choice: 1 chosen, 0 not.
    MultipleChoice = 8,
    /// The sum of the items of the survey's index, on the scale of possible sums; complete
    /// answers only.
    Index = 9,
}

impl FactKind {
    /// All kinds in the order of their codes.
    pub const ALL: [Self; 10] = [
        Self::Response,
        Self::Nps,
        Self::Nps1To10,
        Self::Csat,
        Self::Ces,
        Self::Rating,
        Self::Likert,
        Self::SingleChoice,
        Self::MultipleChoice,
        Self::Index,
    ];

    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Nps => "nps",
            Self::Nps1To10 => "nps_1_10",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Rating => "rating",
            Self::Likert => "likert",
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::Index => "index",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// One scored answer of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactScore {
    /// The question's key (`key.row` for a matrix); empty for `Response` and `Index`.
    #[serde(rename = "q", default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// The kind.
    #[serde(rename = "k")]
    pub kind: FactKind,
    /// The scale.
    #[serde(rename = "r")]
    pub scale: Scale,
    /// The raw score, [`SCORE_SKIPPED`] or [`SCORE_NOT_APPLICABLE`].
    #[serde(rename = "s")]
    pub score: u8,
    /// The choice's key, for choices.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
}

/// The answers of one response with the attributes of the moment: added (`sign` 1) or taken
/// back (`sign` −1). A correction is −old and +new with one `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactEvent {
    /// 1 or −1.
    pub sign: i8,
    /// The position of this change in the order of acceptance.
    pub seq: i64,
    /// The survey.
    pub survey: SurveyId,
    /// The unit.
    pub unit: UnitId,
    /// When it was answered, in milliseconds since 1970 UTC.
    pub instant_ms: i64,
    /// The civil day it was answered on, in `zone`, as days since 1970-01-01.
    pub day: i32,
    /// The IANA time zone in which that day was cut.
    pub zone: String,
    /// The contact's dense code within the workspace, from 1; 0 is nobody known.
    #[serde(default)]
    pub contact: u32,
    /// Sampling weight in millionths; absent is "not weighted".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// Touchpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// Channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Further attributes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The scored answers.
    pub scores: Vec<FactScore>,
}

impl FactEvent {
    /// The same answers taken back by a later change.
    pub fn reversed(&self, seq: i64) -> Self {
        Self { sign: -self.sign, seq, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_as_they_are_written() {
        for kind in FactKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(FactKind::from_code(kind as u8), Some(kind));
        }
    }
}

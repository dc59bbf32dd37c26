//! Metrics: the question that every surface asks and the answer that it shows.
//!
//! A metric is a versioned definition. The same (question, as-of) gives the same number for
//! ever; `arrived_since` says how many changes came later.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::SurveyId;
use crate::calendar::{Calendar, Grain, Period};
use crate::dimension::Dimension;
use crate::fact::FactKind;
use crate::filter::Filter;
use crate::position::Position;
use crate::survey::Scale;

/// The metrics.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MetricId {
    /// Net Promoter Score of 0–10 questions.
    Nps,
    /// Net Promoter Score of 1–10 questions; never mixed with `nps`.
    #[serde(rename = "nps_1_10")]
    Nps1To10,
    /// Share of 4 and 5 among satisfaction answers of 1–5.
    Csat,
    /// Mean ease of 1–5, with its top-box share.
    #[serde(rename = "ces_5")]
    Ces5,
    /// Mean ease of 1–7, with its top-box share.
    #[serde(rename = "ces_7")]
    Ces7,
    /// Share of 7 and more among ratings of 1–10.
    SatisfiedShare,
    /// Overall satisfaction index, 0–100, of surveys that define one, or of one scored question.
    SatisfactionIndex,
    /// Mean of one scored question.
    Mean,
    /// How the answers to one scored question are spread.
    Distribution,
    /// Share of respondents who chose each choice of one question.
    ChoiceShare,
    /// Number of responses.
    Responses,
}

impl MetricId {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Nps,
        Self::Nps1To10,
        Self::Csat,
        Self::Ces5,
        Self::Ces7,
        Self::SatisfiedShare,
        Self::SatisfactionIndex,
        Self::Mean,
        Self::Distribution,
        Self::ChoiceShare,
        Self::Responses,
    ];
}

/// What the number is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Points, −100 to 100.
    NetPoints,
    /// A share, 0 to 1.
    Share,
    /// Points on the question's own scale.
    ScalePoints,
    /// An index, 0 to 100.
    Index,
    /// A number of things.
    Count,
}

/// A metric's definition: what is read, how it is counted, how sure the number is.
/// Words for people are in the catalogue under `metric-<id>-…`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MetricDefinition {
    /// The metric.
    pub id: MetricId,
    /// Grows when the definition changes.
    pub version: u32,
    /// The kinds of answer it reads.
    pub kinds: Vec<FactKind>,
    /// The scale it reads; any if absent.
    pub scale: Option<Scale>,
    /// Named sets of scores, as `promoters` 9–10.
    pub buckets: Vec<Bucket>,
    /// What the number is measured in.
    pub unit: Unit,
    /// Whether more is better.
    pub higher_is_better: bool,
    /// Whether a question must be named.
    pub needs_question: bool,
    /// The method of the interval, as `adjusted_wald_rocks_2016`.
    pub interval_method: String,
    /// Level of the interval, 0.95.
    pub level: f64,
    /// Decimals to show.
    pub decimals: u8,
    /// The source of the method.
    pub source: String,
}

/// A named set of scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Lowest score.
    pub min: u8,
    /// Highest score.
    pub max: u8,
}

/// A question to the numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricQuestion {
    /// The metric.
    pub metric: MetricId,
    /// Only this survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<SurveyId>,
    /// Only this question's key (`key.row` for a matrix).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// First civil day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date")]
    pub from: Option<Date>,
    /// The day after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date")]
    pub until: Option<Date>,
    /// Cut time into periods of this length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// The calendar of the periods; the workspace's if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// Split by up to two dimensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Dimension>,
    /// Which answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Compare with an earlier period; needs `from` and `until`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<Compare>,
    /// Only changes accepted up to this position; the latest if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Position>,
}

impl MetricQuestion {
    /// A question about everything ever answered.
    pub fn of(metric: MetricId) -> Self {
        Self {
            metric,
            survey: None,
            question: None,
            from: None,
            until: None,
            grain: None,
            calendar: None,
            by: Vec::new(),
            filter: None,
            compare: None,
            as_of: None,
        }
    }
}

/// The earlier period to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// The period of the same number of days just before.
    PreviousPeriod,
    /// The same dates a year earlier, in the question's calendar.
    YearBefore,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MetricAnswer {
    /// The definition behind every number here.
    pub definition: MetricDefinition,
    /// The question as understood, defaults filled in and `as_of` pinned.
    pub question: MetricQuestion,
    /// Every change up to this position is counted, none after.
    pub as_of: Position,
    /// Responses that were accepted, corrected or withdrawn after `as_of`.
    pub arrived_since: i64,
    /// All answers that the question is about.
    pub total: Measure,
    /// By period and by the asked dimensions; periods without an answer are present with n 0.
    pub groups: Vec<Group>,
    /// Against the earlier period, if asked.
    pub comparison: Option<Comparison>,
}

/// One cell of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Group {
    /// The period, if time was cut.
    pub period: Option<Period>,
    /// Whether the asked days begin or end within the period, so that only some of its days are counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut_off: bool,
    /// The values of the asked dimensions, in their order.
    pub keys: Vec<GroupKey>,
    /// The number.
    pub measure: Measure,
    /// Against the same cell of the earlier period, if asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// A value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupKey {
    /// The stored value; `null` is "no value".
    pub value: Option<String>,
    /// What to show for it: a unit's or survey's name, else the value.
    pub label: String,
}

/// A number with everything that makes it honest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Measure {
    /// Answers counted.
    pub n: i64,
    /// The number; absent where there is none or it is suppressed.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// What the reader must know.
    pub flag: Option<Flag>,
    /// What was left out of `n`.
    pub excluded: Excluded,
    /// Named parts, as the shares of promoters, passives and detractors.
    pub parts: Vec<Part>,
    /// Answers at each score; empty where suppressed.
    pub distribution: Vec<ScoreCount>,
    /// The weighted number beside the unweighted, where any answer has a weight.
    pub weighted: Option<Weighted>,
}

/// What the reader of a number must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Nobody answered.
    NoData,
    /// Fewer than 30 answers.
    FewAnswers,
    /// Hidden to protect a small group.
    Suppressed,
}

/// What was left out of `n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Excluded {
    /// Shown and not answered.
    pub skipped: i64,
    /// Said not to apply.
    pub not_applicable: i64,
}

/// A named part with its share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Part {
    /// The bucket's name.
    pub name: String,
    /// Answers in it.
    pub count: i64,
    /// Its share of `n`.
    pub share: f64,
    /// Lower end of the share's interval.
    pub low: f64,
    /// Upper end of the share's interval.
    pub high: f64,
}

/// Answers at one score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ScoreCount {
    /// The score.
    pub score: u8,
    /// How many.
    pub count: i64,
}

/// The weighted number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Weighted {
    /// Answers that have no weight; above 0 the rest is absent: the cell is "not weighted".
    pub without_weight: i64,
    /// The weighted number.
    pub value: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
    /// Kish's effective number of answers.
    pub effective_n: Option<f64>,
}

/// A number against an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Comparison {
    /// The earlier period.
    pub period: Period,
    /// The earlier number.
    pub before: Measure,
    /// Now minus before.
    pub difference: Option<f64>,
    /// Lower end of the difference's interval.
    pub low: Option<f64>,
    /// Upper end of the difference's interval.
    pub high: Option<f64>,
    /// Two-sided p of no difference.
    pub p_value: Option<f64>,
    /// How likely an answer of now is higher than one of before, for metrics that put scores
    /// into classes and so lose steps of the scale.
    pub superiority: Option<Superiority>,
    /// How sure it is.
    pub sureness: Sureness,
}

/// The probability that an answer of now is higher than one of before, equal ones counted half:
/// 0.5 where nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Superiority {
    /// The probability.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

/// How sure a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// The interval excludes no difference.
    Clear,
    /// It does not.
    WithinNoise,
    /// Too few answers on either side to say.
    TooFew,
}

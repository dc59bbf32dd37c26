//! Findings: what stands out in the numbers, with the evidence for it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::SurveyId;
use crate::calendar::Period;
use crate::dimension::Dimension;
use crate::filter::Filter;
use crate::metric::{Comparison, GroupKey, Measure, MetricId};
use crate::position::Position;

/// A question for what stands out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingsQuestion {
    /// First civil day; with `until` absent too, the last full month is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date")]
    pub from: Option<Date>,
    /// The day after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date")]
    pub until: Option<Date>,
    /// Only this survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<SurveyId>,
    /// Which answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Only changes accepted up to this position; the latest if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Position>,
    /// At most this many findings; 20 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
}

/// What stands out, the most important first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FindingsAnswer {
    /// The period looked at.
    pub period: Period,
    /// Every change up to this position is counted, none after.
    pub as_of: Position,
    /// How many comparisons were made; the q-values allow for all of them.
    pub scanned: u64,
    /// What stands out.
    pub findings: Vec<Finding>,
}

/// One number that stands out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Finding {
    /// The metric.
    pub metric: MetricId,
    /// The dimension; absent for the whole company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<Dimension>,
    /// The dimension's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<GroupKey>,
    /// In what way it stands out.
    pub kind: FindingKind,
    /// Whether that is good.
    pub direction: Direction,
    /// The days of the number.
    pub period: Period,
    /// The number.
    pub measure: Measure,
    /// For `changed` its own number before; for `differs` that of everybody else in the same days.
    pub comparison: Comparison,
    /// Two-sided p after Benjamini and Hochberg over everything scanned.
    pub q_value: f64,
}

/// In what way a number stands out.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// It is not what it was before.
    Changed,
    /// It is not what everybody else's is.
    Differs,
}

/// Whether something is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It is.
    Better,
    /// It is not.
    Worse,
}

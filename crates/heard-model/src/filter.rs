//! Filters over facts: and, or, not; sets and ranges.

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;

/// The deepest nesting of a filter.
pub const MAX_FILTER_DEPTH: usize = 16;

/// Which answers a question is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(no_recursion)]
pub enum Filter {
    /// Every one of them.
    All(Vec<Filter>),
    /// At least one of them.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// A dimension has one of these values. For `unit` a value stands for its whole branch.
    In(InFilter),
    /// A dimension's value, read as a number, lies in a range; values that are no numbers don't.
    Range(RangeFilter),
    /// The raw score lies in a range, both ends included.
    Score(ScoreFilter),
}

/// A dimension has one of these values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InFilter {
    /// The dimension.
    pub dimension: Dimension,
    /// The values; `null` is "no value".
    pub values: Vec<Option<String>>,
}

/// A dimension's value, read as a number, lies in a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RangeFilter {
    /// The dimension.
    pub dimension: Dimension,
    /// At least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// At most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// The raw score lies in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreFilter {
    /// At least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u8>,
    /// At most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u8>,
}

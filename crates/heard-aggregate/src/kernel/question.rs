//! What the kernel is asked: codes, days and scores, no words.

use std::ops::Range;
use std::sync::Arc;

use heard_facts::Column;
use heard_model::Position;
use heard_model::fact::SCORE_MAX;

use super::codes::CodeSet;
use super::error::KernelError;

/// The most axes that a question may group by, beside the periods.
pub const MAX_AXES: usize = 3;

/// A compiled question. Codes are those of the snapshot's dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KernelQuestion {
    /// The series to read; rows of others are not touched.
    pub series: CodeSet,
    /// Which rows.
    pub condition: Condition,
    /// Civil days, days since 1970-01-01; all if absent.
    pub days: Option<Range<i32>>,
    /// Boundaries of the periods, strictly ascending: period `i` is the days from boundary `i`
    /// up to, not including, boundary `i + 1`; other days are not counted. Empty: time is not cut.
    pub periods: Vec<i32>,
    /// What to group by, at most [`MAX_AXES`].
    pub axes: Vec<Axis>,
    /// Only changes up to here; all if absent.
    pub as_of: Option<Position>,
    /// Scores above this one are not counted, the two special ones excepted. The lower, the
    /// smaller the sums.
    pub highest_score: u8,
    /// Whether the sums of the weights are wanted.
    pub weights: bool,
}

impl KernelQuestion {
    /// A question about all rows of `series`, without groups.
    pub fn of(series: CodeSet) -> Self {
        Self {
            series,
            condition: Condition::always(),
            days: None,
            periods: Vec::new(),
            axes: Vec::new(),
            as_of: None,
            highest_score: SCORE_MAX,
            weights: false,
        }
    }

    pub(super) fn check(&self) -> Result<(), KernelError> {
        if self.axes.len() > MAX_AXES {
            return Err(KernelError::TooManyAxes { axes: self.axes.len() });
        }
        let unordered = |pair: &[i32]| pair[0] >= pair[1];
        if self.periods.len() == 1 || self.periods.windows(2).any(unordered) {
            return Err(KernelError::Periods);
        }
        self.axes.iter().map(|axis| axis.column).try_for_each(must_be_coded)?;
        self.condition.check()
    }
}

/// One thing to group by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Axis {
    /// The column.
    pub column: Column,
    /// The group of each code, by code; codes beyond it are in group 0. Absent: each code is its
    /// own group.
    pub groups: Option<Arc<[u32]>>,
}

impl Axis {
    /// Each code of `column` is a group.
    pub fn of(column: Column) -> Self {
        Self { column, groups: None }
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.groups.as_ref().map_or(0, |groups| groups.len() * size_of::<u32>())
    }

    pub(super) fn group(&self, code: usize) -> u32 {
        match &self.groups {
            None => u32::try_from(code).unwrap_or(u32::MAX),
            Some(groups) => groups.get(code).copied().unwrap_or(0),
        }
    }
}

/// Which rows a question is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Every one of them; without any, every row.
    All(Vec<Condition>),
    /// At least one of them; without any, no row.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// The column has one of these codes; code 0 is "no value".
    Codes {
        /// The column.
        column: Column,
        /// The codes.
        codes: CodeSet,
    },
    /// The raw score lies in a range, both ends included; the special scores (skipped, does not
    /// apply) lie in none.
    Score {
        /// Lowest.
        min: u8,
        /// Highest.
        max: u8,
    },
}

impl Condition {
    /// Every row.
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// No row.
    pub fn never() -> Self {
        Self::Any(Vec::new())
    }

    /// Both of them.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::All(mut conditions) => {
                conditions.push(other);
                Self::All(conditions)
            }
            single => Self::All(vec![single, other]),
        }
    }

    /// The conditions of which every one must hold.
    pub(super) fn demands(self) -> Vec<Self> {
        match self {
            Self::All(conditions) => conditions.into_iter().flat_map(Self::demands).collect(),
            single => vec![single],
        }
    }

    pub(super) fn columns(&self, columns: &mut Vec<Column>) {
        match self {
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.iter().for_each(|condition| condition.columns(columns));
            }
            Self::Not(condition) => condition.columns(columns),
            Self::Codes { column, .. } => columns.push(*column),
            Self::Score { .. } => columns.push(Column::Score),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::All(conditions) | Self::Any(conditions) => {
                    conditions.iter().map(Self::bytes).sum::<usize>()
                }
                Self::Not(condition) => condition.bytes(),
                Self::Codes { codes, .. } => codes.bytes(),
                Self::Score { .. } => 0,
            }
    }

    fn check(&self) -> Result<(), KernelError> {
        let mut columns = Vec::new();
        self.columns(&mut columns);
        columns.into_iter().try_for_each(must_be_coded)
    }
}

fn must_be_coded(column: Column) -> Result<(), KernelError> {
    if column.is_coded() { Ok(()) } else { Err(KernelError::NotCoded { column }) }
}

//! Why a question cannot be answered, naming the field and the way out.

use heard_facts::FactsError;
use heard_model::calendar::Grain;
use heard_model::filter::MAX_FILTER_DEPTH;
use heard_model::survey::Scale;

use crate::kernel::KernelError;

/// The most dimensions of a question.
pub const MAX_DIMENSIONS: usize = 2;
/// The most groups of an answer, empty periods included.
pub const MAX_GROUPS: usize = 5_000;
/// The most conditions of a filter.
pub const MAX_FILTER_CONDITIONS: usize = 256;

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// The metric is about one question, and none is named.
    #[error("{metric} is about one question; name it by its key, as \"question\": \"overall\"")]
    NeedsQuestion {
        /// The metric.
        metric: &'static str,
    },
    /// The metric is not about questions.
    #[error("{metric} is not about single questions; leave `question` out")]
    TakesNoQuestion {
        /// The metric.
        metric: &'static str,
    },
    /// The question has been asked on several scales.
    #[error(
        "question `{question}` has been asked on several scales ({}), which are different numbers; name a survey, or a time with one scale",
        scales(.found)
    )]
    SeveralScales {
        /// Its key.
        question: String,
        /// The scales.
        found: Vec<Scale>,
    },
    /// The question has been both a single and a multiple choice.
    #[error(
        "question `{question}` has been asked as single and as multiple choice, which are different numbers; name a survey, or a time with one of them"
    )]
    SeveralKinds {
        /// Its key.
        question: String,
    },
    /// Too many dimensions.
    #[error("`by` holds at most {MAX_DIMENSIONS} dimensions, not {found}")]
    TooManyDimensions {
        /// How many.
        found: usize,
    },
    /// A dimension twice.
    #[error("`by` holds {dimension} twice; once is enough")]
    DimensionTwice {
        /// The dimension.
        dimension: String,
    },
    /// Choices are not dimensions of other metrics.
    #[error("`choice` splits only choice_share; leave it out of `by` for {metric}")]
    ChoiceOfOther {
        /// The metric.
        metric: &'static str,
    },
    /// A filter that would change what a share is a share of.
    #[error(
        "{field} would take away the answers that a share of choices is counted from; split by `choice` instead"
    )]
    FilterOfChoices {
        /// Where it stands.
        field: String,
    },
    /// `until` is not after `from`.
    #[error("`until` is the day after the last one, so it must be later than `from`")]
    EmptyRange,
    /// A comparison without a period.
    #[error("a comparison needs both `from` and `until`")]
    CompareNeedsRange,
    /// A filter nested too deep.
    #[error("{field} is nested deeper than {MAX_FILTER_DEPTH} levels; write the filter flatter")]
    FilterTooDeep {
        /// Where it stands.
        field: String,
    },
    /// A filter with too many conditions.
    #[error(
        "a filter holds at most {MAX_FILTER_CONDITIONS} conditions; put values of one dimension into one `in`"
    )]
    FilterTooLong,
    /// A range that ends before it begins.
    #[error("{field} ends before it begins; `min` must not be above `max`")]
    EmptyFilterRange {
        /// Where it stands.
        field: String,
    },
    /// Too many groups.
    #[error(
        "the answer would have more than {MAX_GROUPS} groups; ask for fewer dimensions, a filter or a shorter time"
    )]
    TooManyGroups,
    /// Too many periods.
    #[error("there are more than {MAX_GROUPS} periods of one {}; ask for longer ones or a shorter time", grain_name(.grain))]
    TooManyPeriods {
        /// Their length.
        grain: Grain,
    },
    /// The sums could not be had.
    #[error(transparent)]
    Kernel(#[from] KernelError),
}

impl QuestionError {
    /// Whether a segment was merged into another while the question was asked: to be asked again of
    /// a new snapshot.
    pub fn is_outdated(&self) -> bool {
        matches!(self, Self::Kernel(KernelError::Facts(FactsError::Gone { .. })))
    }

    /// The error of the facts that kept the question from being answered, if it was one.
    pub fn of_facts(&self) -> Option<&FactsError> {
        match self {
            Self::Kernel(KernelError::Facts(error)) => Some(error),
            _ => None,
        }
    }

    /// The field of the question that is wrong, as `filter.all[0].score`; `None` where the fault
    /// is not the asker's.
    pub fn field(&self) -> Option<&str> {
        Some(match self {
            Self::NeedsQuestion { .. }
            | Self::TakesNoQuestion { .. }
            | Self::SeveralScales { .. }
            | Self::SeveralKinds { .. } => "question",
            Self::TooManyDimensions { .. }
            | Self::DimensionTwice { .. }
            | Self::ChoiceOfOther { .. }
            | Self::TooManyGroups
            | Self::Kernel(KernelError::TooManyAxes { .. } | KernelError::TooManyGroups) => "by",
            Self::EmptyRange => "until",
            Self::CompareNeedsRange => "compare",
            Self::FilterOfChoices { field }
            | Self::FilterTooDeep { field }
            | Self::EmptyFilterRange { field } => field,
            Self::FilterTooLong => "filter",
            Self::TooManyPeriods { .. } => "grain",
            Self::Kernel(_) => return None,
        })
    }
}

fn scales(found: &[Scale]) -> String {
    let names: Vec<String> = found.iter().map(|scale| format!("{}–{}", scale.min, scale.max)).collect();
    names.join(", ")
}

fn grain_name(grain: &Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    }
}

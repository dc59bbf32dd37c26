//! What an answer depends on beside the facts and the question.

use std::collections::BTreeMap;

use heard_model::settings::WorkspaceSettings;
use heard_model::unit::UnitTree;
use heard_model::{SurveyId, UnitScope};

use crate::kernel::Kernel;

/// What an answer depends on beside the facts and the question.
#[derive(Clone, Copy, Debug)]
pub struct AnswerContext<'a> {
    /// Sums, and keeps the sums of segments.
    pub kernel: &'a Kernel,
    /// Calendar, first day of the week, fiscal year.
    pub settings: &'a WorkspaceSettings,
    /// The units, for branches and names.
    pub units: &'a UnitTree,
    /// What surveys are called.
    pub survey_names: &'a BTreeMap<SurveyId, String>,
    /// The units that the asker may see.
    pub scope: &'a UnitScope,
    /// Results of fewer people are hidden; absent for those who may read single answers.
    pub small_group: Option<u16>,
}

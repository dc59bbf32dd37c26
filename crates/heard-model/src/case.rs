//! Cases of the closed loop: hear, empathise, apologise, resolve, diagnose.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{CaseEventId, CaseId, ResponseId, RuleId, SurveyId, UnitId, UserId};

/// A step of HEARD.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CaseStep {
    /// Listen to what happened.
    Hear,
    /// Say that it is understood.
    Empathise,
    /// Say sorry.
    Apologise,
    /// Put it right.
    Resolve,
    /// Find the cause, so that it does not happen again.
    Diagnose,
}

impl CaseStep {
    /// The steps in order.
    pub const ALL: [Self; 5] = [Self::Hear, Self::Empathise, Self::Apologise, Self::Resolve, Self::Diagnose];

    /// The next step; `None` after the last.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }
}

/// Why it happened, asked when a case is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// The product or its quality.
    Product,
    /// A process or a rule.
    Process,
    /// Someone's behaviour or skill.
    People,
    /// A system or a website.
    System,
    /// Delivery or a supplier.
    Supplier,
    /// Price or an invoice.
    Price,
    /// Wrong expectations or missing information.
    Information,
    /// None of ours.
    OutsideOurControl,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Case {
    /// Identifier.
    pub id: CaseId,
    /// 1, 2, 3 … within the workspace.
    pub number: i64,
    /// The response that opened it.
    pub response: ResponseId,
    /// Its survey.
    pub survey: SurveyId,
    /// Its unit.
    pub unit: UnitId,
    /// The rule that opened it; absent when a person did.
    pub rule: Option<RuleId>,
    /// The question whose answer opened it.
    pub question: Option<String>,
    /// The score that opened it.
    pub score: Option<u8>,
    /// The touchpoint of the response.
    pub touchpoint: Option<String>,
    /// Who works on it.
    pub owner: Option<UserId>,
    /// The step that is being worked on.
    pub step: CaseStep,
    /// When opened.
    #[schema(value_type = String, format = "date-time")]
    pub opened_at: Timestamp,
    /// When it must be closed.
    #[schema(value_type = String, format = "date-time")]
    pub due_at: Timestamp,
    /// When closed.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub closed_at: Option<Timestamp>,
    /// Why it happened; given when closed.
    pub cause: Option<CauseKind>,
    /// Grows with each change; a change names the one it saw.
    pub revision: i64,
}

impl Case {
    /// Open beyond its deadline, or closed after it.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.closed_at.unwrap_or(now) > self.due_at
    }
}

/// An entry in a case's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseEvent {
    /// Identifier.
    pub id: CaseEventId,
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    /// Who; absent when Heard itself did.
    pub actor: Option<UserId>,
    /// What.
    #[serde(flatten)]
    pub change: CaseChange,
}

/// What happened to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CaseChange {
    /// It was opened.
    Opened,
    /// A note.
    Noted {
        /// Its words.
        text: String,
    },
    /// A step was finished.
    StepFinished {
        /// Which.
        step: CaseStep,
        /// How it went.
        note: Option<String>,
    },
    /// It was given to somebody, or to nobody.
    Assigned {
        /// Whom.
        owner: Option<UserId>,
    },
    /// It was closed.
    Closed {
        /// Why it happened.
        cause: CauseKind,
        /// What was found.
        note: Option<String>,
    },
    /// It was opened again.
    Reopened {
        /// Why.
        note: Option<String>,
    },
}

/// When an answer opens a case: every condition that is given must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDefinition {
    /// What people call it.
    pub name: String,
    /// Off without losing it.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Only this survey.
    #[serde(default)]
    pub survey: Option<SurveyId>,
    /// Only this question's key; any scored question if absent.
    #[serde(default)]
    pub question: Option<String>,
    /// The score is at most this.
    #[serde(default)]
    pub score_at_most: Option<u8>,
    /// The words hold one of these, whatever the case of letters.
    #[serde(default)]
    pub words: Vec<String>,
    /// Only this unit's branch.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Only this touchpoint.
    #[serde(default)]
    pub touchpoint: Option<String>,
    /// Who gets the case.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// Hours until it must be closed, 1 to 8,760.
    pub due_in_hours: u32,
    /// Tell the owner, or the managers of the unit if none, by mail.
    #[serde(default = "yes")]
    pub notify_by_mail: bool,
    /// Tell the workspace's webhooks.
    #[serde(default = "yes")]
    pub notify_by_webhook: bool,
}

fn yes() -> bool {
    true
}

/// A rule of a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rule {
    /// Identifier.
    pub id: RuleId,
    /// When it opens a case.
    #[serde(flatten)]
    pub definition: RuleDefinition,
}

/// What a person wants to happen to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CaseCommand {
    /// Write a note.
    Note {
        /// Its words.
        text: String,
    },
    /// Finish the step that is being worked on; the last step is finished by `close`.
    FinishStep {
        /// How it went.
        #[serde(default)]
        note: Option<String>,
    },
    /// Give it to somebody, or to nobody.
    Assign {
        /// Whom.
        owner: Option<UserId>,
    },
    /// Close it. Before the last step a note must say why the rest is not needed.
    Close {
        /// Why it happened.
        cause: CauseKind,
        /// What was found.
        #[serde(default)]
        note: Option<String>,
    },
    /// Open it again.
    Reopen {
        /// Why.
        #[serde(default)]
        note: Option<String>,
    },
}

//! A case as the API shows it.

use std::collections::HashMap;

use heard_model::case::{Case, CaseEvent, CaseStep, CauseKind};
use heard_model::{CaseId, RuleId, SurveyId, UnitId, UserId, WorkspaceId};
use jiff::Timestamp;

use crate::api::common::*;
use crate::api::responses::view::{HeadlineScore, ResponseSummary, ResponseView};

/// A case with what a list shows beside it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseView {
    /// The case.
    #[serde(flatten)]
    pub case: Case,
    /// Open beyond its deadline, or closed after it.
    pub late: bool,
    /// The owner's name.
    pub owner_name: Option<String>,
    /// The score that stands for the response; absent if the response is out of reach by now.
    pub headline: Option<HeadlineScore>,
    /// The beginning of what was said.
    pub excerpt: Option<String>,
}

/// A case whole: as in a list, with the response itself in the place of its identifier.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseDetail {
    /// Identifier.
    pub id: CaseId,
    /// 1, 2, 3 … within the workspace.
    pub number: i64,
    /// The response that opened it; absent if it is out of reach by now.
    pub response: Option<ResponseView>,
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
    /// The owner's name.
    pub owner_name: Option<String>,
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
    /// Open beyond its deadline, or closed after it.
    pub late: bool,
    /// Why it happened; given when closed.
    pub cause: Option<CauseKind>,
    /// Grows with each change; a change names the one it saw.
    pub revision: i64,
    /// What happened to it, oldest first.
    pub events: Vec<CaseEventView>,
    /// To whom it may be given.
    pub assignable: Vec<PersonName>,
}

/// An entry of a case's history with the name of who made it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseEventView {
    /// The entry.
    #[serde(flatten)]
    pub event: CaseEvent,
    /// Who made it; absent when Heard itself did.
    pub actor_name: Option<String>,
}

/// A person by name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonName {
    /// Identifier.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// The names of a workspace's people.
pub struct Names(HashMap<UserId, String>);

impl Names {
    /// All of a workspace.
    pub async fn of(state: &AppState, workspace: WorkspaceId) -> Answer<Self> {
        let people = state.store.users().list(workspace).await?;
        Ok(Self(people.into_iter().map(|person| (person.id, person.name)).collect()))
    }

    /// A person's name.
    pub fn get(&self, id: Option<UserId>) -> Option<String> {
        id.and_then(|id| self.0.get(&id).cloned())
    }
}

/// What belongs to a case and is read from elsewhere.
pub struct Surroundings {
    /// The response, if it is within reach.
    pub response: Option<ResponseView>,
    /// What happened to it.
    pub events: Vec<CaseEventView>,
    /// To whom it may be given.
    pub assignable: Vec<PersonName>,
}

impl CaseDetail {
    /// A case with everything that belongs to it.
    pub fn new(case: Case, around: Surroundings, names: &Names, now: Timestamp) -> Self {
        Self {
            late: case.is_late(now),
            owner_name: names.get(case.owner),
            id: case.id,
            number: case.number,
            response: around.response,
            survey: case.survey,
            unit: case.unit,
            rule: case.rule,
            question: case.question,
            score: case.score,
            touchpoint: case.touchpoint,
            owner: case.owner,
            step: case.step,
            opened_at: case.opened_at,
            due_at: case.due_at,
            closed_at: case.closed_at,
            cause: case.cause,
            revision: case.revision,
            events: around.events,
            assignable: around.assignable,
        }
    }
}

impl CaseView {
    /// A case with what a list shows beside it.
    pub fn new(case: Case, said: Option<ResponseSummary>, names: &Names, now: Timestamp) -> Self {
        let (headline, excerpt) = said.map_or((None, None), |said| (said.headline, said.excerpt));
        Self { late: case.is_late(now), owner_name: names.get(case.owner), headline, excerpt, case }
    }
}

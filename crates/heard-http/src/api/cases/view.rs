//! A case as the API shows it.

use std::collections::HashMap;

use heard_model::case::{Case, CaseEvent};
use heard_model::{UserId, WorkspaceId};
use jiff::Timestamp;

use crate::api::common::*;
use crate::api::responses::view::ResponseView;

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
}

/// A case whole.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseDetail {
    /// The case.
    #[serde(flatten)]
    pub case: CaseView,
    /// What happened to it, oldest first.
    pub events: Vec<CaseEventView>,
    /// The response that opened it; absent if it is out of reach by now.
    pub response: Option<ResponseView>,
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

impl CaseView {
    /// A case with what a list shows beside it.
    pub fn new(case: Case, names: &Names, now: Timestamp) -> Self {
        Self { late: case.is_late(now), owner_name: names.get(case.owner), case }
    }
}

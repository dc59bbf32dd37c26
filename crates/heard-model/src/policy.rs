//! The one policy table: who may do what.
//!
//! Every endpoint names its [`Action`]; [`allows`] is the only place that decides. Which rows of
//! data an allowed action reaches is the [`Scope`], a parameter of every query of the store.

use serde::{Deserialize, Serialize};

use crate::{KeyId, UnitId, UserId, WorkspaceId};

/// What a person is in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the workspace.
    Owner,
    /// Runs the listening and the closed loop of a branch.
    Manager,
    /// Reads everything of a branch, changes nothing.
    Analyst,
    /// Works on the cases of a branch; sees numbers, not single answers beyond those cases.
    Agent,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Analyst, Self::Agent];
}

/// What an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyScope {
    /// Send responses with time, weight, contact, unit and so on.
    ResponsesWrite,
    /// Read and export single responses.
    ResponsesRead,
    /// Ask for numbers.
    MetricsRead,
    /// Read and change surveys.
    SurveysWrite,
}

impl KeyScope {
    /// All scopes.
    pub const ALL: [Self; 4] =
        [Self::ResponsesWrite, Self::ResponsesRead, Self::MetricsRead, Self::SurveysWrite];
}

/// Something that a caller wants to do; one row of the policy table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Anybody at all: log-in, health, public survey pages.
    Public,
    /// Who am I, my workspace, its units and settings, my own account.
    ReadSelf,
    /// Ask for numbers and definitions.
    ReadMetrics,
    /// Read and export single responses.
    ReadResponses,
    /// Send responses as a trusted sender.
    WriteResponses,
    /// Read surveys and templates.
    ReadSurveys,
    /// Change, publish and close surveys.
    WriteSurveys,
    /// Read cases.
    ReadCases,
    /// Work on cases.
    WriteCases,
    /// Read and change alert rules.
    WriteRules,
    /// Read people and invitations.
    ReadPeople,
    /// Invite people, change their roles, end their access.
    WritePeople,
    /// Change the workspace's settings.
    WriteSettings,
    /// Add and change units.
    WriteUnits,
    /// Make and take back API keys and webhooks.
    WriteKeys,
    /// Erase a person's data.
    EraseContact,
    /// Read the audit log.
    ReadAudit,
    /// What only the operator of the machine may do: rebuild, doctor, demo.
    Operate,
}

impl Action {
    /// All rows of the table.
    pub const ALL: [Self; 18] = [
        Self::Public,
        Self::ReadSelf,
        Self::ReadMetrics,
        Self::ReadResponses,
        Self::WriteResponses,
        Self::ReadSurveys,
        Self::WriteSurveys,
        Self::ReadCases,
        Self::WriteCases,
        Self::WriteRules,
        Self::ReadPeople,
        Self::WritePeople,
        Self::WriteSettings,
        Self::WriteUnits,
        Self::WriteKeys,
        Self::EraseContact,
        Self::ReadAudit,
        Self::Operate,
    ];
}

/// Who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Nobody known.
    Anonymous,
    /// A person with a session.
    User {
        /// Who.
        user: UserId,
        /// In which workspace.
        workspace: WorkspaceId,
        /// As what.
        role: Role,
        /// Whose branch; the whole company if absent.
        unit: Option<UnitId>,
    },
    /// A program with an API key.
    Key {
        /// Which key.
        key: KeyId,
        /// In which workspace.
        workspace: WorkspaceId,
        /// What it may do.
        scopes: Vec<KeyScope>,
        /// Whose branch; the whole company if absent.
        unit: Option<UnitId>,
    },
    /// The operator of the machine, through the socket in the data folder or the command line.
    Operator {
        /// The workspace that the command names.
        workspace: WorkspaceId,
    },
}

impl Principal {
    /// The workspace, unless anonymous.
    pub fn workspace(&self) -> Option<WorkspaceId> {
        match self {
            Self::Anonymous => None,
            Self::User { workspace, .. } | Self::Key { workspace, .. } | Self::Operator { workspace } => {
                Some(*workspace)
            }
        }
    }

    /// The branch that it is confined to; `None` is the whole company.
    pub fn unit(&self) -> Option<UnitId> {
        match self {
            Self::User { unit, .. } | Self::Key { unit, .. } => *unit,
            Self::Anonymous | Self::Operator { .. } => None,
        }
    }
}

/// Whether `principal` may do `action` at all.
pub fn allows(principal: &Principal, action: Action) -> bool {
    match principal {
        Principal::Anonymous => action == Action::Public,
        Principal::Operator { .. } => true,
        Principal::User { role, unit, .. } => {
            role_allows(*role, action) && (unit.is_none() || !needs_whole_company(action))
        }
        Principal::Key { scopes, .. } => {
            matches!(action, Action::Public | Action::ReadSelf)
                || scopes.iter().any(|scope| key_allows(*scope, action))
        }
    }
}

fn role_allows(role: Role, action: Action) -> bool {
    use Action::*;
    match role {
        Role::Owner => action != Operate,
        Role::Manager => matches!(
            action,
            Public
                | ReadSelf
                | ReadMetrics
                | ReadResponses
                | ReadSurveys
                | WriteSurveys
                | ReadCases
                | WriteCases
                | WriteRules
                | ReadPeople
                | WriteUnits
        ),
        Role::Analyst => {
            matches!(action, Public | ReadSelf | ReadMetrics | ReadResponses | ReadSurveys | ReadCases)
        }
        Role::Agent => {
            matches!(action, Public | ReadSelf | ReadMetrics | ReadSurveys | ReadCases | WriteCases)
        }
    }
}

fn key_allows(scope: KeyScope, action: Action) -> bool {
    match scope {
        KeyScope::ResponsesWrite => action == Action::WriteResponses,
        KeyScope::ResponsesRead => action == Action::ReadResponses,
        KeyScope::MetricsRead => action == Action::ReadMetrics,
        KeyScope::SurveysWrite => matches!(action, Action::ReadSurveys | Action::WriteSurveys),
    }
}

/// Actions that reach beyond a branch and are refused to people confined to one.
fn needs_whole_company(action: Action) -> bool {
    use Action::*;
    matches!(
        action,
        WriteSurveys
            | WriteRules
            | WritePeople
            | WriteSettings
            | WriteUnits
            | WriteKeys
            | EraseContact
            | ReadAudit
    )
}

/// Whether small groups are hidden from `principal`: those who may not read single answers.
pub fn hides_small_groups(principal: &Principal) -> bool {
    !allows(principal, Action::ReadResponses)
}

/// Which rows a caller reaches: always one workspace, and all of it or a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The units.
    pub units: UnitScope,
}

/// All units, or those of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitScope {
    /// The whole company.
    All,
    /// These units only: a unit and everything below it.
    Branch(Vec<UnitId>),
}

impl Scope {
    /// The whole of a workspace.
    pub fn all(workspace: WorkspaceId) -> Self {
        Self { workspace, units: UnitScope::All }
    }

    /// Whether a row of `unit` is within reach.
    pub fn reaches(&self, unit: UnitId) -> bool {
        match &self.units {
            UnitScope::All => true,
            UnitScope::Branch(units) => units.contains(&unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn user(role: Role, unit: Option<UnitId>) -> Principal {
        Principal::User { user: UserId(Uuid::nil()), workspace: WorkspaceId(Uuid::nil()), role, unit }
    }

    #[test]
    fn nobody_but_the_operator_operates() {
        for role in Role::ALL {
            assert!(!allows(&user(role, None), Action::Operate));
        }
        assert!(allows(&Principal::Operator { workspace: WorkspaceId(Uuid::nil()) }, Action::Operate));
    }

    #[test]
    fn strangers_reach_only_what_is_public() {
        for action in Action::ALL {
            assert_eq!(allows(&Principal::Anonymous, action), action == Action::Public);
        }
    }

    #[test]
    fn each_lower_role_may_do_less() {
        for action in Action::ALL {
            for role in [Role::Manager, Role::Analyst, Role::Agent] {
                assert!(!allows(&user(role, None), action) || allows(&user(Role::Owner, None), action));
            }
        }
    }

    #[test]
    fn a_branch_lead_changes_nothing_of_the_whole_company() {
        let lead = user(Role::Owner, Some(UnitId(Uuid::nil())));
        assert!(allows(&lead, Action::ReadResponses));
        assert!(!allows(&lead, Action::WriteSettings));
        assert!(!allows(&lead, Action::EraseContact));
    }

    #[test]
    fn agents_see_no_small_groups() {
        assert!(hides_small_groups(&user(Role::Agent, None)));
        assert!(!hides_small_groups(&user(Role::Analyst, None)));
    }
}

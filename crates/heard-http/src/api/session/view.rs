//! Who is calling, as the console shows it.

use heard_model::Action;
use heard_model::person::User;
use heard_model::policy::{allows, hides_small_groups};
use heard_model::settings::Workspace;

use crate::api::common::*;

/// Who is calling and what they may do.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// The person; absent for a key or the operator.
    pub user: Option<User>,
    /// The workspace.
    pub workspace: Workspace,
    /// Send it as the header `X-CSRF-Token` on every change; absent where no cookie is used.
    pub csrf: Option<String>,
    /// The rows of the policy that are allowed.
    pub permissions: Vec<Action>,
    /// Whether small groups are hidden from this caller.
    pub hides_small_groups: bool,
}

impl SessionView {
    /// What `principal` may know about itself.
    pub fn new(
        principal: &Principal,
        user: Option<User>,
        workspace: Workspace,
        csrf: Option<String>,
    ) -> Self {
        Self {
            user,
            workspace,
            csrf,
            permissions: Action::ALL.into_iter().filter(|action| allows(principal, *action)).collect(),
            hides_small_groups: hides_small_groups(principal),
        }
    }
}

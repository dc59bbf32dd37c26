//! `POST /api/v1/setup`: make the workspace and its first owner.

use heard_model::InterfaceLanguage;
use heard_model::settings::{Workspace, WorkspaceSettings};
use heard_store::NewUser;

use crate::api::common::*;
use crate::api::session::begin::open;
use crate::api::session::view::SessionView;
use crate::audit;
use crate::auth::password;

/// The company and its first owner.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupRequest {
    /// The company's name.
    #[schema(example = "Corner Bakery")]
    pub company: String,
    /// The owner's name.
    #[schema(example = "Ada")]
    pub name: String,
    /// The owner's e-mail address, the log-in name.
    #[schema(example = "owner@example.org")]
    pub email: String,
    /// At least ten characters.
    #[schema(example = "a sentence that only you know")]
    pub password: String,
    /// Language of the interface.
    pub language: InterfaceLanguage,
    /// IANA time zone.
    #[schema(example = "Europe/Budapest")]
    pub zone: String,
}

/// Make the first owner
///
/// Only while nobody can log in; then it logs the owner in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "session", request_body = SetupRequest, responses(
    (status = 200, description = "the owner is logged in", body = SessionView)
))]
pub async fn begin_setup(State(state): State<AppState>, Json(setup): Json<SetupRequest>) -> Answer<Response> {
    let _one_at_a_time = state.setting_up.lock().await;
    if !state.store.users().is_empty().await? {
        return Err(Problem::conflict("Heard is set up already; log in, or ask an owner for an invitation"));
    }
    let mut fields = FieldCheck::default();
    let company = fields.line("/company", &setup.company, 100);
    let name = fields.line("/name", &setup.name, 100);
    let email = fields.email("/email", &setup.email);
    let zone = fields.zone("/zone", &setup.zone);
    password::check(&mut fields, "/password", &setup.password);
    fields.finish()?;
    let password_hash = state.passwords.hash(&setup.password, &*state.entropy).await?;
    let settings =
        WorkspaceSettings { name: company, language: setup.language, zone, ..WorkspaceSettings::default() };
    let workspace = company_workspace(&state, settings).await?;
    let owner =
        NewUser { email, name, role: Role::Owner, unit: None, language: setup.language, password_hash };
    let user = state.store.users().create(workspace.id, owner).await?;
    let principal = Principal::User { user: user.id, workspace: workspace.id, role: user.role, unit: None };
    audit::note(&state, &principal, "workspace.set_up", workspace.id, None).await;
    open(&state, workspace.id, user).await
}

/// The workspace and its root unit. One that an earlier, interrupted set-up left behind is taken.
async fn company_workspace(state: &AppState, settings: WorkspaceSettings) -> Answer<Workspace> {
    let left_behind =
        state.store.workspaces().list().await?.into_iter().find(|workspace| !workspace.simulated);
    let workspace = match left_behind {
        Some(workspace) => {
            state.store.workspaces().update_settings(workspace.id, &settings).await?;
            Workspace { settings, ..workspace }
        }
        None => state.store.workspaces().create(&slug_of(&settings.name), false, settings).await?,
    };
    state.known.forget_workspace(workspace.id);
    if state.store.units().tree(workspace.id).await?.root().is_none() {
        state.store.units().create(workspace.id, None, &workspace.settings.name, None).await?;
    }
    Ok(workspace)
}

/// A short name of `a-z 0-9 -` from a company's name.
fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars().flat_map(char::to_lowercase).take(60) {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "company".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names() {
        for (name, slug) in [("Corner Bakery", "corner-bakery"), ("نان", "company"), ("  A & B!  ", "a-b")]
        {
            assert_eq!(slug_of(name), slug);
        }
    }
}

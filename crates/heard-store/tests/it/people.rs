//! People, sessions, invitations, keys, units, surveys, settings.

use heard_model::person::Invitation;
use heard_model::policy::KeyScope;
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::{SurveyContext, SurveyState};
use heard_model::{InterfaceLanguage, Role, UserId};
use heard_store::{NewUser, StoreError};
use jiff::ToSpan;

use crate::support::{Company, NOW, definition};

pub fn person(email: &str, role: Role) -> NewUser {
    NewUser {
        email: email.to_owned(),
        name: "Somebody".to_owned(),
        role,
        unit: None,
        language: InterfaceLanguage::Fi,
        password_hash: "$argon2id$test".to_owned(),
    }
}

#[tokio::test]
async fn an_address_is_one_persons_whatever_its_letters() {
    let company = Company::new().await;
    let users = company.store.users();
    assert!(users.is_empty().await.unwrap());
    let owner = users.create(company.workspace, person("Boss@Example.com ", Role::Owner)).await.unwrap();
    assert!(!users.is_empty().await.unwrap());
    let found = users.by_email("boss@example.COM").await.unwrap().unwrap();
    assert_eq!((found.user, found.workspace), (owner, company.workspace));
    let other = company.beside("other", 1).await;
    let error = users.create(other.workspace, person("boss@example.com", Role::Agent)).await.unwrap_err();
    assert!(matches!(error, StoreError::Taken("e-mail address")));
}

#[tokio::test]
async fn a_workspace_keeps_an_owner() {
    let company = Company::new().await;
    let users = company.store.users();
    let mut owner = users.create(company.workspace, person("a@example.com", Role::Owner)).await.unwrap();
    owner.role = Role::Analyst;
    assert!(matches!(users.update(company.workspace, &owner).await, Err(StoreError::Stale)));
    users.create(company.workspace, person("b@example.com", Role::Owner)).await.unwrap();
    assert!(users.update(company.workspace, &owner).await.unwrap());
    assert_eq!(users.get(company.workspace, owner.id).await.unwrap().unwrap().user, owner);
}

#[tokio::test]
async fn a_session_ends_when_it_should() {
    let company = Company::new().await;
    let store = &company.store;
    store.users().create(company.workspace, person("a@example.com", Role::Owner)).await.unwrap();
    let mut user =
        store.users().create(company.workspace, person("b@example.com", Role::Agent)).await.unwrap();
    let sessions = store.sessions();
    let until = NOW + 1.hour();
    for token in 1..=4 {
        sessions.create(company.workspace, user.id, [token; 32], until).await.unwrap();
    }
    assert_eq!(sessions.find([1; 32], NOW).await.unwrap().unwrap().user.user, user);
    assert_eq!(sessions.find([9; 32], NOW).await.unwrap(), None);
    assert_eq!(sessions.find([1; 32], until).await.unwrap(), None);
    sessions.delete([1; 32]).await.unwrap();
    assert_eq!(sessions.find([1; 32], NOW).await.unwrap(), None);
    assert!(store.users().set_password(company.workspace, user.id, "$new").await.unwrap());
    assert_eq!(sessions.find([2; 32], NOW).await.unwrap(), None, "a new password ends them");
    sessions.create(company.workspace, user.id, [5; 32], until).await.unwrap();
    user.active = false;
    assert!(store.users().update(company.workspace, &user).await.unwrap());
    assert_eq!(sessions.find([5; 32], NOW).await.unwrap(), None);
    let refused = sessions.create(company.workspace, user.id, [6; 32], until).await;
    assert!(matches!(refused, Err(StoreError::Missing(_))));
}

#[tokio::test]
async fn an_invitation_is_accepted_once_and_with_its_own_role() {
    let company = Company::new().await;
    let invitations = company.store.invitations();
    let invitation = Invitation {
        email: "new@example.com".to_owned(),
        role: Role::Agent,
        unit: Some(company.north.id),
        expires_at: NOW + 24.hours(),
    };
    invitations.create(company.workspace, [1; 32], &invitation).await.unwrap();
    invitations.create(company.workspace, [2; 32], &invitation).await.unwrap();
    assert_eq!(invitations.find([1; 32], NOW).await.unwrap(), None, "a second one replaces the first");
    assert_eq!(invitations.list(company.workspace, NOW).await.unwrap(), std::slice::from_ref(&invitation));
    assert_eq!(invitations.list(company.workspace, NOW + 48.hours()).await.unwrap(), []);
    let greedy = person("someone.else@example.com", Role::Owner);
    let (workspace, user) = invitations.accept([2; 32], NOW, greedy.clone()).await.unwrap().unwrap();
    assert_eq!(
        (workspace, user.email.as_str(), user.role),
        (company.workspace, "new@example.com", Role::Agent)
    );
    assert_eq!(user.unit, Some(company.north.id));
    assert_eq!(invitations.accept([2; 32], NOW, greedy).await.unwrap(), None);
    let again = invitations.create(company.workspace, [3; 32], &invitation).await;
    assert!(matches!(again, Err(StoreError::Taken(_))));
    assert!(!invitations.revoke(company.workspace, "new@example.com").await.unwrap());
}

#[tokio::test]
async fn a_key_works_until_it_is_taken_back() {
    let company = Company::new().await;
    let keys = company.store.api_keys();
    let scopes = [KeyScope::ResponsesWrite, KeyScope::MetricsRead];
    let unit = Some(company.south.id);
    let key = keys.create(company.workspace, "till", "hk_ab", [7; 32], &scopes, unit).await.unwrap();
    assert_eq!(keys.by_secret([7; 32]).await.unwrap(), Some((company.workspace, key.clone())));
    assert_eq!(keys.by_secret([8; 32]).await.unwrap(), None);
    assert!(keys.revoke(company.workspace, key.id).await.unwrap());
    assert!(!keys.revoke(company.workspace, key.id).await.unwrap());
    assert_eq!(keys.by_secret([7; 32]).await.unwrap(), None);
    assert_eq!(keys.list(company.workspace).await.unwrap()[0].revoked_at, Some(NOW));
}

#[tokio::test]
async fn units_stay_a_tree() {
    let company = Company::new().await;
    let units = company.store.units();
    let workspace = company.workspace;
    let shop = units.create(workspace, Some(company.north.id), "Shop", Some("sh")).await.unwrap();
    assert!(matches!(units.create(workspace, None, "Second", None).await, Err(StoreError::Taken(_))));
    let taken = units.create(workspace, Some(shop.id), "Other", Some("sh")).await;
    assert!(matches!(taken, Err(StoreError::Taken("code of a unit"))));
    let mut north = company.north.clone();
    north.parent = Some(shop.id);
    assert!(matches!(units.update(workspace, &north).await, Err(StoreError::Missing(_))), "not below itself");
    let mut root = company.company.clone();
    root.parent = Some(shop.id);
    assert!(matches!(units.update(workspace, &root).await, Err(StoreError::Missing(_))));
    let moved = heard_model::unit::OrganisationUnit { parent: Some(company.south.id), ..shop.clone() };
    assert!(units.update(workspace, &moved).await.unwrap());
    let tree = units.tree(workspace).await.unwrap();
    assert!(tree.branch(company.south.id).contains(&shop.id));
    assert!(!tree.branch(company.north.id).contains(&shop.id));
}

#[tokio::test]
async fn a_survey_is_edited_published_closed_and_opened() {
    let company = Company::new().await;
    let surveys = company.store.surveys();
    let workspace = company.workspace;
    let draft = definition();
    let context = SurveyContext { unit: Some(company.north.id), touchpoint: Some("stay".to_owned()) };
    let made = surveys.create(workspace, &draft, &SurveyContext::default()).await.unwrap();
    assert_eq!(surveys.published(made.id).await.unwrap(), None, "a draft is nobody's business");
    assert_eq!(surveys.set_open(workspace, made.id, true).await.unwrap(), None);
    let mut longer = draft.clone();
    longer.questions.truncate(2);
    let edited = surveys.update(workspace, made.id, 1, &longer, &context).await.unwrap().unwrap();
    assert_eq!((edited.revision, &edited.draft, &edited.context), (2, &longer, &context));
    let stale = surveys.update(workspace, made.id, 1, &draft, &context).await;
    assert!(matches!(stale, Err(StoreError::Stale)));

    let valid = heard_intake::validate_definition(&longer).unwrap();
    let first = surveys.publish(workspace, made.id, 2, &valid).await.unwrap().unwrap();
    assert_eq!((first.state, first.current_version), (SurveyState::Published, Some(1)));
    let valid = heard_intake::validate_definition(&draft).unwrap();
    surveys.publish(workspace, made.id, 3, &valid).await.unwrap().unwrap();
    let live = surveys.published(made.id).await.unwrap().unwrap();
    assert_eq!((live.workspace, live.version.version, live.context), (workspace, 2, context));
    assert_eq!(live.version.definition, draft);
    let versions = surveys.versions(workspace, made.id).await.unwrap();
    assert_eq!(versions.iter().map(|version| version.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(versions[0].definition, longer, "a version never changes");
    let closed = surveys.set_open(workspace, made.id, false).await.unwrap().unwrap();
    assert_eq!(closed.state, SurveyState::Closed);
    assert_eq!(surveys.published(made.id).await.unwrap().unwrap().state, SurveyState::Closed);
    surveys.set_open(workspace, made.id, true).await.unwrap().unwrap();
    assert_eq!(surveys.list(workspace).await.unwrap().len(), 2);
}

#[tokio::test]
async fn settings_are_kept() {
    let company = Company::new().await;
    let workspaces = company.store.workspaces();
    let settings = WorkspaceSettings { zone: "Asia/Tehran".to_owned(), ..WorkspaceSettings::default() };
    assert!(workspaces.update_settings(company.workspace, &settings).await.unwrap());
    assert_eq!(workspaces.get(company.workspace).await.unwrap().unwrap().settings, settings);
    let taken = workspaces.create("acme", false, settings).await;
    assert!(matches!(taken, Err(StoreError::Taken(_))));
    assert_eq!(workspaces.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_logs_in_as_nobody() {
    let company = Company::new().await;
    let stranger = UserId(uuid::Uuid::from_u128(5));
    let refused = company.store.sessions().create(company.workspace, stranger, [1; 32], NOW + 1.hour()).await;
    assert!(matches!(refused, Err(StoreError::Missing(_))));
}

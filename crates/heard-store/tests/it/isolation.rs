//! Nobody reaches another workspace, nor another branch.

use heard_model::person::Invitation;
use heard_model::policy::KeyScope;
use heard_model::{Position, Role, Scope};
use heard_store::{AuditEntry, CaseFilter, NewUser, OpenedCase, ResponseFilter};
use jiff::ToSpan;

use crate::closed_loop::{mail, new_case, rule};
use crate::people::person;
use crate::support::{Company, NOW, at, by, said, scored};

/// A company with one of everything.
async fn full() -> (Company, Everything) {
    let company = Company::new().await;
    let store = &company.store;
    let workspace = company.workspace;
    let raw = at(&company.north, by(Some("c"), Some("c@example.com"), Some("Customer"), said(1, "cold")));
    let response = company.accept(raw).await.id;
    let owner = store.users().create(workspace, person("o@example.com", Role::Owner)).await.unwrap();
    let key =
        store.api_keys().create(workspace, "k", "hk", [1; 32], &[KeyScope::MetricsRead], None).await.unwrap();
    let invitation = Invitation {
        email: "i@example.com".to_owned(),
        role: Role::Agent,
        unit: None,
        expires_at: NOW + 1.hour(),
    };
    store.invitations().create(workspace, [2; 32], &invitation).await.unwrap();
    let rule = store.rules().create(workspace, rule()).await.unwrap();
    let opened = store.cases().open(workspace, new_case(&company, response, Some(rule.id), NOW), mail).await;
    let Ok(OpenedCase::New(case)) = opened else { panic!("{opened:?}") };
    let webhook = store.webhooks().create(workspace, "w", "https://example.com", "s").await.unwrap();
    let entry = AuditEntry {
        at: NOW,
        actor: "operator".to_owned(),
        action: "a".to_owned(),
        object: "o".to_owned(),
        detail: None,
    };
    store.audit().append(workspace, entry).await.unwrap();
    let contact = store.contacts().by_external_id(workspace, "c").await.unwrap().unwrap();
    let everything = Everything { response, owner, key, rule, case, webhook, contact };
    (company, everything)
}

struct Everything {
    response: heard_model::ResponseId,
    owner: heard_model::person::User,
    key: heard_model::person::ApiKey,
    rule: heard_model::case::Rule,
    case: heard_model::case::Case,
    webhook: heard_store::Webhook,
    contact: heard_model::contact::Contact,
}

#[tokio::test]
async fn nothing_of_one_workspace_is_read_from_another() {
    let (company, its) = full().await;
    let other = company.beside("other", 1).await;
    let (store, foreign, scope) = (&company.store, other.workspace, other.scope());
    let (start, end) = (Position::START, store.committed().borrow().clone());
    let filter = ResponseFilter::default();
    assert_eq!(store.responses().get(&scope, its.response).await.unwrap(), None);
    assert_eq!(store.responses().changes(&scope, its.response).await.unwrap(), []);
    assert!(store.responses().list(&scope, &filter, None, 9).await.unwrap().items.is_empty());
    let words = ResponseFilter { words: Some("cold".to_owned()), ..filter.clone() };
    assert!(store.responses().list(&scope, &words, None, 9).await.unwrap().items.is_empty());
    let of_contact = ResponseFilter { contact: Some(its.contact.id), ..filter.clone() };
    assert!(store.responses().list(&scope, &of_contact, None, 9).await.unwrap().items.is_empty());
    assert!(store.responses().export(&scope, &filter, 0, 9).await.unwrap().is_empty());
    assert_eq!(store.responses().count(&scope, company.survey).await.unwrap(), 0);
    assert_eq!(store.contacts().get(&scope, its.contact.id).await.unwrap(), None);
    assert_eq!(store.contacts().by_external_id(foreign, "c").await.unwrap(), None);
    assert_eq!(store.contacts().by_email(foreign, "c@example.com").await.unwrap(), None);
    assert!(store.contacts().search(&scope, "", None, 9).await.unwrap().items.is_empty());
    assert_eq!(store.users().get(foreign, its.owner.id).await.unwrap(), None);
    assert!(store.users().list(foreign).await.unwrap().is_empty());
    assert!(store.api_keys().list(foreign).await.unwrap().is_empty());
    assert!(store.invitations().list(foreign, NOW).await.unwrap().is_empty());
    assert!(store.units().tree(foreign).await.unwrap().get(company.north.id).is_none());
    assert_eq!(store.surveys().get(foreign, company.survey).await.unwrap(), None);
    assert_eq!(store.surveys().version(foreign, company.survey, 1).await.unwrap(), None);
    assert!(store.surveys().versions(foreign, company.survey).await.unwrap().is_empty());
    assert!(!store.surveys().list(foreign).await.unwrap().iter().any(|survey| survey.id == company.survey));
    assert_eq!(store.rules().get(foreign, its.rule.id).await.unwrap(), None);
    assert!(store.rules().list(foreign).await.unwrap().is_empty());
    assert_eq!(store.cases().get(&scope, its.case.id).await.unwrap(), None);
    assert!(store.cases().history(&scope, its.case.id).await.unwrap().is_empty());
    assert!(store.cases().list(&scope, &CaseFilter::default(), NOW, None, 9).await.unwrap().items.is_empty());
    assert_eq!(store.cases().count(&scope, &CaseFilter::default(), NOW).await.unwrap(), 0);
    let summary = store.cases().summary(&scope, NOW, NOW - 1.hour(), NOW + 1.hour()).await.unwrap();
    assert_eq!(summary, heard_store::CaseSummary::default());
    assert!(store.webhooks().get(foreign, its.webhook.id).await.unwrap().is_none());
    assert!(store.webhooks().list(foreign).await.unwrap().is_empty());
    assert!(store.deliveries().list(foreign, None, 9).await.unwrap().is_empty());
    assert!(store.deliveries().list(foreign, Some(its.case.id), 9).await.unwrap().is_empty());
    assert!(store.audit().list(foreign, None, 9).await.unwrap().items.is_empty());
    assert!(store.outbox_of(foreign, &start, &end, 9).await.unwrap().entries.is_empty());
    assert!(store.changes_between(foreign, &start, &end, 9).await.unwrap().entries.is_empty());
    assert_eq!(store.waiting_changes(foreign).await.unwrap(), 0);
}

#[tokio::test]
async fn nothing_of_one_workspace_is_changed_from_another() {
    let (company, its) = full().await;
    let other = company.beside("other", 1).await;
    let (store, foreign, scope) = (&company.store, other.workspace, other.scope());
    assert!(!store.users().update(foreign, &its.owner).await.unwrap());
    assert!(!store.users().set_password(foreign, its.owner.id, "$x").await.unwrap());
    assert!(store.sessions().create(foreign, its.owner.id, [9; 32], NOW + 1.hour()).await.is_err());
    assert!(!store.api_keys().revoke(foreign, its.key.id).await.unwrap());
    assert!(!store.invitations().revoke(foreign, "i@example.com").await.unwrap());
    assert!(!store.units().update(foreign, &company.north).await.unwrap());
    assert!(store.units().create(foreign, Some(company.north.id), "x", None).await.is_err());
    let definition = &company.version.definition;
    let valid = heard_intake::validate_definition(definition).unwrap();
    let context = heard_model::survey::SurveyContext::default();
    let surveys = store.surveys();
    assert_eq!(surveys.update(foreign, company.survey, 2, definition, &context).await.unwrap(), None);
    assert_eq!(surveys.publish(foreign, company.survey, 2, &valid).await.unwrap(), None);
    assert_eq!(surveys.set_open(foreign, company.survey, false).await.unwrap(), None);
    assert!(!store.rules().update(foreign, &its.rule).await.unwrap());
    assert!(!store.rules().delete(foreign, its.rule.id).await.unwrap());
    let changed = heard_model::case::Case { revision: 2, ..its.case.clone() };
    let note = heard_model::case::CaseChange::Noted { text: "x".to_owned() };
    assert!(!store.cases().save(&scope, &changed, None, &note, vec![]).await.unwrap());
    assert!(!store.webhooks().set_enabled(foreign, its.webhook.id, false).await.unwrap());
    assert!(!store.webhooks().delete(foreign, its.webhook.id).await.unwrap());
    assert_eq!(store.erase_contact(foreign, its.contact.id).await.unwrap(), None);
    store.rebuild(foreign).await.unwrap();

    assert_eq!(store.contacts().get(&company.scope(), its.contact.id).await.unwrap(), Some(its.contact));
    assert_eq!(store.cases().get(&company.scope(), its.case.id).await.unwrap(), Some(its.case));
    assert_eq!(store.waiting_changes(company.workspace).await.unwrap(), 1);
    assert!(store.api_keys().by_secret([1; 32]).await.unwrap().is_some());
}

#[tokio::test]
async fn a_branch_sees_its_own_only() {
    let (company, its) = full().await;
    company.accept(at(&company.south, by(Some("d"), None, Some("Other"), scored(9)))).await;
    let store = &company.store;
    let filter = ResponseFilter::default();
    let seen = async |scope: &Scope| {
        (
            store.responses().list(scope, &filter, None, 9).await.unwrap().items.len(),
            store.responses().export(scope, &filter, 0, 9).await.unwrap().len(),
            store.responses().get(scope, its.response).await.unwrap().is_some(),
            store.contacts().search(scope, "", None, 9).await.unwrap().items.len(),
            store.contacts().get(scope, its.contact.id).await.unwrap().is_some(),
            store.cases().list(scope, &CaseFilter::default(), NOW, None, 9).await.unwrap().items.len(),
            store.cases().history(scope, its.case.id).await.unwrap().len(),
        )
    };
    assert_eq!(seen(&company.branch(company.company.id)).await, (2, 2, true, 2, true, 1, 1));
    assert_eq!(seen(&company.branch(company.north.id)).await, (1, 1, true, 1, true, 1, 1));
    assert_eq!(seen(&company.branch(company.south.id)).await, (1, 1, false, 1, false, 0, 0));
    // Asking for another branch by a filter widens nothing.
    let wide = ResponseFilter { units: Some(vec![company.north.id]), ..filter.clone() };
    let south = company.branch(company.south.id);
    assert!(store.responses().list(&south, &wide, None, 9).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn the_same_words_in_two_workspaces_are_two_things() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    for workspace in [&company, &other] {
        workspace.accept(by(Some("same"), Some("same@example.com"), None, scored(3))).await;
        assert_eq!(workspace.facts().await[0].contact, 1, "codes count within a workspace");
    }
    let new = NewUser { ..person("x@example.com", Role::Owner) };
    company.store.users().create(company.workspace, new).await.unwrap();
    assert!(company.store.users().list(other.workspace).await.unwrap().is_empty());
}

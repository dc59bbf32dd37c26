//! Rules, cases, webhooks, deliveries, the audit log.

use heard_model::case::{Case, CaseChange, CaseStep, CauseKind, RuleDefinition};
use heard_model::{ResponseId, RuleId, UserId};
use heard_store::{
    AuditEntry, CaseFilter, CaseState, CaseSummary, Delivery, DeliveryKind, DeliveryState, NewCase,
    NewDelivery, OpenedCase, StoreError,
};
use jiff::{SignedDuration, Timestamp, ToSpan};
use uuid::Uuid;

use crate::support::{Company, NOW, scored};

pub fn rule() -> RuleDefinition {
    serde_json::from_value(serde_json::json!({ "name": "low", "score_at_most": 6, "due_in_hours": 24 }))
        .unwrap()
}

pub fn new_case(company: &Company, response: ResponseId, rule: Option<RuleId>, due_at: Timestamp) -> NewCase {
    NewCase {
        response,
        survey: company.survey,
        unit: company.north.id,
        rule,
        question: Some("recommend".to_owned()),
        score: Some(2),
        touchpoint: None,
        owner: None,
        opened_at: NOW,
        due_at,
        actor: None,
    }
}

pub fn mail(case: &Case) -> Vec<NewDelivery> {
    vec![NewDelivery {
        kind: DeliveryKind::Mail,
        topic: "case.opened".to_owned(),
        target: "someone".to_owned(),
        case: Some(case.id),
        response: Some(case.response),
    }]
}

async fn open(company: &Company, rule: Option<RuleId>, due_at: Timestamp) -> Case {
    let response = company.accept(scored(2)).await.id;
    match company.store.cases().open(company.workspace, new_case(company, response, rule, due_at), mail).await
    {
        Ok(OpenedCase::New(case)) => case,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_rule_opens_one_case_for_a_response_with_its_messages() {
    let company = Company::new().await;
    let cases = company.store.cases();
    let rule = company.store.rules().create(company.workspace, rule()).await.unwrap().id;
    let case = open(&company, Some(rule), NOW + 24.hours()).await;
    assert_eq!((case.number, case.step, case.revision), (1, CaseStep::Hear, 1));
    let again = new_case(&company, case.response, Some(rule), NOW);
    let again = cases.open(company.workspace, again, mail).await.unwrap();
    assert_eq!(again, OpenedCase::Known(case.clone()));
    assert_eq!(company.store.deliveries().list(company.workspace, Some(case.id), 9).await.unwrap().len(), 1);
    let by_hand = new_case(&company, case.response, None, NOW);
    let by_hand = cases.open(company.workspace, by_hand, |_| Vec::new()).await.unwrap();
    assert!(matches!(by_hand, OpenedCase::New(case) if case.number == 2));
    let history = cases.history(&company.scope(), case.id).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].change, CaseChange::Opened);
}

#[tokio::test]
async fn two_people_cannot_change_a_case_at_once() {
    let company = Company::new().await;
    let cases = company.store.cases();
    let case = open(&company, None, NOW + 24.hours()).await;
    let me = Some(UserId(Uuid::from_u128(4)));
    let changed = Case { owner: me, revision: 2, ..case.clone() };
    let assigned = CaseChange::Assigned { owner: me };
    assert!(cases.save(&company.scope(), &changed, me, &assigned, vec![]).await.unwrap());
    let other = Case { owner: None, revision: 2, ..case.clone() };
    let note = CaseChange::Noted { text: "x".to_owned() };
    let stale = cases.save(&company.scope(), &other, me, &note, vec![]).await;
    assert!(matches!(stale, Err(StoreError::Stale)));
    assert_eq!(cases.get(&company.scope(), case.id).await.unwrap(), Some(changed.clone()));
    let history = cases.history(&company.scope(), case.id).await.unwrap();
    assert_eq!((history.len(), history[1].actor, &history[1].change), (2, me, &assigned));
    let foreign = cases.save(&company.branch(company.south.id), &changed, me, &note, vec![]).await.unwrap();
    assert!(!foreign, "another branch does not reach it");
}

#[tokio::test]
async fn the_board_and_the_summary_agree() {
    let company = Company::new().await;
    let cases = company.store.cases();
    let scope = company.scope();
    let late = open(&company, None, NOW - 1.hour()).await;
    let soon = open(&company, None, NOW + 1.hour()).await;
    let later = open(&company, None, NOW + 9.hours()).await;
    let owner = UserId(Uuid::from_u128(4));
    for (case, closed_at) in [
        (open(&company, None, NOW + 2.hours()).await, NOW),
        (open(&company, None, NOW - 2.hours()).await, NOW),
    ] {
        let closed = Case {
            closed_at: Some(closed_at),
            cause: Some(CauseKind::Process),
            owner: Some(owner),
            step: CaseStep::Diagnose,
            revision: 2,
            ..case
        };
        let change = CaseChange::Closed { cause: CauseKind::Process, note: None };
        assert!(cases.save(&scope, &closed, None, &change, vec![]).await.unwrap());
        assert_eq!(cases.get(&scope, closed.id).await.unwrap(), Some(closed));
    }
    let numbers = async |state: Option<CaseState>, limit: usize| {
        let filter = CaseFilter { state, ..CaseFilter::default() };
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = cases.list(&scope, &filter, NOW, after, limit).await.unwrap();
            found.extend(page.items.iter().map(|case| case.number));
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    for limit in [1, 2, 10] {
        assert_eq!(numbers(Some(CaseState::Open), limit).await, [late.number, soon.number, later.number]);
        assert_eq!(numbers(Some(CaseState::Late), limit).await, [late.number]);
        assert_eq!(numbers(Some(CaseState::Closed), limit).await, [5, 4]);
        assert_eq!(numbers(None, limit).await, [5, 4, 3, 2, 1]);
    }
    let of = async |filter: CaseFilter| cases.count(&scope, &filter, NOW).await.unwrap();
    assert_eq!(of(CaseFilter { owner: Some(Some(owner)), ..CaseFilter::default() }).await, 2);
    assert_eq!(of(CaseFilter { owner: Some(None), ..CaseFilter::default() }).await, 3);
    assert_eq!(of(CaseFilter { response: Some(soon.response), ..CaseFilter::default() }).await, 1);
    assert_eq!(of(CaseFilter { units: Some(vec![company.south.id]), ..CaseFilter::default() }).await, 0);
    let summary = cases.summary(&scope, NOW, NOW - 1.hour(), NOW + 1.hour()).await.unwrap();
    assert_eq!(summary, CaseSummary { open: 3, late: 1, opened: 5, closed: 2, closed_in_time: 1 });
    let before = cases.summary(&scope, NOW, NOW - 9.hours(), NOW).await.unwrap();
    assert_eq!(before, CaseSummary { open: 3, late: 1, ..CaseSummary::default() });
}

#[tokio::test]
async fn rules_are_kept_changed_and_deleted() {
    let company = Company::new().await;
    let rules = company.store.rules();
    let mut made = rules.create(company.workspace, rule()).await.unwrap();
    made.definition.enabled = false;
    assert!(rules.update(company.workspace, &made).await.unwrap());
    assert_eq!(rules.list(company.workspace).await.unwrap(), std::slice::from_ref(&made));
    assert!(rules.delete(company.workspace, made.id).await.unwrap());
    assert_eq!(rules.get(company.workspace, made.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_message_is_one_senders_for_a_while() {
    let company = Company::new().await;
    let deliveries = company.store.deliveries();
    let case = open(&company, None, NOW).await;
    let lease = SignedDuration::from_mins(2);
    let leased = deliveries.lease_due(NOW, lease, 10).await.unwrap();
    assert_eq!((leased.len(), leased[0].attempts, leased[0].message.case), (1, 1, Some(case.id)));
    assert_eq!(deliveries.lease_due(NOW, lease, 10).await.unwrap(), [], "it is leased");
    let second = deliveries.lease_due(NOW + 2.minutes(), lease, 10).await.unwrap();
    assert_eq!(second[0].attempts, 2, "its holder has died");
    assert!(!deliveries.mark_sent(&leased[0]).await.unwrap(), "the first holder comes too late");

    let retry_at = NOW + 30.minutes();
    assert!(deliveries.mark_failed(&second[0], &"x".repeat(999), Some(retry_at)).await.unwrap());
    assert_eq!(deliveries.lease_due(NOW + 29.minutes(), lease, 10).await.unwrap(), []);
    let third = deliveries.lease_due(retry_at, lease, 10).await.unwrap();
    assert_eq!(third[0].last_error.as_ref().map(String::len), Some(300));
    assert!(deliveries.mark_sent(&third[0]).await.unwrap());
    let state = async || -> Delivery {
        deliveries.list(company.workspace, Some(case.id), 9).await.unwrap().remove(0)
    };
    assert_eq!((state().await.state, state().await.last_error), (DeliveryState::Sent, None));
    assert_eq!(deliveries.lease_due(NOW + 99.hours(), lease, 10).await.unwrap(), []);
    assert_eq!(deliveries.forget_before(NOW).await.unwrap(), 0);
    assert_eq!(deliveries.forget_before(NOW + 1.hour()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_message_is_given_up() {
    let company = Company::new().await;
    let deliveries = company.store.deliveries();
    open(&company, None, NOW).await;
    let leased = deliveries.lease_due(NOW, SignedDuration::from_mins(1), 10).await.unwrap();
    assert!(deliveries.mark_failed(&leased[0], "410", None).await.unwrap());
    assert_eq!(deliveries.list(company.workspace, None, 9).await.unwrap()[0].state, DeliveryState::Failed);
    assert_eq!(deliveries.lease_due(NOW + 99.hours(), SignedDuration::from_mins(1), 9).await.unwrap(), []);
}

#[tokio::test]
async fn webhooks_are_kept_and_do_not_print_their_secret() {
    let company = Company::new().await;
    let webhooks = company.store.webhooks();
    let made = webhooks.create(company.workspace, "desk", "https://example.com/h", "whsec_x").await.unwrap();
    assert!(!format!("{made:?}").contains("whsec_x"));
    assert!(webhooks.set_enabled(company.workspace, made.id, false).await.unwrap());
    let kept = webhooks.get(company.workspace, made.id).await.unwrap().unwrap();
    assert_eq!((kept.secret.as_str(), kept.enabled), ("whsec_x", false));
    assert_eq!(webhooks.list(company.workspace).await.unwrap().len(), 1);
    assert!(webhooks.delete(company.workspace, made.id).await.unwrap());
    assert!(webhooks.get(company.workspace, made.id).await.unwrap().is_none());
}

#[tokio::test]
async fn the_audit_log_is_read_newest_first() {
    let company = Company::new().await;
    let audit = company.store.audit();
    for number in 0..5 {
        let entry = AuditEntry {
            at: NOW,
            actor: "operator".to_owned(),
            action: "rebuild".to_owned(),
            object: number.to_string(),
            detail: Some(serde_json::json!({ "n": number })),
        };
        audit.append(company.workspace, entry).await.unwrap();
    }
    let first = audit.list(company.workspace, None, 3).await.unwrap();
    let second = audit.list(company.workspace, first.next, 3).await.unwrap();
    let objects: Vec<_> =
        first.items.iter().chain(&second.items).map(|entry| entry.object.as_str()).collect();
    assert_eq!(objects, ["4", "3", "2", "1", "0"]);
    assert_eq!(second.next, None);
}

/// Messages that wait when the clock is set back an hour are not late by an hour, and none goes out
/// twice for it.
#[tokio::test]
async fn messages_go_out_though_the_clock_is_set_back() {
    let company = Company::new().await;
    open(&company, None, NOW + 24.hours()).await;
    company.clock.advance_milliseconds(-3_600_000);
    let now = NOW - 1.hour();
    let deliveries = company.store.deliveries();
    let lease = SignedDuration::from_secs(120);
    let due = deliveries.lease_due(now, lease, 10).await.unwrap();
    assert_eq!(due.len(), 1, "due at once");
    assert_eq!(deliveries.lease_due(now, lease, 10).await.unwrap(), [], "and leased");
    assert!(deliveries.mark_failed(&due[0], "busy", Some(now + 5.seconds())).await.unwrap());
    assert_eq!(deliveries.lease_due(now, lease, 10).await.unwrap(), [], "the next try waits as it should");
    assert_eq!(deliveries.lease_due(now + 5.seconds(), lease, 10).await.unwrap().len(), 1);
}

//! Group commit: exactly once, without gaps, in order; a bad row alone.

use std::collections::BTreeSet;

use heard_model::Position;
use heard_model::response::RawResponse;
use heard_store::{Outcome, ResponseFilter, Store, StoreError, StoreOptions, SubmitError};
use jiff::ToSpan;

use crate::support::{Company, NOW, by, options, poll_now, raw, scored};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_each_stored_once_without_gaps() {
    let company = Company::new().await;
    let mut tasks = Vec::new();
    for number in 0..500_usize {
        let submission = company.keyed(&format!("k{number}"), scored((number % 11) as u8));
        let store = company.store.clone();
        tasks.push(tokio::spawn(async move {
            let first = store.submit(submission.clone()).await.unwrap();
            let second = store.submit(submission).await.unwrap();
            (first, second)
        }));
    }
    let mut numbers = BTreeSet::new();
    for task in tasks {
        let (first, second) = task.await.unwrap();
        assert!(matches!(first, Outcome::Accepted(_)));
        assert_eq!(second, Outcome::Replayed(first.receipt()));
        numbers.insert(first.receipt().seq);
    }
    assert_eq!(numbers, (1..=500).collect());
    assert_eq!(*company.store.committed().borrow(), Position::after(500));
    assert_eq!(company.store.check().await.unwrap().problems, Vec::<String>::new());
    let sum: i64 = (0..500).map(|number| number % 11).sum();
    assert_eq!(company.nps().await, (sum, 500));
}

#[tokio::test]
async fn an_acknowledged_response_is_durable_and_in_the_order_of_acceptance() {
    let company = Company::new().await;
    for score in 0..5 {
        let receipt = company.accept(scored(score)).await;
        let stored = company.store.responses().get(&company.scope(), receipt.id).await.unwrap().unwrap();
        assert_eq!((stored.seq, stored.revision), (i64::from(score) + 1, 1));
        assert_eq!(stored.headline.unwrap().score, score);
    }
}

#[tokio::test]
async fn the_same_key_with_another_body_is_a_conflict() {
    let company = Company::new().await;
    let first = company.store.submit(company.keyed("k", scored(9))).await.unwrap().receipt();
    let again = company.store.submit(company.keyed("k", scored(9))).await.unwrap();
    assert_eq!(again, Outcome::Replayed(first));
    let other = company.store.submit(company.keyed("k", scored(8))).await;
    assert!(matches!(other, Err(SubmitError::KeyConflict)));
    assert_eq!(*company.store.committed().borrow(), Position::after(1));
}

#[tokio::test]
async fn keys_survive_a_restart_and_a_correction() {
    let company = Company::new().await;
    let submission = company.keyed("k", scored(9));
    let first = company.store.submit(submission.clone()).await.unwrap().receipt();
    company.store.withdraw(company.workspace, first.id, NOW).await.unwrap();
    company.store.close().await.unwrap();
    let store = Store::open(options(&company.folder).await).await.unwrap();
    assert_eq!(store.submit(submission).await.unwrap(), Outcome::Replayed(first));
    assert_eq!(*store.committed().borrow(), Position::after(2));
}

#[tokio::test]
async fn a_key_of_one_scope_or_workspace_says_nothing_about_another() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    company.store.submit(company.keyed("k", scored(9))).await.unwrap();
    let outcome = company.store.submit(other.keyed("k", scored(1))).await.unwrap();
    assert!(matches!(outcome, Outcome::Accepted(_)));
    let mut scoped = company.keyed("k", scored(1));
    scoped.key.as_mut().unwrap().scope = "elsewhere".to_owned();
    assert!(matches!(company.store.submit(scoped).await.unwrap(), Outcome::Accepted(_)));
}

#[tokio::test]
async fn an_external_id_is_accepted_once_in_a_survey() {
    let company = Company::new().await;
    let row = |score| RawResponse { external_id: Some("row-1".to_owned()), ..scored(score) };
    let first = company.store.submit(company.submission(row(3))).await.unwrap().receipt();
    let again = company.store.submit(company.keyed("new key", row(3))).await.unwrap();
    assert_eq!(again, Outcome::Replayed(first));
    let by_key = company.store.submit(company.keyed("new key", row(3))).await.unwrap();
    assert_eq!(by_key, Outcome::Replayed(first), "the key is remembered for the response it found");
    let changed = company.store.submit(company.submission(row(4))).await;
    assert!(matches!(changed, Err(SubmitError::ExternalIdConflict)));
}

#[tokio::test]
async fn repeats_within_one_batch_are_one_response() {
    let company = Company::new().await;
    let batch = vec![
        company.keyed("a", scored(1)),
        company.keyed("b", scored(2)),
        company.keyed("a", scored(1)),
        company.keyed("a", scored(5)),
    ];
    let outcomes = company.store.submit_many(batch).await;
    let first = outcomes[0].as_ref().unwrap().receipt();
    assert!(matches!(outcomes[1], Ok(Outcome::Accepted(_))));
    assert_eq!(*outcomes[2].as_ref().unwrap(), Outcome::Replayed(first));
    assert!(matches!(outcomes[3], Err(SubmitError::KeyConflict)));
    assert_eq!(*company.store.committed().borrow(), Position::after(2));
}

#[tokio::test]
async fn a_row_that_is_refused_takes_no_other_with_it() {
    let company = Company::new().await;
    let known = company.accept(scored(10)).await;
    let mut batch: Vec<_> = (0..20)
        .map(|number| {
            let person = format!("p{number}");
            company.keyed(&person, by(Some(&person), None, None, scored(7)))
        })
        .collect();
    batch[11].id = known.id;
    let outcomes = company.store.submit_many(batch.clone()).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), number != 11, "row {number}: {outcome:?}");
    }
    assert!(matches!(outcomes[11], Err(SubmitError::Store(StoreError::Database(_)))));
    assert_eq!(*company.store.committed().borrow(), Position::after(20), "no number is lost");
    let people = company.store.contacts();
    assert!(people.by_external_id(company.workspace, "p11").await.unwrap().is_none(), "nor half written");
    assert!(people.by_external_id(company.workspace, "p12").await.unwrap().is_some());
    let check = company.store.check().await.unwrap();
    assert_eq!(check.problems, Vec::<String>::new());

    batch[11].id = company.next_id();
    let again = company.store.submit_many(batch).await;
    assert!(again.iter().enumerate().all(|(number, outcome)| {
        matches!(outcome, Ok(Outcome::Replayed(_))) == (number != 11) && outcome.is_ok()
    }));
    let codes: BTreeSet<u32> = company.facts().await.iter().map(|event| event.contact).collect();
    assert_eq!(codes, (0..=20).collect(), "codes are dense");
}

#[tokio::test]
async fn what_a_batch_says_later_of_a_new_customer_is_kept() {
    let company = Company::new().await;
    let told = [
        (Some("c-1"), None, None),
        (Some("c-1"), Some("ilma@example.org"), None),
        (None, Some("ilma@example.org"), Some("Ilma")),
        (Some("c-2"), Some("ilma@example.org"), Some("Somebody else")),
    ];
    let batch = told.map(|(id, email, name)| company.submission(by(id, email, name, scored(8))));
    assert!(company.store.submit_many(batch.into()).await.iter().all(Result::is_ok));
    let people = company.store.contacts();
    let known = people.by_external_id(company.workspace, "c-1").await.unwrap().unwrap();
    assert_eq!((known.email.as_deref(), known.name.as_deref()), (Some("ilma@example.org"), Some("Ilma")));
    let other = people.by_external_id(company.workspace, "c-2").await.unwrap().unwrap();
    assert_eq!((other.email, other.name.as_deref()), (None, Some("Somebody else")));
    let codes: Vec<u32> = company.facts().await.iter().map(|event| event.contact).collect();
    assert_eq!(codes, [1, 1, 1, 2]);
}

#[tokio::test]
async fn a_hundred_thousand_lines_are_each_answered_for() {
    let company = Company::new().await;
    let lines = 3_000;
    let batch: Vec<_> = (0..lines)
        .map(|number| company.keyed(&format!("{}", number / 2), scored((number / 2 % 11) as u8)))
        .collect();
    let outcomes = company.store.submit_many(batch).await;
    assert_eq!(outcomes.len(), lines);
    let accepted = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Accepted(_)))).count();
    let replayed = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Replayed(_)))).count();
    assert_eq!((accepted, replayed), (lines / 2, lines / 2));
}

#[tokio::test]
async fn customers_are_met_again_by_identifier_or_address() {
    let company = Company::new().await;
    company.accept(by(Some("c1"), None, None, scored(1))).await;
    company.accept(by(Some("c1"), Some("ann@example.com"), Some("Ann"), scored(2))).await;
    company.accept(by(None, Some("Ann@Example.com"), None, scored(3))).await;
    company.accept(by(None, Some("bob@example.com"), None, scored(4))).await;
    company.accept(by(Some("c2"), Some("bob@example.com"), None, scored(5))).await;
    company.accept(by(Some("c3"), Some("ann@example.com"), None, scored(6))).await;
    company.accept(scored(7)).await;
    let codes: Vec<u32> = company.facts().await.iter().map(|event| event.contact).collect();
    assert_eq!(codes, [1, 1, 1, 2, 2, 3, 0]);
    let contacts = company.store.contacts();
    let ann = contacts.by_email(company.workspace, " ANN@example.com").await.unwrap().unwrap();
    assert_eq!((ann.external_id.as_deref(), ann.name.as_deref()), (Some("c1"), Some("Ann")));
    let third = contacts.by_external_id(company.workspace, "c3").await.unwrap().unwrap();
    assert_eq!(third.email, None, "an address is one customer's");
}

#[tokio::test]
async fn customers_of_one_batch_are_met_within_it() {
    let company = Company::new().await;
    let batch = (0..50)
        .map(|number| company.submission(by(Some(&format!("c{}", number % 7)), None, None, scored(5))))
        .collect();
    assert!(company.store.submit_many(batch).await.iter().all(Result::is_ok));
    let codes: BTreeSet<u32> = company.facts().await.iter().map(|event| event.contact).collect();
    assert_eq!(codes, (1..=7).collect());
}

#[tokio::test]
async fn a_full_queue_is_said_at_once() {
    let company = Company::new().await;
    company.store.clone().close().await.unwrap();
    let store =
        Store::open(StoreOptions { queue_capacity: 1, ..options(&company.folder).await }).await.unwrap();
    let submissions: Vec<_> = (0..50).map(|number| company.submission(scored(number % 11))).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for submission in submissions {
        let store = store.clone();
        tasks.spawn(async move { store.submit(submission).await });
    }
    let outcomes = tasks.join_all().await;
    let busy = outcomes.iter().filter(|outcome| matches!(outcome, Err(SubmitError::Busy))).count();
    let accepted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(busy > 0 && accepted > 0, "{busy} busy, {accepted} accepted");
    assert_eq!(busy + accepted, 50);
    assert_eq!(*store.committed().borrow(), Position::after(accepted as i64));
}

#[tokio::test]
async fn one_workspace_leaves_room_for_another() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    let submission = |number: u8| company.submission(scored(number % 11));
    let (first, theirs) = ((0..50).map(submission).collect::<Vec<_>>(), other.submission(scored(3)));
    company.store.clone().close().await.unwrap();
    let store =
        Store::open(StoreOptions { queue_capacity: 10, ..options(&company.folder).await }).await.unwrap();
    // Nobody else runs until something here waits, so the writer has taken nothing yet.
    let mut ours: Vec<_> = first.into_iter().map(|submission| Box::pin(store.submit(submission))).collect();
    let mut refused = 0;
    ours.retain_mut(|submit| {
        let answered = poll_now(submit.as_mut());
        refused += usize::from(matches!(answered, Some(Err(SubmitError::Busy))));
        answered.is_none()
    });
    assert_eq!((ours.len(), refused), (5, 45), "half of the room");
    assert!(matches!(store.submit(theirs).await, Ok(Outcome::Accepted(_))));
    for submit in ours {
        assert!(matches!(submit.await, Ok(Outcome::Accepted(_))));
    }
    assert_eq!(*store.committed().borrow(), Position::after(6));
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let company = Company::new().await;
    let submission = company.submission(scored(1));
    company.store.clone().close().await.unwrap();
    let error = company.store.submit(submission).await.unwrap_err();
    assert!(matches!(error, SubmitError::Store(StoreError::Closed)));
    assert!(matches!(company.store.ready(), Err(StoreError::Closed)));
}

#[tokio::test]
async fn what_is_stored_is_what_was_said() {
    let company = Company::new().await;
    let said = RawResponse {
        language: Some("en".to_owned()),
        answered_at: Some(NOW - 3.hours()),
        external_id: Some("x-1".to_owned()),
        weight: Some(1.5),
        unit: Some("n".to_owned()),
        touchpoint: Some("delivery".to_owned()),
        channel: Some("kiosk".to_owned()),
        country: Some("HU".to_owned()),
        team: Some("blue".to_owned()),
        agent: Some("a7".to_owned()),
        product: Some("lamp".to_owned()),
        attributes: [("terminal".to_owned(), "2".to_owned())].into(),
        ..by(
            Some("c"),
            None,
            None,
            raw(serde_json::json!({ "recommend": 10, "comment": "so \"good\" \n چای" })),
        )
    };
    let receipt = company.accept(said.clone()).await;
    let stored = company.store.responses().get(&company.scope(), receipt.id).await.unwrap().unwrap();
    assert_eq!(stored.answers, said.answers);
    assert_eq!(stored.unit, company.north.id);
    assert_eq!(Some(stored.answered_at), said.answered_at);
    assert_eq!(stored.weight_millionths, Some(1_500_000));
    assert_eq!(
        [stored.language, stored.external_id, stored.touchpoint, stored.channel, stored.country],
        [said.language, said.external_id, said.touchpoint, said.channel, said.country]
    );
    assert_eq!([stored.team, stored.agent, stored.product], [said.team, said.agent, said.product]);
    assert_eq!(stored.attributes, said.attributes);
    assert_eq!((stored.source.as_str(), stored.has_words, stored.withdrawn_at), ("api", true, None));
    assert!(stored.contact.is_some());
    let page =
        company.store.responses().list(&company.scope(), &ResponseFilter::default(), None, 10).await.unwrap();
    assert_eq!((page.items.len(), page.next), (1, None));
}

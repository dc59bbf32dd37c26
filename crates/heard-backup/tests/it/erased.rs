//! After an erasure and the next backup the words are nowhere in the backups, earlier moments included.

use std::collections::BTreeSet;

use heard_backup::{Keep, Passphrase, Repository, verify};
use heard_model::ContactId;
use heard_model::case::{Case, CaseChange, CauseKind};
use heard_model::response::RawResponse;
use heard_store::{CorrectionExtent, Location, NewCase, OpenedCase};
use jiff::ToSpan;
use serde_json::json;

use crate::support::{Company, NOW, by, open, raw, responses, said};

const WORDS: [&str; 7] = [
    "Zsuzsanna Feketerigo",
    "feketerigo@example.com",
    "customer-77120",
    "ticket-55180",
    "the porcelain hippopotamus arrived in eleven pieces",
    "now it is the velvet rhinoceros",
    "spoke about the rhinoceros on the telephone",
];

/// Which of the words are in which blocks.
fn found(repository: &Repository) -> Vec<String> {
    let mut names = BTreeSet::new();
    let blocks = repository.folder().join("blocks");
    for folder in std::fs::read_dir(blocks).unwrap() {
        for block in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            names.insert(block.unwrap().file_name().to_str().unwrap().to_owned());
        }
    }
    let mut hits = Vec::new();
    for name in names {
        let content = repository.get(&name.parse().unwrap()).unwrap();
        let here =
            WORDS.iter().filter(|word| content.windows(word.len()).any(|part| part == word.as_bytes()));
        hits.extend(here.map(|word| format!("{word} in {name}")));
    }
    hits
}

/// A customer who has said something, said something else instead, and has a case; each was backed up.
async fn customer(company: &Company, key: Option<&Passphrase>) -> ContactId {
    let [name, email, external_id, ticket, porcelain, velvet, telephone] = WORDS;
    company.accept_many(150).await;
    let first = RawResponse {
        external_id: Some(ticket.to_owned()),
        ..raw(json!({ "recommend": 0, "comment": porcelain }))
    };
    let receipt = company.accept(by(external_id, email, name, first)).await;
    company.accept_many(150).await;
    company.back_up_with(key, Keep::default()).await.unwrap();
    let later = company.validated(said(1, velvet));
    let store = &company.store;
    store.correct(company.workspace, receipt.id, NOW, later, CorrectionExtent::Answers).await.unwrap();
    let new = NewCase {
        response: receipt.id,
        survey: responses(store, &company.scope()).await[0].survey,
        unit: company.unit,
        rule: None,
        question: None,
        score: Some(1),
        touchpoint: None,
        owner: None,
        opened_at: NOW,
        due_at: NOW + 24.hours(),
        actor: None,
    };
    let opened = store.cases().open(company.workspace, new, |_| Vec::new()).await.unwrap();
    let OpenedCase::New(case) = opened else { panic!("{opened:?}") };
    let note = CaseChange::Closed { cause: CauseKind::Supplier, note: Some(telephone.to_owned()) };
    let changed = Case { revision: 2, ..case };
    assert!(store.cases().save(&company.scope(), &changed, None, &note, vec![]).await.unwrap());
    company.back_up_with(key, Keep::default()).await.unwrap();
    store.contacts().by_email(company.workspace, email).await.unwrap().unwrap().id
}

async fn words_are_nowhere(key: Option<&Passphrase>) {
    let company = Company::new().await;
    let contact = customer(&company, key).await;
    let before = found(&company.repository(key));
    for word in WORDS {
        assert!(before.iter().any(|hit| hit.starts_with(word)), "{word} is there before: {before:?}");
    }
    let report = company.store.erase_contact(company.workspace, contact).await.unwrap().unwrap();
    assert!(report.remains.iter().any(|remainder| remainder.what.contains("backups")), "{report:?}");
    assert!(!found(&company.repository(key)).is_empty(), "until the next backup");

    let report = company.back_up_with(key, Keep::default()).await.unwrap();
    assert_eq!((report.scrubbed, report.kept), (2, 3));
    let repository = company.repository(key);
    assert_eq!(found(&repository), Vec::<String>::new());
    let verified = verify(&repository, &mut |_, _| {}).unwrap();
    assert_eq!((verified.backups, verified.problems), (3, vec![]));

    for moment in repository.moments().unwrap() {
        let at = moment.manifest.moment;
        let folder = company.target(&format!("at-{}", at.as_second()));
        company.restore_to(key, Some(at), &Location::Folder(folder.clone())).await.unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            for word in WORDS {
                assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word} at {at}");
            }
        }
        let copy = open(&folder, &company.clock).await;
        assert_eq!(responses(&copy, &company.scope()).await.len(), 301, "scores stay");
        assert_eq!(copy.check().await.unwrap().problems, Vec::<String>::new());
    }
    drop(repository);
    let again = company.back_up_with(key, Keep::default()).await.unwrap();
    assert_eq!(again.scrubbed, 0, "once is enough");
}

#[tokio::test]
async fn erased_words_are_nowhere_after_the_next_backup() {
    words_are_nowhere(None).await;
}

#[tokio::test]
async fn nor_are_they_in_encrypted_ones() {
    words_are_nowhere(Some(&Passphrase::new("a key that nobody knows").unwrap())).await;
}

#[tokio::test]
async fn words_of_others_stay() {
    let company = Company::new().await;
    let contact = customer(&company, None).await;
    company.store.erase_contact(company.workspace, contact).await.unwrap().unwrap();
    let first = company.repository(None).moments().unwrap().remove(0).manifest.moment;
    company.back_up().await;
    company.restore(Some(first), "then").await.unwrap();
    let copy = open(&company.target("then"), &company.clock).await;
    let with_words = responses(&copy, &company.scope()).await;
    let with_words = with_words.iter().filter(|response| response.answers.contains_key("comment")).count();
    assert_eq!(with_words, 300);
}

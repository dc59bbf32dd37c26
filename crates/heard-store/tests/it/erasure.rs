//! After an erasure the words are nowhere in the data folder.

use heard_model::Position;
use heard_model::case::{Case, CaseChange, CauseKind};
use heard_model::response::RawResponse;
use heard_store::{CorrectionExtent, ErasureReport, OpenedCase, ResponseFilter, Store};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;
use tempfile::TempDir;

use crate::closed_loop::{mail, new_case};
use crate::support::{Company, NOW, at, behind, by, options, raw, said, scored};

/// Where any of the words are: in the files of the data folder, in the tables of a server.
async fn found(folder: &TempDir, words: &[&str]) -> Vec<String> {
    if heard_testing::cluster().is_some() {
        return found_in_tables(&behind(folder).await, words).await;
    }
    let folder = folder.path();
    let mut hits = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for word in words {
            if bytes.windows(word.len()).any(|part| part == word.as_bytes()) {
                hits.push(format!("{word} in {}", path.file_name().unwrap().display()));
            }
        }
    }
    hits
}

async fn found_in_tables(database: &DatabaseConnection, words: &[&str]) -> Vec<String> {
    let rows = async |sql: String| {
        let statement = Statement::from_string(database.get_database_backend(), sql);
        database.query_all_raw(statement).await.unwrap()
    };
    let mut hits = Vec::new();
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'".to_owned();
    for table in rows(tables).await {
        let table: String = table.try_get_by_index(0).unwrap();
        for row in rows(format!(r#"SELECT t::text FROM "{table}" AS t"#)).await {
            let row: String = row.try_get_by_index(0).unwrap();
            let here = words.iter().filter(|word| row.contains(**word));
            hits.extend(here.map(|word| format!("{word} in {table}")));
        }
    }
    hits
}

fn count(report: &ErasureReport, copy: &str) -> u64 {
    report.erased.iter().filter(|erased| erased.copy == copy).map(|erased| erased.count).sum()
}

const WORDS: [&str; 9] = [
    "Zsuzsanna Feketerigo",
    "feketerigo@example.com",
    "customer-77120",
    "ticket-55180",
    "the porcelain hippopotamus arrived in eleven pieces",
    "also the marmalade",
    "now it is the velvet rhinoceros",
    "spoke about the hippopotamus on the telephone",
    "rhinoceros was glued",
];

/// A customer who has said much, among others who have.
async fn company_with_a_customer() -> (Company, heard_model::ContactId) {
    let company = Company::new().await;
    for number in 0..300 {
        let other = format!("other{number}");
        company
            .accept(by(Some(&other), None, Some(&other), said(5, &format!("nothing to say {number}"))))
            .await;
    }
    let [name, email, external_id, ticket, porcelain, marmalade, velvet, telephone, glued] = WORDS;
    let first = RawResponse {
        external_id: Some(ticket.to_owned()),
        ..raw(json!({ "recommend": 0, "comment": porcelain, "more": marmalade }))
    };
    let customer = |raw| by(Some(external_id), Some(email), Some(name), at(&company.north, raw));
    let response = company.accept(customer(first)).await.id;
    let second = company.accept(customer(said(1, "it is well again"))).await.id;
    for number in 0..300 {
        company.accept(said(5, &format!("so so {number}"))).await;
    }
    let store = &company.store;
    let longer = company.validated(said(3, &format!("{velvet} {}", "and so on ".repeat(200))));
    store.correct(company.workspace, second, NOW, longer, CorrectionExtent::Answers).await.unwrap();
    let opened = store.cases().open(company.workspace, new_case(&company, response, None, NOW), mail).await;
    let Ok(OpenedCase::New(case)) = opened else { panic!("{opened:?}") };
    let note = CaseChange::Noted { text: telephone.to_owned() };
    let changed = Case { revision: 2, ..case.clone() };
    assert!(store.cases().save(&company.scope(), &changed, None, &note, vec![]).await.unwrap());
    let note = CaseChange::Closed { cause: CauseKind::Supplier, note: Some(glued.to_owned()) };
    let changed = Case { revision: 3, closed_at: Some(NOW), cause: Some(CauseKind::Supplier), ..case };
    assert!(store.cases().save(&company.scope(), &changed, None, &note, vec![]).await.unwrap());
    let id = store.contacts().by_email(company.workspace, email).await.unwrap().unwrap().id;
    (company, id)
}

#[tokio::test]
async fn an_erased_persons_words_are_nowhere() {
    let (company, id) = company_with_a_customer().await;
    let folder = &*company.folder;
    assert!(found(folder, &WORDS).await.len() >= WORDS.len(), "before, all of them are there");
    let is_server = heard_testing::cluster().is_some();
    let before = company.nps().await;
    let report = company.store.erase_contact(company.workspace, id).await.unwrap().unwrap();
    assert_eq!(found(folder, &WORDS).await, Vec::<String>::new());
    let of_a_server = report.remains.iter().any(|remainder| remainder.what.contains("PostgreSQL"));
    assert_eq!((report.log_emptied, of_a_server), (!is_server, is_server));
    assert_eq!(
        (count(&report, "contacts"), count(&report, "case_events"), count(&report, "deliveries")),
        (1, 2, 1)
    );
    let words = report.erased.iter().find(|erased| erased.what == "answers in words").unwrap();
    assert_eq!(words.count, 3);
    assert!(report.remains.iter().any(|remainder| remainder.what == "responses" && remainder.count == 2));

    assert_eq!(company.nps().await, before, "counts stay");
    let scope = company.scope();
    let store = &company.store;
    assert_eq!(store.contacts().get(&scope, id).await.unwrap(), None);
    let of = ResponseFilter { contact: Some(id), ..ResponseFilter::default() };
    assert!(store.responses().list(&scope, &of, None, 9).await.unwrap().items.is_empty());
    let low = ResponseFilter { score_max: Some(4), ..ResponseFilter::default() };
    for response in store.responses().list(&scope, &low, None, 9).await.unwrap().items {
        assert_eq!((response.contact, response.has_words, response.external_id), (None, false, None));
    }
    let end = store.committed().borrow().clone();
    let changes = store.all_changes_between(&Position::START, &end, 5_000).await.unwrap();
    assert!(changes.entries.iter().all(|entry| {
        entry.words.iter().all(|(_, words)| WORDS.iter().all(|word| !words.contains(word)))
    }));
    assert_eq!(store.erase_contact(company.workspace, id).await.unwrap(), None, "there is nobody any more");
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_erased_stays_erased_and_its_code_is_nobodys() {
    let (company, id) = company_with_a_customer().await;
    company.store.erase_contact(company.workspace, id).await.unwrap().unwrap();
    let code = company.facts().await.iter().map(|event| event.contact).max().unwrap();
    company.accept(by(Some(WORDS[2]), None, None, scored(9))).await;
    let again = company.facts().await.last().unwrap().contact;
    assert_eq!(again, code + 1, "a customer who comes back is a new one");
    company.store.rebuild(company.workspace).await.unwrap();
    company.store.close().await.unwrap();
    assert_eq!(found(&company.folder, &[WORDS[0], WORDS[1], WORDS[4], WORDS[6]]).await, Vec::<String>::new());
    let store = Store::open(options(&company.folder).await).await.unwrap();
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_repeated_delivery_does_not_bring_the_words_back() {
    let company = Company::new().await;
    let row = RawResponse {
        external_id: Some("row".to_owned()),
        ..by(Some("c"), None, None, said(2, "the velvet rhinoceros"))
    };
    let submission = company.keyed("k", row);
    company.store.submit(submission.clone()).await.unwrap();
    let id = company.store.contacts().by_external_id(company.workspace, "c").await.unwrap().unwrap().id;
    let report = company.store.erase_contact(company.workspace, id).await.unwrap().unwrap();
    assert!(
        report
            .remains
            .iter()
            .any(|remainder| remainder.what == "fingerprints of keys" && remainder.count == 2)
    );
    let again = company.store.submit(submission).await.unwrap();
    assert!(matches!(again, heard_store::Outcome::Replayed(_)));
    assert_eq!(found(&company.folder, &["the velvet rhinoceros"]).await, Vec::<String>::new());
}

/// Cells that grow move to other pages and leave old bytes behind, of what was said first too; the
/// erasure must find them.
#[tokio::test]
async fn bytes_left_by_moved_rows_are_found_and_written_over() {
    let company = Company::new().await;
    let mut receipts = Vec::new();
    for number in 0..400 {
        let words = format!("secret-{number:05} {}", "x".repeat(number % 37 * 9));
        receipts.push(company.accept(by(Some(&format!("p{number}")), None, None, said(4, &words))).await);
    }
    for (number, receipt) in receipts.iter().enumerate().filter(|(number, _)| number % 3 == 0) {
        let words = format!("later-{number:05} {}", "y".repeat(900 + number));
        let new = company.validated(said(4, &words));
        company
            .store
            .correct(company.workspace, receipt.id, NOW, new, CorrectionExtent::Answers)
            .await
            .unwrap();
    }
    let mut rewritten = 0;
    for number in (0..400).step_by(40) {
        let contacts = company.store.contacts();
        let id = contacts.by_external_id(company.workspace, &format!("p{number}")).await.unwrap().unwrap().id;
        let report = company.store.erase_contact(company.workspace, id).await.unwrap().unwrap();
        rewritten += u32::from(report.rewritten);
        let words = [format!("secret-{number:05}"), format!("later-{number:05}")];
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(found(&company.folder, &words).await, Vec::<String>::new());
    }
    let is_server = heard_testing::cluster().is_some();
    assert!(rewritten > 0 || is_server, "this test should meet bytes that only a rewrite removes");
}

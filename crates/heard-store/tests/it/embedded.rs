//! What only a store on a SQLite file has: the file, its log, and folders of earlier versions.

use std::time::Duration;

use heard_model::{Position, Scope};
use heard_store::{Outcome, ResponseFilter, Store, StoreError, StoreOptions, SubmitError};
use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use tempfile::TempDir;

use crate::support::{Company, behind, by, options, poll_now, said, scored};

#[tokio::test]
async fn the_log_is_empty_after_closing() {
    let company = Company::new().await;
    company.accept(scored(8)).await;
    let store = company.store.clone();
    assert!(store.log_bytes() > 0 && store.database_bytes() > 0);
    store.close().await.unwrap();
    let log = company.folder.path().join("heard.db-wal");
    assert!(std::fs::metadata(log).map_or(0, |metadata| metadata.len()) == 0);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_said_to_be_damaged() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("heard.db"),
        "this is a shopping list, and a rather long one".repeat(40),
    )
    .unwrap();
    let error = Store::open(options(&folder).await).await.err().unwrap();
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing_half_written() {
    let company = Company::new().await;
    company.store.clone().close().await.unwrap();
    let bytes = std::fs::metadata(company.folder.path().join("heard.db")).unwrap().len();
    let small = StoreOptions { max_bytes: Some(bytes + 80_000), ..options(&company.folder).await };
    let store = Store::open(small).await.unwrap();
    let words = "a long story ".repeat(100);
    let mut accepted = Vec::new();
    let error = loop {
        assert!(accepted.len() < 1_000, "the disk should be full by now");
        let submission =
            company.submission(by(Some(&format!("c{}", accepted.len())), None, None, said(3, &words)));
        match store.submit(submission).await {
            Ok(outcome) => accepted.push(outcome.receipt()),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, SubmitError::Store(StoreError::DiskFull)), "{error:?}");
    assert!(matches!(store.ready(), Err(StoreError::DiskFull)));
    let check = store.check().await.unwrap();
    assert_eq!(check.problems, Vec::<String>::new());
    assert_eq!((check.responses, check.end.changes()), (accepted.len() as i64, accepted.len() as i64));
    store.close().await.unwrap();

    let roomy = Store::open(options(&company.folder).await).await.unwrap();
    roomy.ready().unwrap();
    let next = roomy.submit(company.submission(said(3, &words))).await.unwrap().receipt();
    assert_eq!(next.seq, accepted.len() as i64 + 1);
    for receipt in accepted {
        assert!(roomy.responses().get(&company.scope(), receipt.id).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_too_long_for_the_disk_is_refused_and_never_stored() {
    let company = Company::new().await;
    company.store.clone().close().await.unwrap();
    let longest_wait = Duration::from_millis(100);
    let store = Store::open(StoreOptions { longest_wait, ..options(&company.folder).await }).await.unwrap();
    // A disk that does nothing: somebody else has the database.
    let other = behind(&company.folder).await;
    let holding = other.begin().await.unwrap();
    holding.execute_unprepared("CREATE TABLE held (x)").await.unwrap();
    let submit = |key: &str| {
        let (store, submission) = (store.clone(), company.keyed(key, scored(9)));
        tokio::spawn(async move { store.submit(submission).await })
    };
    let mut begun = Box::pin(store.submit(company.keyed("begun", scored(9))));
    assert!(poll_now(begun.as_mut()).is_none());
    while store.queue_depth() > 0 {
        tokio::task::yield_now().await;
    }
    let waiting: Vec<_> = (0..20).map(|number| submit(&format!("waits {number}"))).collect();
    for waiting in waiting {
        assert!(matches!(waiting.await.unwrap(), Err(SubmitError::Busy)));
    }
    assert!(poll_now(begun.as_mut()).is_none(), "what is being written is waited for");
    holding.rollback().await.unwrap();
    other.close().await.unwrap();
    assert!(matches!(begun.await, Ok(Outcome::Accepted(_))));
    assert_eq!(*store.committed().borrow(), Position::after(1));
    for number in 0..20 {
        let again = submit(&format!("waits {number}")).await.unwrap();
        assert!(matches!(again, Ok(Outcome::Accepted(_))), "{again:?}");
    }
}

/// A data folder made from a dump of the database.
async fn folder_of(dump: &str) -> TempDir {
    let path = format!("{}/tests/fixtures/{dump}.sql", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("heard.db").display());
    let raw = Database::connect(url).await.unwrap();
    let dump = std::fs::read_to_string(path).unwrap();
    raw.execute_unprepared(&format!("PRAGMA foreign_keys = OFF;\n{dump}")).await.unwrap();
    raw.close().await.unwrap();
    folder
}

#[tokio::test]
async fn a_folder_of_schema_1_opens() {
    let folder = folder_of("schema-1").await;
    let store = Store::open(options(&folder).await).await.unwrap();
    assert_eq!(*store.committed().borrow(), Position::after(61));
    let workspace = store.workspaces().list().await.unwrap().remove(0).id;
    assert_eq!(store.job_position(workspace, "alerts").await.unwrap(), Position::after(61));
    let projection = store.projection(workspace).await.unwrap();
    assert_eq!(projection.watermark, Position::after(40));
    assert_eq!((projection.segments.len(), &projection.segments[0].reach), (1, &Position::after(40)));
    assert_eq!(store.waiting_changes(workspace).await.unwrap(), 21);
    let (start, end) = (Position::START, Position::after(61));
    let changes = store.changes_between(workspace, &start, &end, 100).await.unwrap();
    let signs: i64 =
        changes.entries.iter().flat_map(|entry| &entry.events).map(|event| i64::from(event.sign)).sum();
    assert_eq!((changes.entries.len(), signs), (61, 59));
    let filter = ResponseFilter::default();
    let newest = store.responses().list(&Scope::all(workspace), &filter, None, 100).await.unwrap();
    assert_eq!(newest.items.len(), 59, "one was withdrawn");
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    store.close().await.unwrap();
}

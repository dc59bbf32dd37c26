//! What only a store on a SQLite file has: the file, its log, and folders of earlier versions.

use std::time::Duration;

use heard_model::{Position, Scope};
use heard_store::{
    CaseFilter, NewSegment, Outcome, ResponseFilter, SegmentWrite, SnapshotRequest, Store, StoreError,
    StoreOptions, SubmitError,
};
use sea_orm::{ConnectionTrait, Database, Statement, TransactionTrait};
use tempfile::TempDir;

use crate::support::{Company, NOW, behind, by, options, said, scored};

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
    let waiting: Vec<_> = (0..20).map(|number| submit(&format!("waits {number}"))).collect();
    for waiting in waiting {
        assert!(matches!(waiting.await.unwrap(), Err(SubmitError::Busy)));
    }
    assert_eq!(store.queue_depth(), 0);
    holding.rollback().await.unwrap();
    other.close().await.unwrap();
    assert_eq!(*store.committed().borrow(), Position::START, "what was refused is not stored");
    // Whose turn comes when the database is free has commits' times to learn anew: until then it is busy.
    while matches!(submit("waits 0").await.unwrap(), Err(SubmitError::Busy)) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for number in 1..20 {
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

/// Opens a folder whose changes go up to a number, the first sixty of them in a segment; it has so many
/// responses that stand.
async fn opened_up_to(folder: &TempDir, last: i64, standing: usize) -> (Store, Scope) {
    let store = Store::open(options(folder).await).await.unwrap();
    assert_eq!(*store.committed().borrow(), Position::after(last));
    let workspace = store.workspaces().list().await.unwrap().remove(0).id;
    let projection = store.projection(workspace).await.unwrap();
    assert_eq!((projection.watermark, projection.segments.len()), (Position::after(60), 1));
    let image = store.segment_image(workspace, projection.segments[0].id).await.unwrap();
    assert_eq!(image.map(|image| image.len() as i64), Some(projection.segments[0].bytes));
    assert_eq!(store.waiting_changes(workspace).await.unwrap(), last - 60);
    let scope = Scope::all(workspace);
    let newest = store.responses().list(&scope, &ResponseFilter::default(), None, 100).await.unwrap();
    assert_eq!(newest.items.len(), standing);
    let counted = store.responses().standing(workspace, &Position::after(last)).await.unwrap();
    assert_eq!(counted, standing as i64);
    (store, scope)
}

#[tokio::test]
async fn a_folder_of_schema_4_opens() {
    let folder = folder_of("schema-4").await;
    // One was withdrawn.
    let (store, scope) = opened_up_to(&folder, 63, 61).await;
    let cases = store.cases().list(&scope, &CaseFilter::default(), NOW, None, 10).await.unwrap();
    assert_eq!(cases.items.len(), 1);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_folder_of_schema_5_opens() {
    let folder = folder_of("schema-5").await;
    let (store, _) = opened_up_to(&folder, 61, 61).await;
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_folder_of_schema_7_opens() {
    let folder = folder_of("schema-7").await;
    let (store, scope) = opened_up_to(&folder, 61, 61).await;
    let workspace = store.workspaces().list().await.unwrap().remove(0);
    assert_eq!(workspace.settings.earlier_zones, [], "one time zone for all time");
    assert_eq!(store.zone_changes().of(scope.workspace).await.unwrap(), []);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    store.close().await.unwrap();
}

/// Every table with its columns, and the applied migrations.
async fn schema(folder: &TempDir) -> Vec<String> {
    let raw = behind(folder).await;
    let mut lines = Vec::new();
    for sql in ["SELECT sql FROM sqlite_master WHERE sql IS NOT NULL", "SELECT version FROM seaql_migrations"]
    {
        let statement = Statement::from_string(raw.get_database_backend(), sql);
        let rows = raw.query_all_raw(statement).await.unwrap();
        lines.extend(rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()));
    }
    raw.close().await.unwrap();
    lines
}

#[tokio::test]
async fn migrations_that_find_no_room_leave_the_old_state() {
    let folder = folder_of("schema-1").await;
    let before = schema(&folder).await;
    let bytes = std::fs::metadata(folder.path().join("heard.db")).unwrap().len();
    let mut failures = 0;
    let mut pages = 0;
    loop {
        let small = StoreOptions { max_bytes: Some(bytes + pages * 4_096), ..options(&folder).await };
        match Store::open(small).await {
            Err(StoreError::DiskFull) => failures += 1,
            Err(error) => panic!("{error}"),
            Ok(store) => break store.close().await.unwrap(),
        }
        assert_eq!(schema(&folder).await, before, "with {pages} pages more");
        pages += 2;
    }
    assert!(failures > 0, "the migrations need some room");
    let store = Store::open(options(&folder).await).await.unwrap();
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    assert_eq!(store.check().await.unwrap().responses, 60);
}

/// Whether a word is in any file of a folder.
fn is_in_files(folder: &TempDir, word: &str) -> bool {
    std::fs::read_dir(folder.path()).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(word.len()).any(|part| part == word.as_bytes())
    })
}

/// Waits for what a task of the store does by itself.
async fn soon(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never was so");
}

/// More than is sent before anybody takes it.
fn large_segment() -> SegmentWrite {
    let new = NewSegment {
        image: vec![7; 3 << 20].into(),
        rows: 1,
        first_day: 0,
        last_day: 0,
        reach: Position::after(1),
        meta: "{}".to_owned(),
    };
    SegmentWrite { add: vec![new], watermark: Some(Position::after(1)), ..SegmentWrite::default() }
}

#[tokio::test]
async fn an_erasure_beside_a_backup_is_finished_when_it_ends() {
    let company = Company::new().await;
    let store = &company.store;
    company.accept(by(Some("c"), None, None, said(3, "the velvet rhinoceros"))).await;
    store.store_segments(company.workspace, large_segment()).await.unwrap();
    let mut parts = store.snapshot(SnapshotRequest::default());
    assert!(parts.recv().await.is_some());

    let id = store.contacts().by_external_id(company.workspace, "c").await.unwrap().unwrap().id;
    let report = store.erase_contact(company.workspace, id).await.unwrap().unwrap();
    assert!(!report.log_emptied);
    assert!(report.remains.iter().any(|remainder| remainder.why.contains("a backup is reading")));
    assert!(is_in_files(&company.folder, "velvet rhinoceros"));
    // Answers are taken meanwhile.
    company.accept(scored(9)).await;

    while parts.recv().await.is_some() {}
    soon(async || !is_in_files(&company.folder, "velvet rhinoceros")).await;
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn an_erasure_that_a_kill_interrupted_is_finished_by_the_next_process() {
    let company = Company::new().await;
    company.accept(by(Some("c"), None, None, said(3, "the velvet rhinoceros"))).await;
    let contacts = company.store.contacts();
    let id = contacts.by_external_id(company.workspace, "c").await.unwrap().unwrap().id;
    company.store.erase_contact(company.workspace, id).await.unwrap().unwrap();
    company.store.clone().close().await.unwrap();
    let raw = behind(&company.folder).await;
    raw.execute_unprepared("UPDATE erasures SET unfinished = true").await.unwrap();
    raw.close().await.unwrap();
    let store = Store::open(options(&company.folder).await).await.unwrap();
    soon(async || {
        let raw = behind(&company.folder).await;
        let statement = Statement::from_string(
            raw.get_database_backend(),
            "SELECT count(*) FROM erasures WHERE unfinished",
        );
        let row = raw.query_one_raw(statement).await.unwrap().unwrap();
        raw.close().await.unwrap();
        row.try_get_by_index::<i64>(0).unwrap() == 0
    })
    .await;
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_store_that_closes_does_not_wait_for_who_takes_nothing() {
    let company = Company::new().await;
    company.accept(scored(3)).await;
    company.store.store_segments(company.workspace, large_segment()).await.unwrap();
    let parts: Vec<_> = (0..30).map(|_| company.store.snapshot(SnapshotRequest::default())).collect();
    company.store.close().await.unwrap();
    drop(parts);
}

//! Data folders that earlier versions have written: each opens, and says the same as then.

use heard_model::{Position, Scope};
use heard_store::{ResponseFilter, Store};
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

use crate::support::options;

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
    let store = Store::open(options(&folder)).await.unwrap();
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

//! Opening: one process at a time, what was there before, what is newer than we are.

use heard_model::Position;
use heard_store::{Store, StoreError};

use crate::support::{Company, options, scored};

#[tokio::test]
async fn a_folder_is_opened_once() {
    let company = Company::new().await;
    let second = Store::open(options(&company.folder)).await;
    assert!(matches!(second.err().unwrap(), StoreError::InUse(path) if path == company.folder.path()));
    company.store.close().await.unwrap();
    Store::open(options(&company.folder)).await.unwrap().close().await.unwrap();
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart_and_the_log_is_empty() {
    let company = Company::new().await;
    let receipt = company.accept(scored(8)).await;
    let scope = company.scope();
    company.store.clone().close().await.unwrap();
    let log = company.folder.path().join("heard.db-wal");
    assert!(std::fs::metadata(log).map_or(0, |metadata| metadata.len()) == 0);
    let store = Store::open(options(&company.folder)).await.unwrap();
    assert_eq!(store.responses().get(&scope, receipt.id).await.unwrap().unwrap().seq, 1);
    assert_eq!(*store.committed().borrow(), Position::after(1));
    assert_eq!(store.units().tree(company.workspace).await.unwrap(), company.units);
    assert_eq!(store.workspaces().by_slug("acme").await.unwrap().unwrap().id, company.workspace);
    store.ready().unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    use sea_orm::{ConnectionTrait, Database};
    let company = Company::new().await;
    company.store.close().await.unwrap();
    let url = format!("sqlite://{}", company.folder.path().join("heard.db").display());
    let raw = Database::connect(url).await.unwrap();
    raw.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_from_the_future', 0)").await.unwrap();
    raw.close().await.unwrap();
    let error = Store::open(options(&company.folder)).await.err().unwrap();
    assert!(matches!(error, StoreError::Newer), "{error:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_said_to_be_damaged() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("heard.db"),
        "this is a shopping list, and a rather long one".repeat(40),
    )
    .unwrap();
    let error = Store::open(options(&folder)).await.err().unwrap();
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let mut options = options(&folder);
    options.folder = blocked.join("data");
    let error = Store::open(options).await.err().unwrap();
    assert!(error.to_string().contains("data"), "{error}");
}

#[tokio::test]
async fn two_clones_are_one_store() {
    let company = Company::new().await;
    let clone = company.store.clone();
    company.accept(scored(1)).await;
    assert_eq!(*clone.committed().borrow(), Position::after(1));
    assert_eq!(clone.queue_depth(), 0);
    assert!(clone.log_bytes() > 0);
    assert!(clone.database_bytes() > 0);
}

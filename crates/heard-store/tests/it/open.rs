//! Opening: one process at a time, what was there before, what is newer than we are.

use heard_model::Position;
use heard_store::{Store, StoreError};

use crate::support::{Company, behind, options, scored};

#[tokio::test]
async fn a_folder_is_opened_once() {
    let company = Company::new().await;
    let second = Store::open(options(&company.folder).await).await;
    assert!(matches!(second.err().unwrap(), StoreError::InUse(path) if path == company.folder.path()));
    company.store.close().await.unwrap();
    Store::open(options(&company.folder).await).await.unwrap().close().await.unwrap();
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let company = Company::new().await;
    let receipt = company.accept(scored(8)).await;
    let scope = company.scope();
    company.store.clone().close().await.unwrap();
    let store = Store::open(options(&company.folder).await).await.unwrap();
    assert_eq!(store.responses().get(&scope, receipt.id).await.unwrap().unwrap().seq, 1);
    assert_eq!(*store.committed().borrow(), Position::after(1));
    assert_eq!(store.units().tree(company.workspace).await.unwrap(), company.units);
    assert_eq!(store.workspaces().by_slug("acme").await.unwrap().unwrap().id, company.workspace);
    store.ready().unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    use sea_orm::ConnectionTrait;
    let company = Company::new().await;
    company.store.close().await.unwrap();
    let raw = behind(&company.folder).await;
    raw.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_from_the_future', 0)").await.unwrap();
    raw.close().await.unwrap();
    let error = Store::open(options(&company.folder).await).await.err().unwrap();
    assert!(matches!(error, StoreError::Newer), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let mut options = options(&folder).await;
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
}

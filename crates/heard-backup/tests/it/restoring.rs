//! A restored copy is the same, at the newest moment and at earlier ones, in either kind of database.

use heard_backup::{BackupError, Repository, choose};
use heard_store::{Location, SnapshotRequest, Store, StoreError, StoreOptions};
use jiff::SignedDuration;
use std::sync::Arc;

use crate::support::{Company, NOW, open, responses, rows_by_table, run, said};

#[tokio::test]
async fn an_earlier_moment_comes_back() {
    let company = Company::new().await;
    company.accept_many(5).await;
    let first = company.back_up().await;
    let then = responses(&company.store, &company.scope()).await;
    company.accept_many(4).await;
    let second = company.back_up().await;
    company.accept(said(0, "not backed up")).await;

    let between = first.moment + SignedDuration::from_secs(30);
    let restored = company.restore(Some(between), "then").await.unwrap();
    assert_eq!((restored.moment, restored.position.changes()), (first.moment, 5));
    let copy = open(&company.target("then"), &company.clock).await;
    assert_eq!(responses(&copy, &company.scope()).await, then);
    // It goes on from there.
    assert_eq!(copy.check().await.unwrap().problems, Vec::<String>::new());

    let restored = company.restore(None, "newest").await.unwrap();
    assert_eq!((restored.moment, restored.position.changes()), (second.moment, 9));
    let none = company.restore(Some(NOW - SignedDuration::from_secs(1)), "before").await.unwrap_err();
    assert!(matches!(none, BackupError::NoneBefore { .. }), "{none}");
    assert!(none.to_string().contains(&first.moment.to_string()), "{none}");
    assert!(!company.target("before").exists());
}

#[tokio::test]
async fn a_copy_is_the_same_in_every_table_of_either_database() {
    let company = Company::new().await;
    company.accept_many(40).await;
    company.back_up().await;
    let all = rows_by_table(&company.store, SnapshotRequest::default()).await;

    company.restore(None, "copy").await.unwrap();
    let copy = open(&company.target("copy"), &company.clock).await;
    assert_eq!(rows_by_table(&copy, SnapshotRequest::default()).await, all);

    if let Some(url) = heard_testing::database(&company.target("other")).await {
        let to = Location::Postgres(url.clone());
        company.restore_to(None, None, &to).await.unwrap();
        let folder = company.target("other");
        let options = StoreOptions::new(&folder, company.clock.clone(), Arc::new(heard_model::SystemEntropy));
        let options = StoreOptions { database: Some(url), ..options };
        let other = Store::open(options).await.unwrap();
        assert_eq!(rows_by_table(&other, SnapshotRequest::default()).await, all);
        assert_eq!(other.check().await.unwrap().problems, Vec::<String>::new());
        let again = company.restore_to(None, None, &to).await.unwrap_err();
        assert!(matches!(again, BackupError::Store(StoreError::NotEmpty)), "{again}");
    }
}

#[tokio::test]
async fn a_target_that_holds_anything_is_refused() {
    let company = Company::new().await;
    company.accept_many(3).await;
    company.back_up().await;
    let target = company.target("holiday-pictures");
    std::fs::create_dir(&target).unwrap();
    std::fs::write(target.join("beach.jpg"), "sand").unwrap();
    let error = company.restore(None, "holiday-pictures").await.unwrap_err();
    assert!(matches!(error, BackupError::Store(StoreError::NotEmpty)), "{error}");
    assert_eq!(std::fs::read(target.join("beach.jpg")).unwrap(), b"sand");

    company.restore(None, "copy").await.unwrap();
    assert!(company.restore(None, "copy").await.is_err(), "nor is one that was restored already");
    std::fs::create_dir(company.target("empty")).unwrap();
    company.restore(None, "empty").await.unwrap();
}

#[tokio::test]
async fn what_a_killed_restore_left_is_no_hindrance() {
    let company = Company::new().await;
    company.accept_many(3).await;
    company.back_up().await;
    let left = company.target("copy.restoring");
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("heard.db"), "half of something").unwrap();
    std::fs::write(left.join("heard.lock"), "").unwrap();
    company.restore(None, "copy").await.unwrap();
    assert!(!left.exists() && company.target("copy").join("heard.db").exists());
}

#[tokio::test]
async fn nothing_else_is_taken_for_backups() {
    let company = Company::new().await;
    std::fs::create_dir(company.backups()).unwrap();
    std::fs::write(company.backups().join("letters.txt"), "dear").unwrap();
    let error = company.back_up_with(None, heard_backup::Keep::default()).await.unwrap_err();
    assert!(matches!(error, BackupError::OtherFiles(_)), "{error}");
    let entropy = Arc::new(heard_model::SystemEntropy);
    let error = Repository::open_to_read(&company.backups(), None, entropy).err().unwrap();
    assert!(matches!(error, BackupError::NoRepository(_)), "{error}");
}

#[tokio::test]
async fn another_companys_backups_are_not_mixed_with_ours() {
    let company = Company::new().await;
    company.accept_many(2).await;
    company.back_up().await;
    let other = Company::new().await;
    let entropy = Arc::new(heard_model::SystemEntropy);
    let repository = Repository::open_to_write(&company.backups(), None, entropy.clone()).unwrap();
    let error = run(&other.store, &repository, heard_backup::Keep::default(), NOW).await.unwrap_err();
    assert!(matches!(error, BackupError::OtherDatabase(_)), "{error}");

    let second = Repository::open_to_write(&company.backups(), None, entropy.clone()).err().unwrap();
    assert!(matches!(second, BackupError::InUse(_)), "one at a time: {second}");
    drop(repository);
    let empty = Repository::open_to_write(&company.target("new"), None, entropy).unwrap();
    assert!(matches!(choose(&empty, None), Err(BackupError::Empty(_))));
}

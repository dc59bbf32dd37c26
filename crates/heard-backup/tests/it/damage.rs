//! What is missing or damaged is named, and nothing half-restored is left.

use heard_backup::{BackupError, Keep, Moment, verify};

use crate::support::{Company, said};

async fn company_with_backups() -> (Company, Moment) {
    let company = Company::new().await;
    company.accept_many(300).await;
    company.back_up().await;
    company.accept(said(1, "later")).await;
    company.back_up().await;
    let first = company.repository(None).moments().unwrap().remove(0);
    (company, first)
}

#[tokio::test]
async fn a_damaged_block_is_named_by_everything_that_needs_it() {
    let (company, first) = company_with_backups().await;
    let repository = company.repository(None);
    let block = *first.manifest.table("responses").unwrap().blocks().next().unwrap();
    let path = repository.block_path(&block.name);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(&path, &bytes).unwrap();

    let found = verify(&repository, &mut |_, _| {}).unwrap();
    assert_eq!(found.problems.len(), 1, "{found:?}");
    assert_eq!((&found.problems[0].file, found.problems[0].needed_by.len()), (&path, 2));
    let error = company.restore(None, "copy").await.unwrap_err();
    assert!(matches!(&error, BackupError::Damaged(damaged) if *damaged == path), "{error}");
    assert!(!company.target("copy").exists() && !company.target("copy.restoring").exists());

    // The way out that the message names.
    std::fs::remove_file(&path).unwrap();
    let error = company.restore(None, "copy").await.unwrap_err();
    assert!(matches!(&error, BackupError::Missing(missing) if *missing == path), "{error}");
    drop(repository);
    let report = company.back_up().await;
    assert_eq!(report.new_blocks, 1, "what is still in the database is written again");
    let found = verify(&company.repository(None), &mut |_, _| {}).unwrap();
    assert_eq!((found.backups, found.problems), (3, vec![]));
    company.restore(None, "copy").await.unwrap();
}

/// Images and keys are not sent again while they are there; when a block of theirs is gone, they are.
#[tokio::test]
async fn missing_keys_are_asked_for_again() {
    let (company, first) = company_with_backups().await;
    let block = *first.manifest.table("idempotency").unwrap().blocks().next().unwrap();
    std::fs::remove_file(company.repository(None).block_path(&block.name)).unwrap();
    company.back_up().await;
    company.restore(None, "copy").await.unwrap();
}

#[tokio::test]
async fn a_damaged_moment_stops_what_would_remove_its_blocks() {
    let (company, first) = company_with_backups().await;
    let path = company.repository(None).moment_path(&first.file);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
    let error = company.back_up_with(None, Keep { newest: Some(1), days: None }).await.unwrap_err();
    assert!(matches!(&error, BackupError::Damaged(damaged) if *damaged == path), "{error}");
    let found = verify(&company.repository(None), &mut |_, _| {}).unwrap();
    assert_eq!((found.backups, found.problems.len()), (1, 1));
    std::fs::remove_file(&path).unwrap();
    company.back_up().await;
}

/// Where nothing can be written, that is told and what was there stays.
#[tokio::test]
async fn a_folder_that_cannot_be_written_keeps_its_backups() {
    let (company, _) = company_with_backups().await;
    let blocks = company.backups().join("blocks");
    let aside = company.backups().join("aside");
    std::fs::rename(&blocks, &aside).unwrap();
    std::fs::write(&blocks, "in the way").unwrap();
    company.accept(said(1, "later still")).await;
    let error = company.back_up_with(None, Keep::default()).await.unwrap_err();
    assert!(error.to_string().contains("blocks"), "{error}");
    std::fs::remove_file(&blocks).unwrap();
    std::fs::rename(&aside, &blocks).unwrap();
    let found = verify(&company.repository(None), &mut |_, _| {}).unwrap();
    assert_eq!((found.backups, found.problems), (2, vec![]));
}

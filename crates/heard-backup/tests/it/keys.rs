//! Encrypted backups tell nothing without their key, and a wrong one is told at once.

use std::path::Path;
use std::sync::Arc;

use heard_backup::{BackupError, Keep, Passphrase, Repository};
use heard_model::SystemEntropy;
use heard_store::Location;

use crate::support::{Company, by, open, responses, said};

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

#[tokio::test]
async fn nothing_is_read_without_the_key_and_everything_with_it() {
    let company = Company::new().await;
    let words = "the porcelain hippopotamus";
    company.accept(by("customer-77120", "feketerigo@example.com", "Zsuzsanna", said(2, words))).await;
    company.accept_many(30).await;
    let key = Passphrase::new("a key that nobody knows").unwrap();
    company.back_up_with(Some(&key), Keep::default()).await.unwrap();
    for (path, bytes) in files(&company.backups()) {
        for word in ["hippopotamus", "feketerigo", "responses", "accepted_seq", "acme"] {
            assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word} in {path}");
        }
    }

    let open_with = |key: Option<&Passphrase>| {
        Repository::open_to_read(&company.backups(), key, Arc::new(SystemEntropy)).err()
    };
    assert!(matches!(open_with(None), Some(BackupError::KeyNeeded)));
    let wrong = Passphrase::new("a key that nobody knew").unwrap();
    assert!(matches!(open_with(Some(&wrong)), Some(BackupError::WrongKey)));
    let error = company.back_up_with(Some(&wrong), Keep::default()).await.unwrap_err();
    assert!(matches!(error, BackupError::WrongKey), "{error}");

    let second = company.back_up_with(Some(&key), Keep::default()).await.unwrap();
    assert_eq!(second.new_blocks, 0, "what is there is found by its name");
    let to = Location::Folder(company.target("copy"));
    company.restore_to(Some(&key), None, &to).await.unwrap();
    let copy = open(&company.target("copy"), &company.clock).await;
    assert_eq!(responses(&copy, &company.scope()).await, responses(&company.store, &company.scope()).await);
}

#[tokio::test]
async fn a_key_for_what_is_not_encrypted_is_told() {
    let company = Company::new().await;
    company.back_up().await;
    let key = Passphrase::new("a key that nobody knows").unwrap();
    let error = company.back_up_with(Some(&key), Keep::default()).await.unwrap_err();
    assert!(matches!(error, BackupError::NotEncrypted), "{error}");
}

#[tokio::test]
async fn blocks_cannot_be_exchanged() {
    let company = Company::new().await;
    company.accept_many(100).await;
    let key = Passphrase::new("a key that nobody knows").unwrap();
    company.back_up_with(Some(&key), Keep::default()).await.unwrap();
    let repository = company.repository(Some(&key));
    let manifest = repository.moments().unwrap().remove(0).manifest;
    let blocks: Vec<_> = manifest.table("responses").unwrap().blocks().copied().collect();
    let (one, other) = (repository.block_path(&blocks[0].name), repository.block_path(&blocks[1].name));
    std::fs::copy(&other, &one).unwrap();
    assert!(matches!(repository.get(&blocks[0].name), Err(BackupError::Damaged(path)) if path == one));
}

//! One process per data folder, by a lock that the operating system drops when the process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::StoreError;

/// Holds the folder until dropped.
#[derive(Debug)]
pub(crate) struct FolderLock(File);

impl FolderLock {
    /// Makes the folder if need be and takes it for this process.
    pub(crate) fn take(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| file_error(folder, &error))?;
        let path = folder.join("heard.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| file_error(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(file_error(&path, &error)),
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // The lock goes with the file descriptor anyway; a failure here changes nothing.
        let _ = self.0.unlock();
    }
}

pub(crate) fn file_error(path: &Path, error: &std::io::Error) -> StoreError {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
    let (path, message) = (path.to_owned(), error.to_string());
    match error.kind() {
        StorageFull => StoreError::DiskFull,
        PermissionDenied | ReadOnlyFilesystem => StoreError::NotWritable { path, message },
        _ => StoreError::File { path, message },
    }
}

//! Files that are there whole or not at all, and stay when the power goes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::BackupError;

/// How files on their way are called: their name and this.
pub(crate) const UNFINISHED: &str = "unfinished";

/// Writes a file under another name, waits until it is on the disk, and gives it its name. An earlier one
/// of this name is replaced.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let unfinished = path.with_extension(UNFINISHED);
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let named = written.and_then(|()| std::fs::rename(&unfinished, path));
    named.map_err(|error| {
        // It may not be there; what went wrong is told already.
        let _ = std::fs::remove_file(&unfinished);
        BackupError::of_file(path, &error)
    })
}

/// Reads a file; `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, BackupError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(BackupError::of_file(path, &error)),
    }
}

/// Removes a file; it may be gone already.
pub(crate) fn remove(path: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(BackupError::of_file(path, &error)),
        _ => Ok(()),
    }
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), BackupError> {
    std::fs::create_dir_all(path).map_err(|error| BackupError::of_file(path, &error))
}

/// Makes a folder that only its owner may look into.
pub(crate) fn make_private_folder(path: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::PermissionsExt;
    make_folder(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
        .map_err(|error| BackupError::of_file(path, &error))
}

/// The names in a folder are on the disk.
pub(crate) fn sync_folder(path: &Path) -> Result<(), BackupError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|error| BackupError::of_file(path, &error))
}

/// What is in a folder; nothing if there is no folder.
pub(crate) fn list(path: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let failed = |error: std::io::Error| BackupError::of_file(path, &error);
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Keeps other processes out of a folder until dropped.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Lock {
    /// To write: nobody else may read or write.
    pub(crate) fn exclusive(folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| BackupError::of_file(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(BackupError::InUse(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(BackupError::of_file(&path, &error)),
        }
    }

    /// To read: nobody may write. `None` where the lock cannot be had, as on a medium that cannot be
    /// written: then nobody writes there.
    pub(crate) fn shared(folder: &Path) -> Result<Option<Self>, BackupError> {
        let Ok(file) = File::open(folder.join("lock")) else { return Ok(None) };
        match file.try_lock_shared() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Err(BackupError::InUse(folder.to_owned())),
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The lock goes with the file anyway.
        let _ = self.0.unlock();
    }
}

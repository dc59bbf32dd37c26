//! What can go wrong with backups.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use heard_store::StoreError;
use jiff::Timestamp;

/// What can go wrong with backups.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file or folder cannot be used.
    #[error("{path}: {message}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        message: String,
    },
    /// There is no room.
    #[error(
        "the disk of {0} is full; earlier backups are whole, and what was written is used by the next run: \
        free some space, or keep fewer with --keep"
    )]
    DiskFull(PathBuf),
    /// The folder may not be written.
    #[error("{0} cannot be written; earlier backups are whole: check the rights of the folder")]
    ReadOnly(PathBuf),
    /// The folder holds something else.
    #[error("{0} holds no backups of heard; name the folder that was given to `heard backup --to`")]
    NoRepository(PathBuf),
    /// The folder holds other files.
    #[error("{0} holds other files; name an empty folder, or one that does not exist yet")]
    OtherFiles(PathBuf),
    /// A newer version has written there.
    #[error("the backups were made by a newer version of heard; update heard")]
    Newer,
    /// No key was given.
    #[error("these backups are encrypted; give their key by --key-file or HEARD_BACKUP_KEY")]
    KeyNeeded,
    /// A key was given and there is nothing for it.
    #[error(
        "these backups are not encrypted, and a key was given; leave it out, or name another folder to have \
        them encrypted"
    )]
    NotEncrypted,
    /// The key is another one.
    #[error("this is not the key of these backups; give the one that the first of them was made with")]
    WrongKey,
    /// The key is too short.
    #[error("a key must have {0} characters or more; `openssl rand -base64 32` makes a good one")]
    ShortKey(usize),
    /// Another process uses the folder.
    #[error("another process is using the backups in {0}; wait until it ends")]
    InUse(PathBuf),
    /// Backups of something else are there.
    #[error("{0} holds backups of another company's data; name another folder")]
    OtherDatabase(PathBuf),
    /// There are none.
    #[error("there are no backups in {0} yet")]
    Empty(PathBuf),
    /// None is old enough.
    #[error("there is no backup of {at} or before; the first one is of {first}")]
    NoneBefore {
        /// What was asked for.
        at: Timestamp,
        /// The first one.
        first: Timestamp,
    },
    /// A file of the backups is missing.
    #[error(
        "{0} is missing; `heard backup --verify` says which moments need it; what is still in the database is \
        written again by the next `heard backup`"
    )]
    Missing(PathBuf),
    /// A file of the backups is damaged.
    #[error(
        "{0} is damaged; remove it, and what is still in the database is written again by the next \
        `heard backup`; `heard backup --verify` says which moments need it"
    )]
    Damaged(PathBuf),
    /// The snapshot did not come whole.
    #[error("the backup broke off: {0}; earlier ones are whole, run it again")]
    BrokenOff(String),
    /// The store cannot do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A defect.
    #[error("a backup cannot be written: {0}")]
    Defect(String),
}

impl BackupError {
    /// The error of an operation on a file.
    pub(crate) fn of_file(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::DiskFull(path.to_owned())
            }
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly(path.to_owned()),
            _ => Self::File { path: path.to_owned(), message: error.to_string() },
        }
    }
}

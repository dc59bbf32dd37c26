//! What can go wrong in the store.

use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// What can go wrong in the store. "Not found" is an `Option`, not an error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the data folder open.
    #[error("the data folder {0} is in use by another process; stop it, or name another folder")]
    InUse(PathBuf),
    /// A file or folder could not be made or opened.
    #[error("{path}: {message}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        message: String,
    },
    /// No room for more; nothing of the change was written.
    #[error("the disk is full; free some space, nothing of this change was written")]
    DiskFull,
    /// The database may be read but not written.
    #[error("the database cannot be written; check the rights of the data folder")]
    ReadOnly,
    /// The disk failed.
    #[error("the disk failed while reading or writing the database: {0}")]
    Disk(String),
    /// The file is damaged.
    #[error("the database is damaged ({0}); restore a backup, then run `heard doctor`")]
    Damaged(String),
    /// The database has been changed by a newer Heard.
    #[error("the database was made by a newer version of heard; update heard")]
    Newer,
    /// Something else has this name, code or address.
    #[error("this {0} is taken already")]
    Taken(&'static str),
    /// It was changed by somebody else in the meantime.
    #[error("it has been changed in the meantime; read it again")]
    Stale,
    /// Something that it refers to is not there.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// The store is being closed.
    #[error("the store is closed")]
    Closed,
    /// A stored text is not what it should be.
    #[error("stored {what} cannot be read: {message}")]
    Content {
        /// What was being read.
        what: &'static str,
        /// Why not.
        message: String,
    },
    /// Anything else that the database says.
    #[error("the database answers: {0}")]
    Database(String),
}

impl StoreError {
    /// Whether trying again later, unchanged, may succeed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::DiskFull | Self::ReadOnly | Self::Disk(_) | Self::Closed | Self::InUse(_))
    }

    /// Whether the store cannot take writes, so that `/readyz` must say so.
    pub fn stops_writing(&self) -> bool {
        matches!(self, Self::DiskFull | Self::ReadOnly | Self::Disk(_) | Self::Damaged(_) | Self::Closed)
    }

    /// The same error, telling what is taken when a unique index refused.
    pub(crate) fn or_taken(error: DbErr, what: &'static str) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Taken(what),
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => Self::Missing("reference"),
            _ => error.into(),
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match sqlite_code(&error).map(|code| code & 0xff) {
            Some(13) => Self::DiskFull,
            Some(8) => Self::ReadOnly,
            Some(10 | 14) => Self::Disk(error.to_string()),
            Some(11 | 26) => Self::Damaged(error.to_string()),
            _ if is_closed(&error) => Self::Closed,
            _ => Self::Database(error.to_string()),
        }
    }
}

/// Whether the row itself is refused, not the whole transaction: a constraint, or a value too big.
pub(crate) fn is_about_the_row(error: &DbErr) -> bool {
    matches!(sqlite_code(error).map(|code| code & 0xff), Some(18..=20))
}

fn sqlite_code(error: &DbErr) -> Option<i32> {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else { return None };
    let RuntimeErr::SqlxError(inner) = runtime else { return None };
    inner.as_database_error()?.code()?.parse().ok()
}

fn is_closed(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::ConnectionClosed))
        || matches!(error, DbErr::Conn(RuntimeErr::SqlxError(inner))
            if matches!(**inner, sea_orm::SqlxError::PoolClosed))
}

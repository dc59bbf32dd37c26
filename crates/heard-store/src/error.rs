//! What can go wrong in the store.

use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

/// What can go wrong in the store. "Not found" is an `Option`, not an error.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the data folder open.
    #[error("the data folder {0} is in use by another process; stop it, or name another folder")]
    InUse(PathBuf),
    /// A server runs on a PostgreSQL database.
    #[error(
        "a server is running on this database; stop it first, and wait a quarter of a minute if it was killed"
    )]
    Served,
    /// What should be filled holds something already.
    #[error("the target holds data already; name an empty database, or a folder that does not exist yet")]
    NotEmpty,
    /// A file or folder may be read but not written.
    #[error(
        "{path} cannot be written ({message}); mount it for writing, or give the account that runs heard the right to"
    )]
    NotWritable {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        message: String,
    },
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
    #[error(
        "the database cannot be written; mount the data folder for writing, or give the account that runs heard the right to"
    )]
    ReadOnly,
    /// The file could not be opened: there are too many open files, or it is gone.
    #[error(
        "the database file cannot be opened ({0}); raise the limit of open files, or see whether the data folder is still there"
    )]
    CannotOpen(String),
    /// The disk failed.
    #[error("the disk failed while reading or writing the database: {0}")]
    Disk(String),
    /// The database server does not answer.
    #[error("the database cannot be reached ({0}); it is tried again")]
    Unreachable(String),
    /// Another process holds what this change needs, and did not let go in time.
    #[error("another process is changing the same; try again in a moment")]
    Contended,
    /// The place that keeps images of segments outside of the database does not answer, or refuses to read or to
    /// write one.
    #[error("segments at {location} are out of reach: {message}")]
    Objects {
        /// Where.
        location: String,
        /// What it says.
        message: String,
    },
    /// The file is damaged.
    #[error("the database is damaged ({0}); `heard doctor` says what of it, and a backup brings it back")]
    Damaged(String),
    /// The database file has lost what it had.
    #[error("{0} is there and empty; restore a backup, or, if nothing was ever kept in it, delete it")]
    EmptyFile(PathBuf),
    /// SQLite's write-ahead log is damaged or gone, and acknowledged answers with it.
    #[error(
        "{file} is damaged ({reason}), and answers that were acknowledged are in it; restore a backup, or, to go on without them, move {file} and {index} away"
    )]
    DamagedLog {
        /// The log.
        file: PathBuf,
        /// Its index.
        index: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A segment of the facts is damaged; the answers themselves are not touched.
    #[error("segment {segment} of the facts is damaged: {reason}; run `heard rebuild`")]
    DamagedSegment {
        /// Which.
        segment: i64,
        /// What is wrong with it.
        reason: String,
    },
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
    /// A snapshot was given up on its way.
    #[error("the snapshot was given up: {0}")]
    LeftBehind(&'static str),
    /// The store is being closed.
    #[error("the store is closed")]
    Closed,
    /// A text holds what the database cannot keep.
    #[error("a text holds the character U+0000, which cannot be stored; leave it out")]
    Unstorable,
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
        matches!(
            self,
            Self::DiskFull
                | Self::ReadOnly
                | Self::NotWritable { .. }
                | Self::CannotOpen(_)
                | Self::Disk(_)
                | Self::Unreachable(_)
                | Self::Contended
                | Self::Objects { .. }
                | Self::Closed
                | Self::InUse(_)
        )
    }

    /// Whether the store cannot take writes, so that `/readyz` must say so.
    pub fn stops_writing(&self) -> bool {
        matches!(
            self,
            Self::DiskFull
                | Self::ReadOnly
                | Self::CannotOpen(_)
                | Self::Disk(_)
                | Self::Unreachable(_)
                | Self::Damaged(_)
                | Self::Closed
        )
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
        match kind(&error) {
            Kind::DiskFull => Self::DiskFull,
            Kind::ReadOnly => Self::ReadOnly,
            Kind::CannotOpen => Self::CannotOpen(error.to_string()),
            Kind::Disk => Self::Disk(error.to_string()),
            Kind::Damaged => Self::Damaged(error.to_string()),
            Kind::Unreachable => Self::Unreachable(error.to_string()),
            Kind::Contended => Self::Contended,
            Kind::Row if is_unstorable(&error) => Self::Unstorable,
            _ if is_closed(&error) => Self::Closed,
            Kind::Row | Kind::Other => Self::Database(error.to_string()),
        }
    }
}

/// What an error of the database is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No room on the disk.
    DiskFull,
    /// The database may not be written.
    ReadOnly,
    /// The file could not be opened.
    CannotOpen,
    /// The disk failed.
    Disk,
    /// The database is damaged.
    Damaged,
    /// The server does not answer, or has ended the session.
    Unreachable,
    /// Two changes got in each other's way; one of them is to be made again.
    Contended,
    /// A row is refused, not the whole transaction: a constraint, or a value too big.
    Row,
    /// Anything else.
    Other,
}

/// What an error of the database is about, by SQLite's result code or PostgreSQL's SQLSTATE.
pub(crate) fn kind(error: &DbErr) -> Kind {
    let runtime = match error {
        DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout) => return Kind::Unreachable,
        DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return Kind::Other,
    };
    let RuntimeErr::SqlxError(inner) = runtime else { return Kind::Other };
    match &**inner {
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::Protocol(_) | SqlxError::PoolTimedOut => {
            Kind::Unreachable
        }
        SqlxError::Database(answer) => answer.code().map_or(Kind::Other, |code| kind_of_code(&code)),
        _ => Kind::Other,
    }
}

/// SQLite's code where the file of the log's index cannot grow.
const NO_ROOM_FOR_SHARED_MEMORY: i32 = 4_874;

fn kind_of_code(code: &str) -> Kind {
    // SQLSTATE has five characters; SQLite's extended codes have at most four digits.
    if code.len() != 5 {
        let code = code.parse::<i32>().unwrap_or(0);
        return match code & 0xff {
            _ if code == NO_ROOM_FOR_SHARED_MEMORY => Kind::DiskFull,
            8 => Kind::ReadOnly,
            10 => Kind::Disk,
            14 => Kind::CannotOpen,
            11 | 26 => Kind::Damaged,
            13 => Kind::DiskFull,
            18..=20 => Kind::Row,
            _ => Kind::Other,
        };
    }
    match code {
        "53100" => Kind::DiskFull,
        "25006" => Kind::ReadOnly,
        "58030" => Kind::Disk,
        "XX001" | "XX002" => Kind::Damaged,
        // Too many connections, shutting down, starting up, session ended.
        "53300" | "57P01" | "57P02" | "57P03" | "25P03" => Kind::Unreachable,
        "40001" | "40P01" | "55P03" => Kind::Contended,
        _ => match &code[..2] {
            "08" => Kind::Unreachable,
            "22" | "23" | "54" => Kind::Row,
            _ => Kind::Other,
        },
    }
}

/// PostgreSQL's "character not in repertoire".
fn is_unstorable(error: &DbErr) -> bool {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else { return false };
    matches!(runtime, RuntimeErr::SqlxError(inner)
        if matches!(&**inner, SqlxError::Database(answer) if answer.code().as_deref() == Some("22021")))
}

fn is_closed(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::ConnectionClosed))
        || matches!(error, DbErr::Conn(RuntimeErr::SqlxError(inner))
            if matches!(**inner, SqlxError::PoolClosed))
}

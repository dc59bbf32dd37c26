//! Connections to the database, with the settings that durability and erasure rest on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::Connection;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement,
    Value,
};

use crate::relay::Relay;

/// Where the truth is.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// A SQLite file in the data folder.
    Sqlite {
        /// The file.
        file: PathBuf,
    },
    /// A PostgreSQL database, maybe shared with other processes.
    Postgres {
        /// `postgres://user:password@host/database`.
        url: String,
        /// The way to it over a network that may fall silent.
        relay: Option<Arc<Relay>>,
    },
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Changes. SQLite has one such connection.
    Write,
    /// Queries; cannot write.
    Read {
        /// How many at once.
        connections: u32,
    },
    /// Checkpoints beside SQLite's writer.
    Checkpoint,
}

/// Connections of a process that change a shared database: the writer's, and those of everything
/// else that is changed.
const POSTGRES_WRITERS: u32 = 4;

impl Engine {
    /// Connects for a purpose.
    pub(crate) async fn connect(&self, purpose: Purpose) -> Result<DatabaseConnection, DbErr> {
        match self {
            Self::Sqlite { file } => connect(file, purpose).await,
            Self::Postgres { url, relay } => connect_postgres(url, relay.as_deref(), purpose).await,
        }
    }

    /// The SQLite file, if it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite { file } => Some(file),
            Self::Postgres { .. } => None,
        }
    }
}

/// Rows that SQLite's thread reads ahead of whoever takes them.
const ROWS_AHEAD: usize = 1_024;

/// Opens the file for a purpose.
///
/// WAL with `synchronous = FULL`: a commit is on the disk before it returns. `secure_delete`
/// overwrites what is deleted with zeros. Checkpoints are never made by a commit, but by
/// [`checkpoint`](crate::checkpoint), off the way of an acknowledgement.
pub(crate) async fn connect(file: &Path, purpose: Purpose) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite://heard.db");
    let connections = match purpose {
        Purpose::Read { connections } => connections,
        Purpose::Write | Purpose::Checkpoint => 1,
    };
    options
        .max_connections(connections)
        // All at once: later there may be too many open files.
        .min_connections(connections)
        .acquire_timeout(Duration::from_secs(600))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .record_stmt_in_spans(false)
        .sqlx_logging(false);
    let file = file.to_owned();
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .filename(&file)
            .create_if_missing(purpose == Purpose::Write)
            .busy_timeout(Duration::from_secs(30))
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("secure_delete", "ON")
            .pragma("wal_autocheckpoint", "0")
            .pragma("journal_size_limit", "67108864")
            .statement_cache_capacity(if purpose == Purpose::Write { 400 } else { 100 })
            .thread_name(move |number| format!("heard-sqlite-{number}"));
        match purpose {
            Purpose::Write => sqlite.pragma("cache_size", "-16000"),
            // A page of rows is sent without the reader's thread being put to sleep in between.
            Purpose::Read { .. } => {
                sqlite.pragma("cache_size", "-8000").pragma("query_only", "ON").row_buffer_size(ROWS_AHEAD)
            }
            Purpose::Checkpoint => sqlite.pragma("cache_size", "-1000"),
        }
    });
    // A commit that the disk refused has ended the transaction for SQLite, but not for the driver,
    // which would begin none on this connection ever again.
    options.map_sqlx_sqlite_before_acquire(|connection, _| {
        let is_clean = !connection.is_in_transaction();
        Box::pin(async move { Ok(is_clean) })
    });
    Database::connect(options).await
}

/// Connects to PostgreSQL for a purpose.
///
/// A commit is on the server's disk before it returns, whatever the server's default is. A process
/// that is frozen within a change must not stop the others for ever: the server ends its session.
/// Readers see one state of the database throughout a transaction.
async fn connect_postgres(
    url: &str,
    relay: Option<&Relay>,
    purpose: Purpose,
) -> Result<DatabaseConnection, DbErr> {
    let socket = relay.map(|relay| relay.folder().to_owned());
    let mut options = ConnectOptions::new(url);
    let connections = match purpose {
        Purpose::Read { connections } => connections,
        Purpose::Write | Purpose::Checkpoint => POSTGRES_WRITERS,
    };
    options
        .max_connections(connections)
        .min_connections(0)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(Some(Duration::from_secs(600)))
        .test_before_acquire(false)
        .record_stmt_in_spans(false)
        .sqlx_logging(false);
    options.map_sqlx_postgres_opts(move |postgres| {
        let postgres = match &socket {
            Some(folder) => postgres.socket(folder),
            None => postgres,
        };
        let postgres = postgres
            .application_name("heard")
            .statement_cache_capacity(if purpose == Purpose::Write { 400 } else { 100 });
        match purpose {
            Purpose::Write | Purpose::Checkpoint => postgres.options([
                ("synchronous_commit", "on"),
                ("default_transaction_isolation", "read committed"),
                ("idle_in_transaction_session_timeout", "10s"),
                ("lock_timeout", "15s"),
            ]),
            Purpose::Read { .. } => postgres.options([
                ("default_transaction_isolation", "repeatable read"),
                ("default_transaction_read_only", "on"),
                ("idle_in_transaction_session_timeout", "60s"),
            ]),
        }
    });
    Database::connect(options).await
}

/// Whether SQLite is behind a connection.
pub(crate) fn is_sqlite(connection: &impl ConnectionTrait) -> bool {
    connection.get_database_backend() == DbBackend::Sqlite
}

/// A statement in the words of the connection's database.
pub(crate) fn statement(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// The first row of a query.
pub(crate) async fn first_row(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, DbErr> {
    connection.query_one_raw(statement(connection, sql, values)).await
}

/// Runs a statement without parameters and gives its first row's integers.
pub(crate) async fn integers(
    connection: &impl ConnectionTrait,
    sql: &str,
    columns: usize,
) -> Result<Vec<i64>, DbErr> {
    let Some(row) = first_row(connection, sql, []).await? else { return Ok(Vec::new()) };
    (0..columns).map(|column| row.try_get_by_index::<i64>(column)).collect()
}

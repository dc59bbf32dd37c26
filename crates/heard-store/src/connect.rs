//! Connections to the SQLite file, with the settings that durability and erasure rest on.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The only one that writes.
    Write,
    /// Queries; cannot write.
    Read {
        /// How many at once.
        connections: u32,
    },
    /// Checkpoints beside the writer.
    Checkpoint,
}

/// Opens the file for a purpose.
///
/// WAL with `synchronous = FULL`: a commit is on the disk before it returns. `secure_delete`
/// overwrites what is deleted with zeros. Checkpoints are never made by a commit, but by
/// [`Checkpointer`](crate::checkpoint::Checkpointer), off the way of an acknowledgement.
pub(crate) async fn connect(file: &Path, purpose: Purpose) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite://heard.db");
    let connections = match purpose {
        Purpose::Read { connections } => connections,
        Purpose::Write | Purpose::Checkpoint => 1,
    };
    options
        .max_connections(connections)
        .min_connections(1)
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
            Purpose::Read { .. } => sqlite.pragma("cache_size", "-8000").pragma("query_only", "ON"),
            Purpose::Checkpoint => sqlite.pragma("cache_size", "-1000"),
        }
    });
    Database::connect(options).await
}

/// Runs a statement without parameters and gives its first row's integers.
pub(crate) async fn integers(
    connection: &impl ConnectionTrait,
    sql: &str,
    columns: usize,
) -> Result<Vec<i64>, DbErr> {
    let Some(row) = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await? else {
        return Ok(Vec::new());
    };
    (0..columns).map(|column| row.try_get_by_index::<i64>(column)).collect()
}

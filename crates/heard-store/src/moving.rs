//! Moves everything from a SQLite file to a PostgreSQL database or back: all tables in one
//! transaction, then counted and compared by checksum. A move that fails leaves the target empty.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};

use crate::StoreError;
use crate::connect::{Engine, Purpose, first_row, integers, is_sqlite};
use crate::folder_lock::FolderLock;
use crate::lanes::NOW_MS;
use crate::migration::migrate;
use crate::restore::forget_broken_facts;
use crate::tables::{Known, Part, Table, TableReader, Tally, insert, tables};

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file in a data folder.
    Folder(PathBuf),
    /// A PostgreSQL database, as `postgres://user:password@host/database`.
    Postgres(String),
}

impl Location {
    /// As people name it: what does not begin with `postgres://` is a folder.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(text.to_owned())
        } else {
            Self::Folder(PathBuf::from(text))
        }
    }
}

/// A table that was moved.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MovedTable {
    /// Its name.
    pub table: &'static str,
    /// Its rows.
    pub rows: u64,
    /// The sum of a hash of each row, in hexadecimal: the same here and there.
    pub checksum: String,
}

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Moved {
    /// The tables.
    pub tables: Vec<MovedTable>,
    /// Whether the facts will be projected anew, because images of segments stand outside of the
    /// database and stay there.
    pub facts_anew: bool,
}

/// Moves a store; no server may run on either side, and the target must be empty. Tells `progress`
/// of each table and how many of its rows are there.
///
/// # Errors
/// [`StoreError::InUse`], [`StoreError::Served`], [`StoreError::NotEmpty`]; [`StoreError::Damaged`] if
/// a table is not the same on both sides; what the databases say.
pub async fn move_store(
    from: &Location,
    to: &Location,
    progress: &(dyn Fn(&'static str, u64) + Sync),
) -> Result<Moved, StoreError> {
    let (_from_lock, source) = open(from).await?;
    let (_to_lock, target) = open(to).await?;
    if !is_empty(&target).await? {
        return Err(StoreError::NotEmpty);
    }
    let transaction = target.begin().await?;
    let mut moved = Vec::new();
    for table in tables() {
        let tally = copy(&source, &transaction, &table, progress).await?;
        moved.push((table, tally));
    }
    after_the_last(&transaction).await?;
    transaction.commit().await?;
    for (table, tally) in &moved {
        if tally_of(&target, table).await? != *tally {
            return Err(StoreError::Damaged(format!("table {} is not the same after the move", table.name)));
        }
    }
    let transaction = target.begin().await?;
    let facts_anew = forget_broken_facts(&transaction).await?;
    transaction.commit().await?;
    if let Location::Folder(_) = to {
        crate::checkpoint::truncate(&target).await?;
    }
    source.close().await?;
    target.close().await?;
    let told = |(table, tally): (Table, Tally)| MovedTable {
        table: table.name,
        rows: tally.rows,
        checksum: format!("{:032x}", tally.sum),
    };
    Ok(Moved { tables: moved.into_iter().map(told).collect(), facts_anew })
}

pub(crate) async fn open(
    location: &Location,
) -> Result<(Option<FolderLock>, DatabaseConnection), StoreError> {
    let (lock, engine) = match location {
        Location::Folder(folder) => {
            (Some(FolderLock::take(folder)?), Engine::Sqlite { file: folder.join("heard.db") })
        }
        Location::Postgres(url) => (None, Engine::Postgres { url: url.clone(), relay: None }),
    };
    let database = engine.connect(Purpose::Write).await?;
    migrate(&database).await?;
    expect_unserved(&database).await?;
    Ok((lock, database))
}

/// Refuses a PostgreSQL database that a server runs on.
pub(crate) async fn expect_unserved(database: &DatabaseConnection) -> Result<(), StoreError> {
    if !is_sqlite(database) {
        let served = format!(r#"SELECT 1 FROM "lanes" WHERE "until" >= {NOW_MS} LIMIT 1"#);
        if first_row(database, served, []).await?.is_some() {
            return Err(StoreError::Served);
        }
    }
    Ok(())
}

pub(crate) async fn is_empty(database: &DatabaseConnection) -> Result<bool, StoreError> {
    let sql = r#"SELECT (SELECT count(*) FROM "workspaces") + (SELECT count(*) FROM "secrets")
        + (SELECT count(*) FROM "responses")"#;
    Ok(integers(database, sql, 1).await? == [0])
}

/// PostgreSQL's own counters go on after what was brought.
pub(crate) async fn after_the_last(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    if is_sqlite(transaction) {
        return Ok(());
    }
    for table in ["segments", "audit"] {
        let sql = format!(
            r#"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max("id")) FROM "{table}"
            HAVING max("id") IS NOT NULL"#
        );
        transaction.query_one_raw(crate::connect::statement(transaction, sql, [])).await?;
    }
    Ok(())
}

async fn copy(
    source: &DatabaseConnection,
    target: &DatabaseTransaction,
    table: &Table,
    progress: &(dyn Fn(&'static str, u64) + Sync),
) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let known = Known::default();
    let mut reader = TableReader::new(source, table, &known);
    while let Some(part) = reader.next().await? {
        let Part::Rows(rows) = part else { continue };
        rows.iter().for_each(|row| tally.add_row(row));
        insert(target, &table.shape, rows).await?;
        progress(table.name, tally.rows);
    }
    Ok(tally)
}

/// Count and checksum of a table's rows.
pub(crate) async fn tally_of(connection: &impl ConnectionTrait, table: &Table) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let known = Known::default();
    let mut reader = TableReader::new(connection, table, &known);
    while let Some(part) = reader.next().await? {
        let Part::Rows(rows) = part else { continue };
        rows.iter().for_each(|row| tally.add_row(row));
    }
    Ok(tally)
}

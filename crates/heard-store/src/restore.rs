//! Fills an empty target with the rows of a backup. A folder is filled beside its place and put there
//! when everything is right; a PostgreSQL database is filled in one transaction. So one that fails
//! leaves nothing behind that could be taken for a whole.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use heard_model::{Clock, Entropy};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use sea_orm_migration::MigratorTrait;

use crate::checkpoint;
use crate::connect::{Engine, Purpose, integers};
use crate::folder_lock::{FolderLock, file_error};
use crate::migration::{Migrator, migrate, migrate_to, number_of};
use crate::moving::{Location, after_the_last, expect_unserved, is_empty, tally_of};
use crate::store::begin;
use crate::tables::{Shape, Table, Tally, from_bytes, insert, tables};
use crate::{Store, StoreError, StoreOptions};

/// Bytes of rows in one transaction on a file that nobody reads yet.
const PART: usize = 16 << 20;
/// What a folder that is being filled holds.
const FILES: [&str; 4] = ["heard.db", "heard.db-wal", "heard.db-shm", "heard.lock"];

/// A target that is being filled.
pub struct Restoration {
    database: DatabaseConnection,
    transaction: Option<DatabaseTransaction>,
    place: Place,
    /// Bytes in the transaction.
    bytes: usize,
}

/// Where it is filled.
enum Place {
    /// Beside the folder.
    Beside { building: PathBuf, folder: PathBuf, lock: FolderLock },
    /// In the database.
    There,
}

impl Restoration {
    /// Begins to fill a target with rows of a version of the schema.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`], [`StoreError::Served`], [`StoreError::InUse`]; [`StoreError::Newer`] if
    /// this version does not know the schema; what the disk and the database say.
    pub async fn begin(to: &Location, schema: &str) -> Result<Self, StoreError> {
        number_of(schema)?;
        let (place, engine) = match to {
            Location::Folder(folder) => {
                expect_empty(folder)?;
                let building = beside(folder);
                let lock = FolderLock::take(&building)?;
                remove_files(&building, &FILES[..3])?;
                let engine = Engine::Sqlite { file: building.join(FILES[0]) };
                (Place::Beside { building, folder: folder.clone(), lock }, engine)
            }
            Location::Postgres(url) => (Place::There, Engine::Postgres { url: url.clone(), relay: None }),
        };
        let database = engine.connect(Purpose::Write).await?;
        if let Place::Beside { .. } = place {
            integers(&database, "PRAGMA wal_autocheckpoint = 4000", 1).await?;
        }
        let is_new = Migrator::get_applied_migrations_read_only(&database).await?.is_empty();
        if !is_new && !is_empty(&database).await? {
            return Err(StoreError::NotEmpty);
        }
        migrate_to(&database, schema).await?;
        expect_unserved(&database).await?;
        let transaction = begin(&database).await?;
        if let Place::There = place {
            let for_ever = "SET LOCAL idle_in_transaction_session_timeout = 0";
            transaction.execute_unprepared(for_ever).await?;
        }
        Ok(Self { database, transaction: Some(transaction), place, bytes: 0 })
    }

    /// Adds rows to a table.
    ///
    /// # Errors
    /// When they are no rows of it; what the disk and the database say.
    pub async fn insert(&mut self, shape: &Shape, rows: &[&[u8]]) -> Result<(), StoreError> {
        let decoded: Result<Vec<_>, _> = rows.iter().map(|row| from_bytes(shape, row)).collect();
        let decoded = decoded.map_err(|error| StoreError::Content {
            what: "row of a backup",
            message: format!("{}: {error}", shape.table),
        })?;
        let transaction = self.transaction.as_ref().ok_or(StoreError::Closed)?;
        insert(transaction, shape, decoded).await?;
        self.bytes += rows.iter().map(|row| row.len()).sum::<usize>();
        if self.bytes > PART && matches!(self.place, Place::Beside { .. }) {
            self.bytes = 0;
            if let Some(transaction) = self.transaction.take() {
                transaction.commit().await?;
            }
            self.transaction = Some(begin(&self.database).await?);
        }
        Ok(())
    }

    /// Compares what is there with what should be, brings it to this version's schema, opens it, and puts
    /// it in its place. Returns whether the facts will be projected anew, because not all of their images
    /// were in the backup.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if a table is not as it should be; what the disk and the database say.
    pub async fn finish(
        mut self,
        expected: &[(Shape, Tally)],
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<bool, StoreError> {
        let facts_anew = match self.complete(expected).await {
            Ok(facts_anew) => facts_anew,
            Err(error) => {
                if let Err(left) = self.abandon().await {
                    tracing::warn!(error = %left, "a restore that failed could not be tidied up");
                }
                return Err(error);
            }
        };
        self.database.close().await?;
        if let Place::Beside { building, folder, lock } = self.place {
            drop(lock);
            Store::open(StoreOptions::new(&building, clock, entropy)).await?.close().await?;
            put_in_place(&building, &folder)?;
        }
        Ok(facts_anew)
    }

    async fn complete(&mut self, expected: &[(Shape, Tally)]) -> Result<bool, StoreError> {
        let transaction = self.transaction.take().ok_or(StoreError::Closed)?;
        after_the_last(&transaction).await?;
        for (shape, tally) in expected {
            compare(&transaction, shape, *tally).await?;
        }
        transaction.commit().await?;
        migrate(&self.database).await?;
        let transaction = begin(&self.database).await?;
        let facts_anew = forget_broken_facts(&transaction).await?;
        transaction.commit().await?;
        if let Place::Beside { .. } = self.place {
            checkpoint::truncate(&self.database).await?;
        }
        Ok(facts_anew)
    }

    /// Gives up; nothing is left behind.
    ///
    /// # Errors
    /// What the disk and the database say.
    pub async fn abandon(mut self) -> Result<(), StoreError> {
        if let Some(transaction) = self.transaction.take() {
            transaction.rollback().await?;
        }
        self.database.close().await?;
        if let Place::Beside { building, lock, .. } = self.place {
            remove_files(&building, &FILES)?;
            drop(lock);
            std::fs::remove_dir(&building).map_err(|error| file_error(&building, &error))?;
        }
        Ok(())
    }
}

/// Refuses a folder that has anything in it.
fn expect_empty(folder: &Path) -> Result<(), StoreError> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().map_or(Ok(()), |_| Err(StoreError::NotEmpty)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(file_error(folder, &error)),
    }
}

/// The folder that is filled for another one.
fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.components().as_path().as_os_str().to_owned();
    name.push(".restoring");
    PathBuf::from(name)
}

fn remove_files(folder: &Path, names: &[&str]) -> Result<(), StoreError> {
    for name in names {
        let file = folder.join(name);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(file_error(&file, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn put_in_place(building: &Path, folder: &Path) -> Result<(), StoreError> {
    remove_files(building, &FILES[3..])?;
    sync(building)?;
    std::fs::rename(building, folder).map_err(|error| file_error(folder, &error))?;
    let parent = folder.components().as_path().parent().filter(|parent| !parent.as_os_str().is_empty());
    sync(parent.unwrap_or(Path::new(".")))
}

/// What a folder holds is on the disk.
fn sync(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(|error| file_error(folder, &error))
}

async fn compare(
    connection: &impl ConnectionTrait,
    shape: &Shape,
    expected: Tally,
) -> Result<(), StoreError> {
    let is_the_same = match tables().into_iter().find(|table| table.name == shape.table) {
        Some(known) => tally_of(connection, &as_it_was(known, shape)).await? == expected,
        // A table that later versions do not have.
        None => {
            let count =
                integers(connection, &format!(r#"SELECT count(*) FROM "{}""#, shape.table), 1).await?;
            count.first().copied() == i64::try_from(expected.rows).ok()
        }
    };
    if is_the_same {
        return Ok(());
    }
    Err(StoreError::Damaged(format!("table {} is not as it was when it was backed up", shape.table)))
}

/// A table in an earlier shape.
fn as_it_was(table: Table, shape: &Shape) -> Table {
    let name = |place: &usize| table.shape.columns[*place].name.as_str();
    let key = table.key.iter().filter_map(|place| shape.place(name(place))).collect();
    Table { key, shape: shape.clone(), ..table }
}

/// Where a segment's image is missing, because it was kept somewhere else, the facts are forgotten: a
/// server projects them again from the answers. Returns whether they were.
pub(crate) async fn forget_broken_facts(transaction: &DatabaseTransaction) -> Result<bool, StoreError> {
    let missing = r#"SELECT count(*) FROM "segments" AS s WHERE NOT EXISTS
        (SELECT 1 FROM "segment_parts" AS p WHERE p."image" = s."image_id")"#;
    if integers(transaction, missing, 1).await? == [0] {
        return Ok(false);
    }
    for sql in [
        r#"DELETE FROM "segments""#,
        r#"DELETE FROM "segment_parts""#,
        r#"DELETE FROM "dictionary""#,
        r#"DELETE FROM "positions" WHERE "job" = 'facts'"#,
        r#"INSERT INTO "outbox" ("seq", "workspace") SELECT "accepted_seq", "workspace" FROM "responses"
            WHERE true ON CONFLICT DO NOTHING"#,
        r#"INSERT INTO "outbox" ("seq", "workspace") SELECT "seq", "workspace" FROM "response_changes"
            WHERE true ON CONFLICT DO NOTHING"#,
    ] {
        transaction.execute_unprepared(sql).await?;
    }
    Ok(true)
}

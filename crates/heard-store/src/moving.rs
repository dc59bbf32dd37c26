//! Moves everything from a SQLite file to a PostgreSQL database or back: all tables in one
//! transaction, then counted and compared by checksum. A move that fails leaves the target empty.

use std::collections::HashMap;
use std::fmt::Debug;
use std::path::PathBuf;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, TransactionTrait, Value,
};

use uuid::Uuid;

use crate::StoreError;
use crate::connect::{Engine, Purpose, first_row, integers, is_sqlite};
use crate::entity;
use crate::folder_lock::FolderLock;
use crate::lanes::NOW_MS;
use crate::store::migrate;

/// Rows read and written at a time.
const PAGE: u64 = 500;

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file in a data folder.
    Folder(PathBuf),
    /// A PostgreSQL database, as `postgres://user:password@host/database`.
    Postgres(String),
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

/// Count and sum of the hashes of a table's rows; the order does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    rows: u64,
    sum: u128,
}

impl Tally {
    fn add(&mut self, row: &impl Debug) {
        let hash = blake3::hash(format!("{row:?}").as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
    }
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
) -> Result<Vec<MovedTable>, StoreError> {
    let (_from_lock, source) = open(from).await?;
    let (_to_lock, target) = open(to).await?;
    if !is_empty(&target).await? {
        return Err(StoreError::NotEmpty);
    }
    let transaction = target.begin().await?;
    let mut copy = Copy { source: &source, target: Some(&transaction), progress, tallies: Vec::new() };
    copy.everything().await?;
    let moved = copy.tallies;
    if !is_sqlite(&target) {
        after_the_last(&transaction).await?;
    }
    transaction.commit().await?;
    let nobody = |_: &'static str, _: u64| {};
    let mut check = Copy { source: &target, target: None, progress: &nobody, tallies: Vec::new() };
    check.everything().await?;
    for (there, here) in check.tallies.iter().zip(&moved) {
        if there != here {
            return Err(StoreError::Damaged(format!("table {} is not the same after the move", here.0)));
        }
    }
    if let Location::Folder(_) = to {
        crate::checkpoint::truncate(&target).await?;
    }
    source.close().await?;
    target.close().await?;
    let table = |(table, tally): (&'static str, Tally)| MovedTable {
        table,
        rows: tally.rows,
        checksum: format!("{:032x}", tally.sum),
    };
    Ok(moved.into_iter().map(table).collect())
}

async fn open(location: &Location) -> Result<(Option<FolderLock>, DatabaseConnection), StoreError> {
    let (lock, engine) = match location {
        Location::Folder(folder) => {
            (Some(FolderLock::take(folder)?), Engine::Sqlite { file: folder.join("heard.db") })
        }
        Location::Postgres(url) => (None, Engine::Postgres { url: url.clone() }),
    };
    let database = engine.connect(Purpose::Write).await?;
    migrate(&database).await?;
    if !is_sqlite(&database) {
        let served = format!(r#"SELECT 1 FROM "lanes" WHERE "until" >= {NOW_MS} LIMIT 1"#);
        if first_row(&database, served, []).await?.is_some() {
            return Err(StoreError::Served);
        }
    }
    Ok((lock, database))
}

async fn is_empty(database: &DatabaseConnection) -> Result<bool, StoreError> {
    let sql = r#"SELECT (SELECT count(*) FROM "workspaces") + (SELECT count(*) FROM "secrets")
        + (SELECT count(*) FROM "responses")"#;
    Ok(integers(database, sql, 1).await? == [0])
}

/// PostgreSQL's own counters go on after what was moved.
async fn after_the_last(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    for table in ["segments", "audit"] {
        let sql = format!(
            r#"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max("id")) FROM "{table}"
            HAVING max("id") IS NOT NULL"#
        );
        transaction.query_one_raw(crate::connect::statement(transaction, sql, [])).await?;
    }
    Ok(())
}

/// Reads every table and, with a target, writes it there.
struct Copy<'a> {
    source: &'a DatabaseConnection,
    target: Option<&'a DatabaseTransaction>,
    progress: &'a (dyn Fn(&'static str, u64) + Sync),
    tallies: Vec<(&'static str, Tally)>,
}

impl Copy<'_> {
    /// In an order in which nothing refers to what is not there yet.
    async fn everything(&mut self) -> Result<(), StoreError> {
        use entity::*;
        self.keyed::<secret::Entity, _>("secrets", secret::Column::Name, |row| row.name.clone()).await?;
        self.keyed::<workspace::Entity, _>("workspaces", workspace::Column::Id, |row| row.id).await?;
        self.whole::<counter::Entity>("counters").await?;
        self.keyed::<user::Entity, _>("users", user::Column::Id, |row| row.id).await?;
        let token = |row: &session::Model| row.token_hash.clone();
        self.keyed::<session::Entity, _>("sessions", session::Column::TokenHash, token).await?;
        let token = |row: &invitation::Model| row.token_hash.clone();
        self.keyed::<invitation::Entity, _>("invitations", invitation::Column::TokenHash, token).await?;
        self.keyed::<api_key::Entity, _>("api_keys", api_key::Column::Id, |row| row.id).await?;
        self.keyed::<unit::Entity, _>("units", unit::Column::Id, |row| row.id).await?;
        self.keyed::<survey::Entity, _>("surveys", survey::Column::Id, |row| row.id).await?;
        self.whole::<survey_version::Entity>("survey_versions").await?;
        self.keyed::<contact::Entity, _>("contacts", contact::Column::Id, |row| row.id).await?;
        let seq = |row: &response::Model| row.accepted_seq;
        self.keyed::<response::Entity, _>("responses", response::Column::AcceptedSeq, seq).await?;
        let seq = |row: &response_change::Model| row.seq;
        self.keyed::<response_change::Entity, _>("response_changes", response_change::Column::Seq, seq)
            .await?;
        self.keyed::<outbox::Entity, _>("outbox", outbox::Column::Seq, |row| row.seq).await?;
        self.keys().await?;
        self.keyed::<segment::Entity, _>("segments", segment::Column::Id, |row| row.id).await?;
        self.images().await?;
        self.whole::<dictionary::Entity>("dictionary").await?;
        self.whole::<position::Entity>("positions").await?;
        self.keyed::<rule::Entity, _>("rules", rule::Column::Id, |row| row.id).await?;
        self.keyed::<case::Entity, _>("cases", case::Column::Id, |row| row.id).await?;
        self.keyed::<case_event::Entity, _>("case_events", case_event::Column::Id, |row| row.id).await?;
        self.keyed::<webhook::Entity, _>("webhooks", webhook::Column::Id, |row| row.id).await?;
        self.keyed::<delivery::Entity, _>("deliveries", delivery::Column::Id, |row| row.id).await?;
        self.keyed::<audit::Entity, _>("audit", audit::Column::Id, |row| row.id).await
    }

    /// A table by pages in the order of its key.
    async fn keyed<E, V>(
        &mut self,
        table: &'static str,
        column: E::Column,
        key: impl Fn(&E::Model) -> V,
    ) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel> + Debug + Sync,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
        V: Into<Value>,
    {
        let mut tally = Tally::default();
        let mut after: Option<Value> = None;
        loop {
            let mut query = E::find().order_by_asc(column).limit(PAGE);
            if let Some(after) = after {
                query = query.filter(column.gt(after));
            }
            let rows = query.all(self.source).await?;
            let Some(last) = rows.last() else { break };
            after = Some(key(last).into());
            self.take::<E>(table, &mut tally, rows).await?;
        }
        self.tallies.push((table, tally));
        Ok(())
    }

    /// A table that is never large, at once.
    async fn whole<E>(&mut self, table: &'static str) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel> + Debug + Sync,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let mut tally = Tally::default();
        let mut rows = E::find().all(self.source).await?.into_iter().peekable();
        while rows.peek().is_some() {
            let page = rows.by_ref().take(usize::try_from(PAGE).unwrap_or(1)).collect();
            self.take::<E>(table, &mut tally, page).await?;
        }
        self.tallies.push((table, tally));
        Ok(())
    }

    /// The images of segments, one at a time.
    async fn images(&mut self) -> Result<(), StoreError> {
        use entity::segment_part::{Column, Entity};
        let images: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::Image)
            .distinct()
            .into_tuple()
            .all(self.source)
            .await?;
        let mut tally = Tally::default();
        for image in images {
            let parts = Entity::find().filter(Column::Image.eq(image)).all(self.source).await?;
            self.take::<Entity>("segment_parts", &mut tally, parts).await?;
        }
        self.tallies.push(("segment_parts", tally));
        Ok(())
    }

    /// Keys against double delivery. SQLite's recent ones stand in a table of their own and may, on
    /// their way, stand in both; the target has all of them in one.
    async fn keys(&mut self) -> Result<(), StoreError> {
        use entity::{idempotency, recent_key};
        let mut recent: HashMap<Vec<u8>, (Vec<u8>, i64)> = HashMap::new();
        let mut after = 0;
        loop {
            let query = recent_key::Entity::find().filter(recent_key::Column::N.gt(after));
            let rows = query.order_by_asc(recent_key::Column::N).limit(PAGE).all(self.source).await?;
            let Some(last) = rows.last() else { break };
            after = last.n;
            recent.extend(rows.into_iter().map(|row| (row.key, (row.body, row.accepted_seq))));
        }
        let mut tally = Tally::default();
        let mut after: Vec<u8> = Vec::new();
        loop {
            let query = idempotency::Entity::find().filter(idempotency::Column::Key.gt(after));
            let rows = query.order_by_asc(idempotency::Column::Key).limit(PAGE).all(self.source).await?;
            let Some(last) = rows.last() else { break };
            after = last.key.clone();
            for row in &rows {
                recent.remove(&row.key);
            }
            self.take::<idempotency::Entity>("idempotency", &mut tally, rows).await?;
        }
        let rest = recent.into_iter().map(|(key, (body, accepted_seq))| idempotency::Model {
            key,
            body,
            accepted_seq,
        });
        let rest: Vec<_> = rest.collect();
        for page in rest.chunks(usize::try_from(PAGE).unwrap_or(1)) {
            self.take::<idempotency::Entity>("idempotency", &mut tally, page.to_vec()).await?;
        }
        self.tallies.push(("idempotency", tally));
        Ok(())
    }

    async fn take<E>(
        &self,
        table: &'static str,
        tally: &mut Tally,
        rows: Vec<E::Model>,
    ) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel> + Debug + Sync,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        rows.iter().for_each(|row| tally.add(row));
        if let Some(target) = self.target {
            let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
            E::insert_many(rows).exec_without_returning(target).await?;
        }
        (self.progress)(table, tally.rows);
        Ok(())
    }
}

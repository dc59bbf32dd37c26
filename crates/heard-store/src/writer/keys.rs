//! Keys against double delivery, remembered for ever and cheaply.
//!
//! Fingerprints are random, so each would touch a page of its own in a large tree. Therefore a
//! new key is only appended to `recent_keys`, in the transaction of its response, and known in
//! memory. When many have gathered they are moved into `idempotency` in the order of that tree,
//! many to a page, a slice with each commit. A process killed in between moves some of them twice,
//! which changes nothing.

use std::sync::{PoisonError, RwLock};

use foldhash::HashMap;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Value};

use super::hot_insert::{HotInsert, HotTable};
use crate::StoreError;
use crate::connect::{first_row, is_sqlite, statement};
use crate::fingerprint::Fingerprint;

/// Recent keys that make a move worth while.
const MANY: usize = 100_000;
/// Keys moved with a commit, besides three for each new one.
const SLICE: usize = 256;
/// Rows read at a time.
const READ: i64 = 2_048;
/// Rows deleted with a commit when they have been moved.
const DELETED: i64 = 8_192;

/// A key, the fingerprint of its body and the number of its response.
pub(crate) type Key = (Fingerprint, Fingerprint, i64);

/// The keys that were used lately.
#[derive(Default)]
pub(crate) struct RecentKeys(RwLock<HashMap<Fingerprint, (Fingerprint, i64)>>);

impl RecentKeys {
    /// The body and the response of a key.
    pub(crate) fn get(&self, key: &Fingerprint) -> Option<(Fingerprint, i64)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).copied()
    }

    fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn add(&self, keys: &[Key]) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.extend(keys.iter().map(|(key, body, seq)| (*key, (*body, *seq))));
    }

    fn forget(&self, keys: &[Key]) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, _, _) in keys {
            known.remove(key);
        }
        known.shrink_to(MANY);
    }

    fn sorted(&self) -> Vec<Key> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut keys: Vec<Key> = known.iter().map(|(key, (body, seq))| (*key, *body, *seq)).collect();
        keys.sort_unstable();
        keys
    }
}

/// Where the keys of the past are.
pub(crate) struct KeyLedger {
    /// The number of the first row of `recent_keys`.
    first: i64,
    /// The number of its next row.
    next: i64,
    /// Whether `idempotency` holds any.
    pub(super) has_settled: bool,
    moving: Option<Move>,
    many: usize,
    /// Whether keys go into `idempotency` at once: where other processes must find them.
    at_once: bool,
}

/// A move on its way.
struct Move {
    /// In the order of the tree.
    keys: Vec<Key>,
    /// How many of them have been moved.
    moved: usize,
    /// Rows of `recent_keys` from here on are newer.
    until: i64,
    /// Rows before this have been deleted.
    deleted: i64,
}

/// What a commit does to the ledger besides new keys.
enum Step {
    None,
    Moved(usize),
    Deleted(i64),
}

/// What is to be noted once the commit has succeeded.
pub(super) struct Noted {
    keys: Vec<Key>,
    step: Step,
}

impl KeyLedger {
    /// Reads the recent keys into memory.
    pub(crate) async fn load(
        connection: &impl ConnectionTrait,
        recent: &RecentKeys,
    ) -> Result<Self, StoreError> {
        let at_once = !is_sqlite(connection);
        let sql = r#"SELECT "n", "key", "body", "accepted_seq" FROM "recent_keys"
            WHERE "n" >= $1 ORDER BY "n" LIMIT $2"#;
        let (mut first, mut next) = (None, 1);
        loop {
            let page = [next.into(), READ.into()];
            let rows = connection.query_all_raw(statement(connection, sql, page)).await?;
            if rows.is_empty() {
                break;
            }
            let mut keys = Vec::with_capacity(rows.len());
            for row in rows {
                let n: i64 = row.try_get_by_index(0)?;
                (first, next) = (first.or(Some(n)), n + 1);
                let key = fingerprint(row.try_get_by_index(1)?)?;
                keys.push((key, fingerprint(row.try_get_by_index(2)?)?, row.try_get_by_index(3)?));
            }
            recent.add(&keys);
        }
        let settled = first_row(connection, r#"SELECT 1 FROM "idempotency" LIMIT 1"#, []).await?.is_some();
        let first = first.unwrap_or(next);
        let has_settled = at_once || settled;
        Ok(Self { first, next, has_settled, moving: None, many: MANY, at_once })
    }

    /// Gathers what appends new keys and, when it is time, moves or deletes a slice of earlier ones.
    pub(super) fn write(
        &mut self,
        backend: DbBackend,
        inserts: &mut HotInsert,
        recent: &RecentKeys,
        keys: Vec<Key>,
    ) -> Noted {
        if self.at_once {
            inserts.add(backend, HotTable::Idempotency, keys.iter().map(idempotency_row).collect());
            return Noted { keys: Vec::new(), step: Step::None };
        }
        if self.moving.is_none() && recent.len() >= self.many {
            self.moving =
                Some(Move { keys: recent.sorted(), moved: 0, until: self.next, deleted: self.first });
        }
        let rows = keys.iter().zip(self.next..).map(|((key, body, seq), n)| -> Vec<Value> {
            vec![n.into(), key.to_vec().into(), body.to_vec().into(), (*seq).into()]
        });
        inserts.add(backend, HotTable::RecentKeys, rows.collect());
        let step = match &self.moving {
            None => Step::None,
            Some(moving) => moving.step(backend, inserts, 3 * keys.len() + SLICE),
        };
        Noted { keys, step }
    }

    /// Takes note of what has been committed.
    pub(super) fn note(&mut self, recent: &RecentKeys, noted: Noted) {
        self.next += i64::try_from(noted.keys.len()).unwrap_or_default();
        recent.add(&noted.keys);
        let Some(moving) = &mut self.moving else { return };
        match noted.step {
            Step::None => {}
            Step::Moved(until) => {
                self.has_settled = true;
                moving.moved = until;
                if until == moving.keys.len() {
                    recent.forget(&moving.keys);
                }
            }
            Step::Deleted(until) => (moving.deleted, self.first) = (until, until),
        }
        if moving.deleted >= moving.until {
            self.moving = None;
        }
    }

    /// Moves from this many recent keys on.
    #[cfg(test)]
    pub(super) fn with_many(mut self, many: usize) -> Self {
        self.many = many;
        self
    }
}

impl Move {
    fn step(&self, backend: DbBackend, inserts: &mut HotInsert, count: usize) -> Step {
        if self.moved == self.keys.len() {
            let until = (self.deleted + DELETED).min(self.until);
            let sql = |place: &dyn Fn(usize) -> &'static str| {
                format!(r#"DELETE FROM "recent_keys" WHERE "n" < {}"#, place(0))
            };
            inserts.add_statement(sql, backend, vec![until.into()]);
            return Step::Deleted(until);
        }
        let until = (self.moved + count).min(self.keys.len());
        let rows = self.keys[self.moved..until].iter().map(idempotency_row);
        inserts.add(backend, HotTable::Idempotency, rows.collect());
        Step::Moved(until)
    }
}

fn idempotency_row((key, body, seq): &Key) -> Vec<Value> {
    vec![key.to_vec().into(), body.to_vec().into(), (*seq).into()]
}

/// A stored fingerprint.
pub(super) fn fingerprint(bytes: Vec<u8>) -> Result<Fingerprint, DbErr> {
    bytes.try_into().map_err(|_| DbErr::Type("a fingerprint has 16 bytes".to_owned()))
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseConnection;
    use sea_orm_migration::MigratorTrait;

    use super::*;
    use crate::connect::{Purpose, connect, integers};
    use crate::migration::Migrator;
    use crate::store::begin;

    fn keys(range: std::ops::Range<u32>) -> Vec<Key> {
        range
            .map(|number| {
                let mut key = [0; 16];
                blake3::Hasher::new().update(&number.to_le_bytes()).finalize_xof().fill(&mut key);
                (key, [1; 16], i64::from(number))
            })
            .collect()
    }

    async fn commit(
        database: &DatabaseConnection,
        ledger: &mut KeyLedger,
        recent: &RecentKeys,
        new: Vec<Key>,
    ) {
        let transaction = begin(database).await.unwrap();
        let mut inserts = HotInsert::default();
        let noted = ledger.write(DbBackend::Sqlite, &mut inserts, recent, new);
        inserts.run(&transaction).await.unwrap();
        transaction.commit().await.unwrap();
        ledger.note(recent, noted);
    }

    async fn settled(database: &DatabaseConnection) -> i64 {
        integers(database, r#"SELECT count(*) FROM "idempotency""#, 1).await.unwrap()[0]
    }

    /// Every key is known at every moment, in memory or in the tree, also after a crash at any
    /// commit; in the end memory and `recent_keys` hold only what is new.
    #[tokio::test]
    async fn keys_move_without_being_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let database = connect(&folder.path().join("keys.db"), Purpose::Write).await.unwrap();
        Migrator::up(&database, None).await.unwrap();
        let mut recent = RecentKeys::default();
        let mut ledger = KeyLedger::load(&database, &recent).await.unwrap().with_many(1_000);
        assert!(!ledger.has_settled);
        for step in 0..60 {
            commit(&database, &mut ledger, &recent, keys(step * 40..(step + 1) * 40)).await;
            if step % 7 == 3 {
                recent = RecentKeys::default();
                ledger = KeyLedger::load(&database, &recent).await.unwrap().with_many(1_000);
            }
            for (key, body, seq) in keys(0..(step + 1) * 40) {
                let in_memory = recent.get(&key);
                let sql = r#"SELECT count(*) FROM "idempotency" WHERE "key" = $1"#;
                let row = first_row(&database, sql, [key.to_vec().into()]).await.unwrap().unwrap();
                let in_tree: i64 = row.try_get_by_index(0).unwrap();
                assert!(in_memory == Some((body, seq)) || (in_tree == 1 && ledger.has_settled), "{seq}");
            }
        }
        assert!(settled(&database).await >= 1_000);
        assert!(recent.len() < 1_500, "{}", recent.len());
        let left = integers(&database, r#"SELECT count(*) FROM "recent_keys""#, 1).await.unwrap()[0];
        assert!(left < 2_400, "{left}");
    }
}

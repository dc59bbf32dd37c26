//! The store itself: opening a data folder, and what all of its rooms share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use heard_model::{Clock, Entropy, Position, Scope, UnitScope};
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    EntityTrait, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::News;
use crate::StoreError;
use crate::checkpoint;
use crate::connect::{Engine, Purpose, first_row, integers, is_sqlite};
use crate::entity;
use crate::fingerprint::Fingerprints;
use crate::folder_lock::FolderLock;
use crate::follow;
use crate::lanes::Lane;
use crate::log_check;
use crate::migration::migrate;
use crate::objects::{self, Objects};
use crate::pins::Pins;
use crate::relay::Relay;
use crate::writer::{HeldLane, Numbering, Queue, QueueLimits, RecentKeys, Tail, Writer, end_of};

/// How long a server may say nothing while the store is being closed.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(5);

/// How a store is opened.
#[derive(Clone)]
pub struct StoreOptions {
    /// The data folder; made if it does not exist.
    pub folder: PathBuf,
    /// A PostgreSQL database, as `postgres://user:password@host/database`; without one, a SQLite
    /// file in the folder.
    pub database: Option<String>,
    /// Where the present instant comes from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// The most submissions that wait; further ones are answered with "busy". One workspace alone
    /// may have half of them.
    pub queue_capacity: usize,
    /// How long a submission may wait before its commit begins; one that would wait longer is
    /// answered with "busy".
    pub longest_wait: Duration,
    /// The most submissions of one commit.
    pub batch_size: usize,
    /// Queries at the same time.
    pub readers: u32,
    /// The largest size of the database; without it, what the disk holds.
    pub max_bytes: Option<u64>,
    /// Where images of segments are kept outside of the database.
    pub objects: Objects,
}

impl StoreOptions {
    /// The usual settings for a data folder.
    pub fn new(folder: impl Into<PathBuf>, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            folder: folder.into(),
            database: None,
            clock,
            entropy,
            queue_capacity: 8_192,
            longest_wait: Duration::from_millis(500),
            batch_size: 2_048,
            readers: 4,
            max_bytes: None,
            objects: Objects::default(),
        }
    }
}

/// The truth, open. A cheap clone; close it with [`Store::close`].
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

/// What all clones share.
pub(crate) struct Inner {
    pub(crate) folder: PathBuf,
    pub(crate) engine: Engine,
    pub(crate) write: DatabaseConnection,
    pub(crate) read: DatabaseConnection,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) fingerprints: Fingerprints,
    pub(crate) queue: Arc<Queue>,
    pub(crate) batch_size: usize,
    pub(crate) committed: watch::Receiver<Position>,
    pub(crate) committed_sender: watch::Sender<Position>,
    pub(crate) news: watch::Sender<News>,
    pub(crate) measured_bytes: AtomicU64,
    /// Whether erased words must still be overwritten in unused space.
    pub(crate) lane: HeldLane,
    /// Who this process is to the others.
    pub(crate) process: Uuid,
    pub(crate) tail: Arc<Tail>,
    pub(crate) recent_keys: Arc<RecentKeys>,
    pub(crate) health: Arc<Health>,
    pub(crate) pins: Pins,
    pub(crate) objects: Objects,
    pub(crate) runtime: Handle,
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    lock: Mutex<Option<Arc<FolderLock>>>,
}

/// The last reason why nothing can be written; none while writing works. Told to the log when it
/// begins and when it ends, however many requests meet it.
#[derive(Default)]
pub(crate) struct Health(Mutex<Option<StoreError>>);

impl Health {
    pub(crate) fn note<T>(&self, result: &Result<T, StoreError>) {
        match result {
            Ok(_) => self.set(None),
            Err(error) if error.stops_writing() => self.set(Some(error)),
            Err(_) => {}
        }
    }

    /// Whether the server answers; anything else that is wrong stays.
    pub(crate) fn note_reachable(&self, result: &Result<(), StoreError>) {
        match (self.last(), result) {
            (Some(StoreError::Unreachable(_)), Ok(())) => self.set(None),
            (None, Err(error)) if error.stops_writing() => self.set(Some(error)),
            _ => {}
        }
    }

    /// The last reason.
    pub(crate) fn last(&self) -> Option<StoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, now: Option<&StoreError>) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*last, now) {
            (_, Some(StoreError::Closed)) => {}
            (None, Some(error)) => tracing::error!(%error, "nothing can be stored from now on"),
            (Some(_), None) => tracing::warn!("answers can be stored again"),
            _ => {}
        }
        *last = now.cloned();
    }
}

impl Store {
    /// Opens a data folder: takes it for this process, connects to the database, makes or migrates
    /// it, starts the writer and what follows the others or moves the log.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another process has the folder; what the disk and the database say.
    pub async fn open(options: StoreOptions) -> Result<Self, StoreError> {
        let lock = Arc::new(FolderLock::take(&options.folder)?);
        let engine = match &options.database {
            Some(url) => Engine::Postgres { url: url.clone(), relay: Relay::open(&options.folder, url)? },
            None => Engine::Sqlite { file: options.folder.join("heard.db") },
        };
        if let Some(file) = engine.file() {
            log_check::check(file)?;
        }
        let write = engine.connect(Purpose::Write).await?;
        limit_size(&write, options.max_bytes).await?;
        let fingerprints = Fingerprints::new(prepare(&write, &*options.entropy).await?);
        let read = engine.connect(Purpose::Read { connections: options.readers.max(1) }).await?;

        let health = Arc::new(Health::default());
        let tail = Arc::new(Tail::default());
        let recent_keys = Arc::new(RecentKeys::default());
        let lane = HeldLane::default();
        let numbering =
            if is_sqlite(&write) { Numbering::Alone } else { Numbering::Leased(None, lane.clone()) };
        let batch_size = options.batch_size.max(1);
        let limits = QueueLimits {
            capacity: options.queue_capacity.max(1),
            batch_size,
            longest_wait: options.longest_wait,
        };
        let queue = Arc::new(Queue::new(limits, health.clone()));
        let (stop, stopped) = watch::channel(false);
        let (committed_sender, committed) = watch::channel(end_of(&write).await?);
        let writer = Writer::start(
            write.clone(),
            numbering,
            committed_sender.clone(),
            (options.entropy.clone(), health.clone()),
            (tail.clone(), recent_keys.clone()),
        )
        .await?;
        let kept_lock = lock.clone();
        let commands = queue.clone();
        // On a thread of its own: a commit has many steps, and behind thousands of requests that are
        // being refused each of them would wait for its turn.
        let writing = tokio::task::spawn_blocking(move || {
            Handle::current().block_on(writer.run(commands));
            drop(kept_lock);
        });
        let aside = match engine {
            Engine::Sqlite { .. } => engine.connect(Purpose::Checkpoint).await?,
            Engine::Postgres { .. } => engine.connect(Purpose::Read { connections: 1 }).await?,
        };
        let process = heard_model::id::new_uuid(options.clock.now(), &*options.entropy);
        let inner = Arc::new(Inner {
            folder: options.folder,
            engine,
            write,
            read,
            clock: options.clock,
            entropy: options.entropy,
            fingerprints,
            queue,
            batch_size,
            committed,
            committed_sender,
            news: watch::Sender::new(News::default()),
            measured_bytes: AtomicU64::new(0),
            lane,
            process,
            tail,
            recent_keys,
            health,
            pins: Pins::default(),
            objects: options.objects,
            runtime: Handle::current(),
            stop,
            tasks: Mutex::new(vec![writing]),
            lock: Mutex::new(Some(lock)),
        });
        let beside = Arc::downgrade(&inner);
        inner.keep(tokio::spawn(objects::watch(beside.clone(), stopped.clone())));
        inner.keep(match inner.engine {
            Engine::Sqlite { .. } => tokio::spawn(checkpoint::run(beside, aside, stopped)),
            Engine::Postgres { .. } => tokio::spawn(follow::run(beside, aside, stopped)),
        });
        Ok(Self { inner })
    }

    /// Finishes what is queued, moves the log into the database and closes it. Other clones get
    /// [`StoreError::Closed`] from then on.
    ///
    /// # Errors
    /// What the database says while closing.
    pub async fn close(self) -> Result<(), StoreError> {
        let hurry = self.hurry();
        self.inner.queue.close();
        self.inner.stop.send_replace(true);
        let tasks = std::mem::take(&mut *self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the store failed");
            }
        }
        if let Err(error) = self.let_go().await {
            tracing::debug!(%error, "leases were not given back; they end by themselves");
        }
        self.inner.read.close_by_ref().await?;
        let moved = match self.inner.engine {
            Engine::Sqlite { .. } => checkpoint::truncate(&self.inner.write).await.map(|_| ()),
            Engine::Postgres { .. } => Ok(()),
        };
        self.inner.write.close_by_ref().await?;
        self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        hurry.abort();
        moved
    }

    /// Breaks off what waits for a server that says nothing, so that the end is not waited for in vain.
    fn hurry(&self) -> JoinHandle<()> {
        let engine = self.inner.engine.clone();
        tokio::spawn(async move {
            let Engine::Postgres { relay: Some(relay), .. } = engine else { return };
            loop {
                tokio::time::sleep(PATIENCE_AT_THE_END).await;
                relay.cut();
            }
        })
    }

    /// Up to where changes are durable; moves on with every commit.
    pub fn committed(&self) -> watch::Receiver<Position> {
        self.inner.committed.clone()
    }

    /// Whether answers can be taken; if not, why.
    ///
    /// # Errors
    /// The last reason why a commit failed, until one succeeds again.
    pub fn ready(&self) -> Result<(), StoreError> {
        if self.inner.queue.is_closed() {
            return Err(StoreError::Closed);
        }
        self.inner.health.last().map_or(Ok(()), Err)
    }

    /// Whether images of segments outside of the database can be read and written; if not, why.
    ///
    /// # Errors
    /// The last [`StoreError::Objects`], until one is read or written again.
    pub fn segments_in_reach(&self) -> Result<(), StoreError> {
        self.inner.objects.trouble().map_or(Ok(()), Err)
    }

    /// Submissions that wait for a commit.
    pub fn queue_depth(&self) -> usize {
        self.inner.queue.depth()
    }

    /// What any process has changed beside answers; what is kept in memory of it is to be read
    /// again when it moves.
    pub fn news(&self) -> watch::Receiver<News> {
        self.inner.news.subscribe()
    }

    /// The size of SQLite's write-ahead log on the disk.
    pub fn log_bytes(&self) -> u64 {
        self.inner.engine.file().map_or(0, checkpoint::log_bytes)
    }

    /// The size of the database on the disk, without the log; a server's is measured each minute.
    pub fn database_bytes(&self) -> u64 {
        match self.inner.engine.file() {
            Some(file) => std::fs::metadata(file).map_or(0, |metadata| metadata.len()),
            None => self.inner.measured_bytes.load(Ordering::Relaxed),
        }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.inner.read
    }

    /// Begins a change of anything but answers. One is made at a time, by whichever process: SQLite
    /// has one writing connection, and PostgreSQL's changes wait for a row.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let transaction = begin(&self.inner.write).await?;
        if !is_sqlite(&transaction) {
            let sql = r#"SELECT 1 FROM "revisions" WHERE "name" = 'turn' FOR UPDATE"#;
            transaction.execute_unprepared(sql).await?;
        }
        Ok(transaction)
    }

    /// Ends a change. Nothing is told to anybody before this.
    pub(crate) async fn commit(&self, transaction: DatabaseTransaction) -> Result<(), StoreError> {
        let result = transaction.commit().await.map_err(StoreError::from);
        self.inner.health.note(&result);
        result
    }

    pub(crate) fn now(&self) -> i64 {
        self.inner.clock.now().as_millisecond()
    }

    pub(crate) fn new_uuid(&self) -> Uuid {
        heard_model::id::new_uuid(self.inner.clock.now(), &*self.inner.entropy)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Without anybody who could submit, the writer ends.
        self.queue.close();
    }
}

impl Inner {
    pub(crate) fn keep(&self, task: JoinHandle<()>) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.retain(|task| !task.is_finished());
        tasks.push(task);
    }

    /// Waits until the store is to be closed.
    pub(crate) async fn stopped(&self) {
        let mut stopped = self.stop.subscribe();
        // An error means that the store is gone, which is the same.
        let _ = stopped.wait_for(|stop| *stop).await;
    }
}

/// Begins a transaction that writes; SQLite's takes the database at once.
pub(crate) async fn begin(write: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(write.begin_with_options(options).await?)
}

/// The rows of a scope: one workspace, and all of its units or a branch.
pub(crate) fn within<C: ColumnTrait>(scope: &Scope, workspace: C, unit: C) -> Condition {
    let condition = Condition::all().add(workspace.eq(scope.workspace.0));
    match &scope.units {
        UnitScope::All => condition,
        UnitScope::Branch(units) => condition.add(unit.is_in(units.iter().map(|unit| unit.0))),
    }
}

async fn limit_size(write: &DatabaseConnection, max_bytes: Option<u64>) -> Result<(), StoreError> {
    let Some(max_bytes) = max_bytes.filter(|_| is_sqlite(write)) else { return Ok(()) };
    let page_size = integers(write, "PRAGMA page_size", 1).await?.first().copied().unwrap_or(4_096);
    let pages = max_bytes / u64::try_from(page_size).unwrap_or(4_096);
    integers(write, &format!("PRAGMA max_page_count = {}", pages.max(1)), 1).await?;
    Ok(())
}

/// Brings the database to this version's schema, and gives the key of its fingerprints. Processes
/// that begin together do it one after the other.
async fn prepare(write: &DatabaseConnection, entropy: &dyn Entropy) -> Result<[u8; 32], StoreError> {
    if is_sqlite(write) {
        migrate(write).await?;
        return fingerprint_key(write, entropy).await;
    }
    let turn = write.begin().await?;
    turn.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    turn.execute_unprepared("SET LOCAL lock_timeout = '10min'").await?;
    turn.execute_unprepared("SELECT pg_advisory_xact_lock(8175482)").await?;
    migrate(write).await?;
    let key = fingerprint_key(write, entropy).await?;
    Lane::find_stored(write).await?;
    turn.rollback().await?;
    Ok(key)
}

/// The key of this database's fingerprints; made once.
async fn fingerprint_key(write: &DatabaseConnection, entropy: &dyn Entropy) -> Result<[u8; 32], StoreError> {
    const NAME: &str = "fingerprints";
    if let Some(found) = entity::secret::Entity::find_by_id(NAME.to_owned()).one(write).await? {
        return found.value.try_into().map_err(|_| StoreError::Content {
            what: "fingerprint key",
            message: "it has not 32 bytes".to_owned(),
        });
    }
    let mut key = [0; 32];
    entropy.fill(&mut key);
    entity::secret::Entity::insert(entity::secret::ActiveModel {
        name: ActiveValue::Set(NAME.to_owned()),
        value: ActiveValue::Set(key.to_vec()),
    })
    .exec_without_returning(write)
    .await?;
    Ok(key)
}

/// Gives the next number of a counter of a workspace; gaps only where a change failed.
pub(crate) async fn next_number(
    connection: &impl ConnectionTrait,
    workspace: Uuid,
    name: &str,
) -> Result<i64, StoreError> {
    let sql = r#"INSERT INTO "counters" ("workspace", "name", "value") VALUES ($1, $2, 1)
        ON CONFLICT ("workspace", "name") DO UPDATE SET "value" = "counters"."value" + 1 RETURNING "value""#;
    let row = first_row(connection, sql, [workspace.into(), name.into()]).await?;
    let row = row.ok_or_else(|| StoreError::Database("a counter gave no number".to_owned()))?;
    Ok(row.try_get_by_index(0)?)
}

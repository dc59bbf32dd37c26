//! The one writer: takes what waits in a bounded queue by turns, commits it together, answers each.
//!
//! An answer is acknowledged after its commit. The number of a change (`accepted_seq`) is given
//! in the order of commits and without gaps; only this task gives it.

mod batch;
mod change;
mod contacts;
mod hot_insert;
mod json;
mod keys;
mod lookup;
mod numbering;
mod prepared;
mod queue;
mod submission;
mod submit;
mod tail;

use std::sync::Arc;
use std::time::Instant;

use heard_model::position::{MAX_LANES, lane_of, seq_of};
use heard_model::{Entropy, Position, fail_point};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

pub use submission::{
    Change, ChangeKind, ChangeOutcome, CorrectionExtent, IdempotencyKey, Outcome, Receipt, Submission,
    SubmitError,
};
pub use tail::OutboxEntry;

pub(crate) use keys::RecentKeys;
pub(crate) use numbering::{HeldLane, Numbering};
pub(crate) use queue::{Queue, QueueLimits};
pub(crate) use tail::Tail;

use crate::StoreError;
use crate::connect::{first_row, is_sqlite};
use crate::store::{Health, begin};
use batch::{Batch, Committed};
use hot_insert::HotInsert;
use keys::KeyLedger;
use prepared::{Prepared, PreparedChange};

/// How often a batch is tried that other processes get in the way of.
const TRIES: usize = 6;

/// What waits in the queue.
pub(crate) enum Command {
    One(Box<Prepared>, oneshot::Sender<Result<Outcome, SubmitError>>),
    /// In the line of one workspace.
    Many(Uuid, Vec<Prepared>, oneshot::Sender<Vec<Result<Outcome, SubmitError>>>),
    Change(Box<PreparedChange>, oneshot::Sender<Result<ChangeOutcome, SubmitError>>),
}

impl Command {
    fn workspace(&self) -> Uuid {
        match self {
            Self::One(submission, _) => submission.workspace,
            Self::Many(workspace, ..) => *workspace,
            Self::Change(change, _) => change.workspace,
        }
    }

    /// How many submissions and changes.
    fn size(&self) -> usize {
        match self {
            Self::One(..) | Self::Change(..) => 1,
            Self::Many(_, submissions, _) => submissions.len(),
        }
    }

    /// Tells the sender that nothing was written. One who no longer listens has hung up.
    fn refuse(self, reason: &SubmitError) {
        match self {
            Self::One(_, answer) => drop(answer.send(Err(reason.clone()))),
            Self::Many(_, submissions, answer) => {
                drop(answer.send(submissions.iter().map(|_| Err(reason.clone())).collect()));
            }
            Self::Change(_, answer) => drop(answer.send(Err(reason.clone()))),
        }
    }
}

/// The task's state.
pub(crate) struct Writer {
    connection: DatabaseConnection,
    entropy: Arc<dyn Entropy>,
    tail: Arc<Tail>,
    health: Arc<Health>,
    numbering: Numbering,
    committed: watch::Sender<Position>,
    inserts: HotInsert,
    recent: Arc<RecentKeys>,
    ledger: KeyLedger,
}

impl Writer {
    /// A writer that goes on after the last number in the database.
    pub(crate) async fn start(
        connection: DatabaseConnection,
        mut numbering: Numbering,
        committed: watch::Sender<Position>,
        (entropy, health): (Arc<dyn Entropy>, Arc<Health>),
        (tail, recent): (Arc<Tail>, Arc<RecentKeys>),
    ) -> Result<Self, StoreError> {
        let inserts = HotInsert::default();
        let ledger = KeyLedger::load(&connection, &recent).await?;
        // A lane is taken at once, so that others see that somebody is here.
        let end = committed.borrow().clone();
        numbering.next(&connection, &end).await?;
        Ok(Self { numbering, connection, entropy, tail, health, committed, inserts, recent, ledger })
    }

    /// Works until the queue is closed and empty.
    pub(crate) async fn run(mut self, queue: Arc<Queue>) {
        // Senders are told, also when this ends otherwise than it should.
        let _abandoned = Abandoned(&queue);
        while queue.wait().await {
            let writing = self.write(&queue);
            tokio::pin!(writing);
            while tokio::time::timeout(queue.longest_wait() / 4, &mut writing).await.is_err() {
                queue.refuse_late();
            }
        }
        self.numbering.release(&self.connection).await;
    }

    /// Commits what waits together and answers each. It is taken when the turn to write has come, so
    /// that nobody waits behind other changes for longer than promised.
    async fn write(&mut self, queue: &Queue) {
        queue.asks();
        let turn = self.turn().await;
        let mut batch = Batch::of(queue.take_now(Instant::now()));
        let result = if batch.is_empty() { None } else { Some(self.commit(turn, &batch).await) };
        // Before anybody is answered: who sends again at once comes to a writer at rest.
        queue.committed();
        let Some(result) = result else { return };
        self.health.note(&result);
        match result {
            Ok(mut committed) => {
                if let Some(keys) = committed.keys.take() {
                    self.ledger.note(&self.recent, keys);
                }
                self.tail.extend(batch.entries(&mut committed));
                if !self.committed.borrow().covers(committed.last) {
                    self.committed.send_modify(|position| position.advance(committed.last));
                }
                batch.answer(committed.outcomes, committed.changes);
            }
            Err(error) => {
                // What stops all writing was told when it began.
                if !error.stops_writing() {
                    tracing::warn!(%error, "a batch of answers was refused");
                }
                batch.answer_error(&error);
            }
        }
    }

    /// Tries all rows at once; if one of them is refused, each by itself. What another process got
    /// in the way of is tried again.
    async fn commit(
        &mut self,
        mut turn: Result<Turn, StoreError>,
        batch: &Batch,
    ) -> Result<Committed, StoreError> {
        let shared = !is_sqlite(&self.connection);
        let mut one_by_one = false;
        let mut tries = 0;
        loop {
            let attempted = match turn {
                Ok(turn) => self.attempt(turn, batch, one_by_one).await,
                Err(error) => Err(Failure::BeforeAnything(error)),
            };
            let failure = match attempted {
                Ok(committed) => return Ok(committed),
                // Whoever has the lane now has given the same numbers.
                Err(Failure::OfARow(_)) if self.numbering.is_lost(&self.connection).await => {
                    Failure::LostLane
                }
                Err(failure) => failure,
            };
            tries += 1;
            let again = match &failure {
                // With others at work, a row may be refused for one that came in just now.
                Failure::OfARow(_) if shared && tries == 1 => true,
                Failure::OfARow(error) if !one_by_one => {
                    tracing::debug!(%error, "a row was refused; writing the batch row by row");
                    one_by_one = true;
                    true
                }
                Failure::LostLane => {
                    tracing::warn!("another process has taken this one's lane; taking a new one");
                    self.numbering.lose();
                    tries < TRIES
                }
                Failure::OfAll(StoreError::Contended) | Failure::BeforeAnything(_) => shared && tries < TRIES,
                Failure::OfARow(_) | Failure::OfAll(_) => false,
            };
            if !again {
                return Err(failure.into_inner());
            }
            turn = self.turn().await;
        }
    }

    /// Waits until nobody else writes.
    async fn turn(&mut self) -> Result<Turn, StoreError> {
        let committed = self.committed.borrow().clone();
        let first = self.numbering.next(&self.connection, &committed).await?;
        Ok(Turn { first, transaction: begin(&self.connection).await? })
    }

    async fn attempt(&mut self, turn: Turn, batch: &Batch, one_by_one: bool) -> Result<Committed, Failure> {
        let Turn { first, transaction } = turn;
        let keys = (&mut self.ledger, &*self.recent);
        let mut work = batch::Work::new(&transaction, &mut self.inserts, keys, &*self.entropy, first);
        work.submissions(batch.submissions(), one_by_one).await?;
        work.write().await?;
        work.changes(batch.changes()).await?;
        let committed = work.finish();
        if committed.last < first && !committed.wrote {
            transaction.rollback().await.map_err(StoreError::from)?;
            return Ok(committed);
        }
        self.numbering.claim(&transaction, first, committed.last).await?;
        fail_point("writer: before commit");
        if let Err(error) = transaction.commit().await {
            self.settle(&committed, first, error.into()).await?;
        }
        fail_point("writer: after commit");
        self.numbering.reached(committed.last);
        Ok(committed)
    }

    /// After a commit that failed: it counts if the database has it nevertheless.
    async fn settle(
        &mut self,
        committed: &Committed,
        first: i64,
        error: StoreError,
    ) -> Result<(), StoreError> {
        if committed.last < first {
            return Err(error);
        }
        match self.numbering.has(&self.connection, committed.last).await {
            Some(true) => Ok(()),
            Some(false) => Err(error),
            None => {
                self.numbering.lose();
                Err(error)
            }
        }
    }
}

/// The turn to write.
struct Turn {
    /// The number of the next change.
    first: i64,
    transaction: DatabaseTransaction,
}

/// Tells all senders when nobody writes any more.
struct Abandoned<'a>(&'a Queue);

impl Drop for Abandoned<'_> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// Why an attempt failed.
pub(crate) enum Failure {
    /// One row is refused; the others may be well.
    OfARow(StoreError),
    /// Nothing can be written.
    OfAll(StoreError),
    /// Nothing can be written, and nothing was sent yet.
    BeforeAnything(StoreError),
    /// The lane is not this process's any more.
    LostLane,
}

impl Failure {
    fn into_inner(self) -> StoreError {
        match self {
            Self::OfARow(error) | Self::OfAll(error) | Self::BeforeAnything(error) => error,
            Self::LostLane => StoreError::Contended,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::OfAll(error)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        if crate::error::kind(&error) == crate::error::Kind::Row {
            Self::OfARow(error.into())
        } else {
            Self::OfAll(error.into())
        }
    }
}

/// Up to where numbers were given, in all lanes.
pub(crate) async fn end_of(connection: &impl ConnectionTrait) -> Result<Position, StoreError> {
    let mut end = Position::START;
    for (table, seq) in [("responses", "accepted_seq"), ("response_changes", "seq")] {
        let last = format!(r#"SELECT coalesce(max("{seq}"), 0) FROM "{table}" WHERE "{seq}" < $1"#);
        // From the highest lane down.
        let mut below = seq_of(MAX_LANES, 0);
        while below > 0 {
            let row = first_row(connection, &last, [below.into()]).await?;
            let found: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0);
            end.advance(found);
            below = seq_of(lane_of(found), 0);
        }
    }
    Ok(end)
}

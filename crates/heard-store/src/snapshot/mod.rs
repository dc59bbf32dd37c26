//! Everything as of one instant, sent row by row to whoever keeps it: a backup.
//!
//! One read transaction sees all tables, on either database. On SQLite the write-ahead log can't be
//! cut while it is open, so it is bounded: who does not take what is sent for a minute is left, and
//! so is who lets the log grow too far. On PostgreSQL the server keeps old rows meanwhile.

mod frames;

use std::time::Duration;

use heard_model::Position;
use heard_model::position::{lane_of, seq_of};
use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

pub use frames::{Frame, FrameReader, SnapshotHeader};

use crate::connect::{Purpose, first_row};
use crate::convert::instant;
use crate::migration::newest;
use crate::store::Inner;
use crate::tables::{Known, Part, Table, TableReader, tables, to_bytes};
use crate::writer::end_of;
use crate::{Store, StoreError};

/// Bytes sent at a time.
const CHUNK: usize = 256 << 10;
/// How long the receiver may take for them.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much SQLite's log may grow meanwhile.
const MOST_LOG_BYTES: u64 = 4 << 30;
/// The name of the keys that a reader has.
const KEYS: &str = "keys";

/// What whoever asks for a snapshot has from an earlier one, so that it need not be sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotRequest {
    /// Images of segments.
    #[serde(default)]
    pub images: Vec<Uuid>,
    /// Up to where it has keys against double delivery.
    #[serde(default)]
    pub position: Position,
    /// The last change of each lane there, as that snapshot told. If the database has others, it has
    /// been set back to an earlier moment since, and all keys are sent.
    #[serde(default)]
    pub tips: Vec<Tip>,
}

/// The last change of a lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// The lane.
    pub lane: u16,
    /// By what the change is known from any other that might have its number.
    pub change: String,
}

impl Store {
    /// Sends everything as of one instant, in bytes that a [`FrameReader`] understands. The last thing
    /// sent is [`Frame::End`], or [`Frame::Failed`] with the reason.
    pub fn snapshot(&self, request: SnapshotRequest) -> mpsc::Receiver<Vec<u8>> {
        let (sender, receiver) = mpsc::channel(4);
        let store = self.inner.clone();
        let sending = async move {
            let mut snapshot = Sending::new(&store, sender.clone());
            let outcome = tokio::select! {
                outcome = snapshot.run(request) => outcome,
                () = store.stopped() => Err(StoreError::Closed),
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "a snapshot was not finished");
                // After what is left of a frame that was sent in part.
                let mut bytes = snapshot.bytes;
                if Frame::Failed(error.to_string()).write(&mut bytes).is_ok() {
                    // Who asked may be gone, and nobody waits for them.
                    tokio::select! {
                        _ = sender.send(bytes) => {}
                        () = store.stopped() => {}
                        () = tokio::time::sleep(PATIENCE) => {}
                    }
                }
            }
        };
        self.inner.keep(tokio::spawn(sending));
        receiver
    }
}

/// A snapshot on its way.
struct Sending<'a> {
    store: &'a Inner,
    sender: mpsc::Sender<Vec<u8>>,
    bytes: Vec<u8>,
    rows: u64,
    /// The log may grow up to this.
    most_log_bytes: u64,
}

impl<'a> Sending<'a> {
    fn new(store: &'a Inner, sender: mpsc::Sender<Vec<u8>>) -> Self {
        let most_log_bytes = store.engine.file().map_or(0, crate::checkpoint::log_bytes) + MOST_LOG_BYTES;
        Self { store, sender, bytes: Vec::new(), rows: 0, most_log_bytes }
    }

    async fn run(&mut self, request: SnapshotRequest) -> Result<(), StoreError> {
        let _pin = self.store.pins.pin().await;
        let connection = self.store.engine.connect(Purpose::Read { connections: 1 }).await?;
        let transaction = connection.begin().await?;
        let outcome = self.everything(&transaction, request).await;
        transaction.rollback().await?;
        connection.close().await?;
        outcome
    }

    async fn everything(
        &mut self,
        transaction: &DatabaseTransaction,
        request: SnapshotRequest,
    ) -> Result<(), StoreError> {
        let tables = tables();
        let header = self.header(transaction, &tables).await?;
        let known = Known {
            images: request.images.into_iter().collect(),
            keys: is_the_same(transaction, &request.position, &request.tips)
                .await?
                .then_some(request.position),
        };
        self.put(&Frame::Header(header))?;
        for (place, table) in tables.iter().enumerate() {
            self.put(&Frame::Table(place))?;
            let mut reader = TableReader::new(transaction, table, &known);
            while let Some(part) = reader.next().await? {
                self.part(part)?;
                self.send(CHUNK).await?;
            }
        }
        self.put(&Frame::End(self.rows))?;
        self.send(1).await
    }

    /// The first read fixes the instant.
    async fn header(
        &self,
        transaction: &DatabaseTransaction,
        tables: &[Table],
    ) -> Result<SnapshotHeader, StoreError> {
        let position = end_of(transaction).await?;
        Ok(SnapshotHeader {
            database: self.store.fingerprints.database(),
            moment: instant(self.store.clock.now().as_millisecond()),
            schema: newest(),
            tips: tips(transaction, &position).await?,
            position,
            tables: tables.iter().map(|table| table.shape.clone()).collect(),
        })
    }

    fn part(&mut self, part: Part) -> Result<(), StoreError> {
        match part {
            Part::Image(image) => self.put(&Frame::Group(image.to_string())),
            Part::KnownImage(image) => self.put(&Frame::Known(image.to_string())),
            Part::KnownKeys => self.put(&Frame::Known(KEYS.to_owned())),
            Part::Rows(rows) => {
                self.rows += rows.len() as u64;
                rows.iter().try_for_each(|row| self.put(&Frame::Row(to_bytes(row))))
            }
        }
    }

    fn put(&mut self, frame: &Frame) -> Result<(), StoreError> {
        frame.write(&mut self.bytes)
    }

    /// Sends what has gathered while it is enough.
    async fn send(&mut self, enough: usize) -> Result<(), StoreError> {
        if self.store.engine.file().map_or(0, crate::checkpoint::log_bytes) > self.most_log_bytes {
            return Err(StoreError::LeftBehind(
                "answers came in faster than it could be sent; try again when there are fewer",
            ));
        }
        while self.bytes.len() >= enough {
            let rest = self.bytes.split_off(self.bytes.len().min(CHUNK));
            let part = std::mem::replace(&mut self.bytes, rest);
            match tokio::time::timeout(PATIENCE, self.sender.send(part)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(StoreError::LeftBehind("nobody takes it any more")),
                Err(_) => return Err(StoreError::LeftBehind("nobody took anything of it for a minute")),
            }
        }
        Ok(())
    }
}

/// The last change of each lane.
async fn tips(connection: &impl ConnectionTrait, position: &Position) -> Result<Vec<Tip>, StoreError> {
    let mut tips = Vec::new();
    for (lane, number) in position.lanes() {
        if let Some(change) = change(connection, seq_of(lane, number)).await? {
            tips.push(Tip { lane, change });
        }
    }
    Ok(tips)
}

/// By what a change is known; `None` if there is none of this number.
async fn change(connection: &impl ConnectionTrait, seq: i64) -> Result<Option<String>, StoreError> {
    let sql = r#"SELECT "id" FROM "responses" WHERE "accepted_seq" = $1"#;
    if let Some(row) = first_row(connection, sql, [seq.into()]).await? {
        return Ok(Some(row.try_get_by_index::<Uuid>(0)?.to_string()));
    }
    let sql =
        r#"SELECT "response_seq", "changed_at", "minus", "plus" FROM "response_changes" WHERE "seq" = $1"#;
    let Some(row) = first_row(connection, sql, [seq.into()]).await? else { return Ok(None) };
    let (response, at): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let (minus, plus): (String, Option<String>) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    let content = blake3::hash(format!("{minus}\n{}", plus.unwrap_or_default()).as_bytes()).to_hex();
    Ok(Some(format!("{}.{response}.{at}.{content}", lane_of(seq))))
}

/// Whether a database has gone on from a position with these last changes.
async fn is_the_same(
    connection: &impl ConnectionTrait,
    position: &Position,
    tips: &[Tip],
) -> Result<bool, StoreError> {
    if *position == Position::START || tips.len() != position.lanes().count() {
        return Ok(false);
    }
    for tip in tips {
        let seq = seq_of(tip.lane, position.number(tip.lane));
        if change(connection, seq).await?.as_ref() != Some(&tip.change) {
            return Ok(false);
        }
    }
    Ok(true)
}

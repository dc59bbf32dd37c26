//! Follows what other processes do to a shared PostgreSQL database: up to where they have accepted
//! answers, and what else they have changed. Keeps this process's lane alive, and notices
//! when the server does not answer.
//!
//! The database is asked ten times a second, with one small query. Being told by it (`LISTEN`)
//! would make every commit take a lock of the whole server, and would not survive a pooler.

use std::sync::Weak;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;
use tokio::sync::watch;

use crate::StoreError;
use crate::connect::integers;
use crate::lanes;
use crate::store::Inner;

/// How often the database is asked.
const PACE: Duration = Duration::from_millis(100);
/// How often this process says that it lives.
const RENEW: Duration = Duration::from_secs(4);
/// How often the size of the database is measured.
const MEASURE: Duration = Duration::from_secs(60);

/// The task that follows.
pub(crate) async fn run(store: Weak<Inner>, watched: DatabaseConnection, mut stop: watch::Receiver<bool>) {
    let mut renewed = Instant::now();
    let mut measured: Option<Instant> = None;
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            () = tokio::time::sleep(PACE) => {}
        }
        let Some(store) = store.upgrade() else { break };
        let result = step(&store, &watched).await;
        store.health.note_reachable(&result);
        if result.is_err() {
            continue;
        }
        if renewed.elapsed() > RENEW {
            renewed = Instant::now();
            renew(&store).await;
        }
        if measured.is_none_or(|measured| measured.elapsed() > MEASURE) {
            measured = Some(Instant::now());
            measure(&store, &watched).await;
        }
    }
    if let Err(error) = watched.close().await {
        tracing::debug!(%error, "closing the connection that follows");
    }
}

async fn step(store: &Inner, watched: &DatabaseConnection) -> Result<(), StoreError> {
    let (position, news) = lanes::state(watched).await?;
    store.committed_sender.send_if_modified(|committed| {
        let moved = !committed.includes(&position);
        committed.extend(&position);
        moved
    });
    store.news.send_if_modified(|known| {
        if known.erasures != news.erasures {
            store.tail.clear();
        }
        std::mem::replace(known, news) != news
    });
    Ok(())
}

async fn renew(store: &Inner) {
    let Some(lane) = store.lane.get() else { return };
    // A lane that is another's is noticed by the next commit.
    if let Err(error) = lane.renew(&store.write).await {
        tracing::warn!(%error, "this process's lane could not be kept alive");
    }
}

async fn measure(store: &Inner, watched: &DatabaseConnection) {
    match integers(watched, "SELECT pg_database_size(current_database())", 1).await {
        Ok(size) => {
            let bytes = size.first().and_then(|bytes| u64::try_from(*bytes).ok()).unwrap_or(0);
            store.measured_bytes.store(bytes, Ordering::Relaxed);
        }
        Err(error) => tracing::debug!(%error, "the database's size could not be measured"),
    }
}

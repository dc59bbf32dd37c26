//! Follows what other processes do to a shared PostgreSQL database: up to where they have accepted
//! answers, and what else they have changed. Keeps this process's lane alive, and notices
//! when the server does not answer.
//!
//! The database is asked ten times a second, with one small query. Being told by it (`LISTEN`)
//! would make every commit take a lock of the whole server, and would not survive a pooler.

use std::sync::Weak;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use heard_model::fail_point::lease;
use sea_orm::DatabaseConnection;
use tokio::sync::watch;

use crate::StoreError;
use crate::connect::{Engine, integers};
use crate::lanes;
use crate::probe;
use crate::store::Inner;

/// How often the database is asked.
const PACE: Duration = Duration::from_millis(100);
/// How long the server may say nothing to a question of a few rows. Then its connections are cut, so
/// that whoever else waits is answered, too.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often to try whether something can be written again.
const PROBE: Duration = Duration::from_secs(1);
/// How often the size of the database is measured.
const MEASURE: Duration = Duration::from_secs(60);

/// The task that follows.
pub(crate) async fn run(store: Weak<Inner>, watched: DatabaseConnection, mut stop: watch::Receiver<bool>) {
    let mut renewed = Instant::now();
    let mut probed = Instant::now();
    let mut measured: Option<Instant> = None;
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            () = tokio::time::sleep(PACE) => {}
        }
        let Some(store) = store.upgrade() else { break };
        let result = ask(&store, &watched).await;
        store.health.note_reachable(&result);
        if result.is_err() {
            continue;
        }
        if renewed.elapsed() > lease(lanes::LEASE) / 4 {
            renewed = Instant::now();
            renew(&store).await;
        }
        if probed.elapsed() > PROBE {
            probed = Instant::now();
            // Where it takes longer, the next question finds out why.
            let _ = tokio::time::timeout(PATIENCE, probe::look(&store)).await;
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

/// Asks once; where there is no answer in time, everything that waits for one is broken off.
async fn ask(store: &Inner, watched: &DatabaseConnection) -> Result<(), StoreError> {
    let relay = match &store.engine {
        Engine::Postgres { relay, .. } => relay.as_ref(),
        Engine::Sqlite { .. } => None,
    };
    match tokio::time::timeout(PATIENCE, step(store, watched)).await {
        Ok(Err(StoreError::Unreachable(error))) => {
            Err(StoreError::Unreachable(relay.and_then(|relay| relay.trouble()).unwrap_or(error)))
        }
        Ok(result) => result,
        Err(_) => {
            if let Some(relay) = relay {
                relay.cut();
            }
            Err(StoreError::Unreachable(format!("no answer for {} s", PATIENCE.as_secs())))
        }
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
    match tokio::time::timeout(PATIENCE, lane.renew(&store.write)).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "this process's lane could not be kept alive"),
        Err(_) => tracing::warn!("this process's lane could not be kept alive in time"),
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

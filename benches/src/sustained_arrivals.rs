//! Arrivals at even times, whether or not earlier ones have been answered, over many connections;
//! a refusal is an answer, too.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::samples::{Samples, milliseconds};
use crate::sustained_wire::Wire;

/// How long one answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many of the things that went wrong are kept to be told.
const MOST_FAULTS: usize = 5;

/// Makes the request of a number.
pub type Requests = Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>;

/// Who sends what, how often.
#[derive(Clone)]
pub struct Arrivals {
    /// The server.
    pub address: SocketAddr,
    /// Connections; each has one request under way.
    pub connections: usize,
    /// What is sent.
    pub requests: Requests,
    /// The number of the first.
    pub first: u64,
    /// Requests that are due in a second.
    pub per_second: f64,
    /// How long.
    pub length: Duration,
}

/// How an arrival ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Stored.
    Accepted,
    /// 503 with Retry-After and a problem document.
    Refused,
    /// Anything else.
    Wrong,
}

/// One arrival.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Its number.
    pub number: u64,
    /// How it ended.
    pub end: End,
    /// Milliseconds from when it was due.
    pub since_due: f32,
    /// Milliseconds from when it was sent.
    pub since_sent: f32,
}

/// All arrivals.
#[derive(Debug, Default)]
pub struct Arrived {
    /// In no order.
    pub seen: Vec<Seen>,
    /// What went wrong, some of it.
    pub faults: Vec<String>,
    /// From the first to the last answer.
    pub took: Duration,
}

impl Arrived {
    /// How many ended so.
    pub fn count(&self, end: End) -> u64 {
        self.seen.iter().filter(|seen| seen.end == end).count() as u64
    }

    /// Milliseconds from when each was due.
    pub fn since_due(&self, end: End) -> Samples {
        Samples::new(self.of(end).map(|seen| f64::from(seen.since_due)).collect())
    }

    /// Milliseconds from when each was sent.
    pub fn since_sent(&self, end: End) -> Samples {
        Samples::new(self.of(end).map(|seen| f64::from(seen.since_sent)).collect())
    }

    /// Numbers of those that ended so, up to so many, from all over the time.
    pub fn some(&self, end: End, count: usize) -> Vec<u64> {
        let all: Vec<u64> = self.of(end).map(|seen| seen.number).collect();
        let step = (all.len() / count.max(1)).max(1);
        all.into_iter().step_by(step).take(count).collect()
    }

    /// Answers of a kind in a second.
    pub fn per_second(&self, end: End) -> f64 {
        self.count(end) as f64 / self.took.as_secs_f64()
    }

    fn of(&self, end: End) -> impl Iterator<Item = &Seen> {
        self.seen.iter().filter(move |seen| seen.end == end)
    }
}

impl Arrivals {
    /// Sends until the time is over or it is told to stop; every request that was due is answered.
    ///
    /// # Errors
    /// When no connection can be opened at the beginning.
    pub async fn run(&self, stop: Arc<AtomicBool>, accepted: Arc<AtomicU64>) -> anyhow::Result<Arrived> {
        let mut wires = Vec::with_capacity(self.connections);
        for _ in 0..self.connections {
            wires.push(Wire::open(self.address).await?);
        }
        let started = Instant::now() + Duration::from_millis(20);
        let shared = Arc::new(Sending {
            due: Semaphore::new(0),
            next: AtomicU64::new(0),
            count: (self.per_second * self.length.as_secs_f64()) as u64,
            started,
            accepted,
            arrivals: self.clone(),
        });
        let pacer = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.pace(&stop)
        });
        let mut senders: JoinSet<Arrived> =
            wires.into_iter().map(|wire| Arc::clone(&shared).send_all(wire)).collect();
        let mut all = Arrived::default();
        while let Some(sender) = senders.join_next().await {
            let sender = sender.context("a sender ended")?;
            all.seen.extend(sender.seen);
            all.faults.extend(sender.faults);
            all.faults.truncate(MOST_FAULTS);
        }
        all.took = started.elapsed();
        pacer.join().map_err(|_| anyhow::anyhow!("the pacing thread ended"))?;
        Ok(all)
    }
}

struct Sending {
    due: Semaphore,
    next: AtomicU64,
    count: u64,
    started: Instant,
    accepted: Arc<AtomicU64>,
    arrivals: Arrivals,
}

impl Sending {
    fn due_at(&self, number: u64) -> Instant {
        self.started + Duration::from_secs_f64(number as f64 / self.arrivals.per_second)
    }

    /// A thread of its own: the runtime's timers are only good to a millisecond.
    fn pace(&self, stop: &AtomicBool) {
        for number in 0..self.count {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            std::thread::sleep(self.due_at(number).saturating_duration_since(Instant::now()));
            self.due.add_permits(1);
        }
        // What is due already is sent; then nobody gets another one.
        while self.due.available_permits() > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.due.close();
    }

    async fn send_all(self: Arc<Self>, mut wire: Wire) -> Arrived {
        let mut mine = Arrived::default();
        while let Ok(permit) = self.due.acquire().await {
            permit.forget();
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let request = (self.arrivals.requests)(self.arrivals.first + number);
            let sent = Instant::now();
            let end = match self.end_of(&mut wire, &request).await {
                Ok(end) => end,
                Err(error) => {
                    mine.faults.push(format!("{error:#}"));
                    mine.faults.truncate(MOST_FAULTS);
                    if let Ok(new) = Wire::open(self.arrivals.address).await {
                        wire = new;
                    }
                    End::Wrong
                }
            };
            if end == End::Accepted {
                self.accepted.fetch_add(1, Ordering::Relaxed);
            }
            mine.seen.push(Seen {
                number: self.arrivals.first + number,
                end,
                since_due: milliseconds(self.due_at(number).elapsed()) as f32,
                since_sent: milliseconds(sent.elapsed()) as f32,
            });
        }
        mine
    }

    async fn end_of(&self, wire: &mut Wire, request: &[u8]) -> anyhow::Result<End> {
        let reply = tokio::time::timeout(PATIENCE, wire.exchange(request));
        let reply = reply.await.context("no answer within 30 s")??;
        if reply.status == 201 {
            return Ok(End::Accepted);
        }
        if reply.is_clear_refusal() {
            return Ok(End::Refused);
        }
        anyhow::bail!("{} {}", reply.head, String::from_utf8_lossy(reply.body))
    }
}

//! Loads that end by themselves: as fast as so many connections can, or at a fixed arrival rate.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, StatusCode};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::http::Connection;
use crate::samples::Samples;

/// Makes the request of a number; the same number always gives the same request.
pub type Requests = Arc<dyn Fn(u64) -> anyhow::Result<Request<Full<Bytes>>> + Send + Sync>;

/// No load goes on for longer.
const LONGEST: Duration = Duration::from_secs(90);

/// Who sends what to whom.
#[derive(Clone)]
pub struct Load {
    /// The server.
    pub address: SocketAddr,
    /// Connections that send at once.
    pub connections: usize,
    /// What is sent.
    pub requests: Requests,
    /// The status of every good answer.
    pub expected: StatusCode,
    /// The number of the first request.
    pub first: u64,
}

/// What a load saw.
#[derive(Debug)]
pub struct Outcome {
    /// Milliseconds of each request.
    pub milliseconds: Samples,
    /// How long all of it took.
    pub took: Duration,
}

impl Outcome {
    /// Requests answered.
    pub fn count(&self) -> u64 {
        self.milliseconds.len() as u64
    }

    /// Requests answered in a second.
    pub fn per_second(&self) -> f64 {
        self.count() as f64 / self.took.as_secs_f64()
    }
}

impl Load {
    /// Each connection sends its next request when it has the answer to its last.
    ///
    /// # Errors
    /// When an answer is not the expected one.
    pub async fn closed_loop(&self, count: u64) -> anyhow::Result<Outcome> {
        let next = Arc::new(AtomicU64::new(0));
        let started = Instant::now();
        self.run(move |load, mut connection| {
            let next = Arc::clone(&next);
            async move {
                let mut seen = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count || started.elapsed() > LONGEST {
                        return Ok(seen);
                    }
                    let sent = Instant::now();
                    load.send(&mut connection, number).await?;
                    seen.push(sent.elapsed());
                }
            }
        })
        .await
    }

    /// Requests are due at even times, whether or not earlier ones have been answered; each is
    /// measured from when it was due, so that a stalled server shows in every request it delays.
    ///
    /// # Errors
    /// When an answer is not the expected one.
    pub async fn open_loop(&self, per_second: u32, length: Duration) -> anyhow::Result<Outcome> {
        let count = (f64::from(per_second) * length.as_secs_f64()) as u64;
        let due_requests = Arc::new(Semaphore::new(0));
        let next = Arc::new(AtomicU64::new(0));
        let started = Instant::now() + Duration::from_millis(50);
        let due_at =
            move |number: u64| started + Duration::from_secs_f64(number as f64 / f64::from(per_second));
        // A thread of its own: the runtime's timers are only good to a millisecond.
        let pace = Arc::clone(&due_requests);
        let connections = self.connections;
        let pacer = std::thread::spawn(move || {
            for number in 0..count {
                std::thread::sleep(due_at(number).saturating_duration_since(Instant::now()));
                pace.add_permits(1);
            }
            // One more for each sender, which shows it that all are taken.
            pace.add_permits(connections);
        });
        let outcome = self
            .run(move |load, mut connection| {
                let (due_requests, next) = (Arc::clone(&due_requests), Arc::clone(&next));
                async move {
                    let mut seen = Vec::new();
                    loop {
                        due_requests.acquire().await?.forget();
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= count {
                            return Ok(seen);
                        }
                        load.send(&mut connection, number).await?;
                        seen.push(due_at(number).elapsed());
                    }
                }
            })
            .await;
        pacer.join().map_err(|_| anyhow::anyhow!("the pacing thread ended"))?;
        let outcome = outcome?;
        ensure!(outcome.count() == count, "{} of {count} requests were answered", outcome.count());
        Ok(outcome)
    }

    async fn send(&self, connection: &mut Connection, number: u64) -> anyhow::Result<()> {
        let answer = connection.send((self.requests)(self.first + number)?).await?;
        ensure!(
            answer.status == self.expected,
            "{} instead of {}: {}",
            answer.status,
            self.expected,
            String::from_utf8_lossy(&answer.body)
        );
        Ok(())
    }

    async fn run<F, T>(&self, work: F) -> anyhow::Result<Outcome>
    where
        F: Fn(Self, Connection) -> T,
        T: Future<Output = anyhow::Result<Vec<Duration>>> + Send + 'static,
    {
        let mut connections = Vec::with_capacity(self.connections);
        for _ in 0..self.connections {
            connections.push(Connection::open(self.address).await?);
        }
        let started = Instant::now();
        let mut senders: JoinSet<_> =
            connections.into_iter().map(|connection| work(self.clone(), connection)).collect();
        let mut seen = Vec::new();
        while let Some(sender) = senders.join_next().await {
            seen.extend(sender.context("a sender ended")??);
        }
        Ok(Outcome { took: started.elapsed(), milliseconds: Samples::of_milliseconds(seen) })
    }
}

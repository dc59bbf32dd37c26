//! What happens when something breaks: a story for each fault, through the door of a real server, with
//! a real fault. Each ends with the ledger: every acknowledged answer is there, once.
//!
//! A fault that cannot be made on this machine (a file system of a test's own needs the rights of
//! root) is not passed over in silence: [`not_run`] names it, and `make test` lists and counts it.

mod bucket;
pub mod disk;
mod embedded;
mod segment;
mod shared_database;
mod too_many_files;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::ledger::{SENDERS, SharedLedger, load_through};
use crate::server::{Person, Server, client};

/// The longest that anything is waited for: what takes so long does not happen by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// Notes that a story could not be told here, and why.
pub fn not_run(what: &str, why: &str) {
    let line = format!("{what}: {why}");
    eprintln!("not run: {line}");
    if let Some(list) = std::env::var_os("HEARD_NOT_RUN") {
        let mut list = std::fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(list, "{line}").unwrap();
    }
}

/// Waits until something is so.
pub async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < PATIENCE, "in vain waited until {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Status and words of `/readyz`.
pub async fn readiness(server: &Server) -> (u16, String) {
    match client().get(format!("{}/readyz", server.url)).timeout(PATIENCE).send().await {
        Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
        Err(error) => (0, error.to_string()),
    }
}

/// Waits until `/readyz` is red and says these words.
pub async fn until_red(server: &Server, words: &str) {
    until_readiness_is(server, 503, words).await;
}

/// Waits until `/readyz` is green.
pub async fn until_green(server: &Server) {
    until_readiness_is(server, 200, "").await;
}

async fn until_readiness_is(server: &Server, expected: u16, words: &str) {
    let begun = Instant::now();
    loop {
        let (status, said) = readiness(server).await;
        if status == expected && said.contains(words) {
            return;
        }
        let log = server.log();
        let end = log.len().saturating_sub(2_000);
        assert!(
            begun.elapsed() < PATIENCE,
            "/readyz is not {expected} {words}: {status} {said}; {}",
            &log[log.floor_char_boundary(end)..]
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A measurement of `/metrics`, through the operator's socket being too long a way, with the token that
/// [`METRICS`] sets.
pub async fn measured(server: &Server, name: &str) -> f64 {
    let answer = client()
        .get(format!("{}/metrics", server.url))
        .bearer_auth(METRICS.1)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let line = answer.lines().find(|line| line.starts_with(&format!("{name} ")));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or(0.0)
}

/// The setting that lets a test read `/metrics`.
pub const METRICS: (&str, &str) = ("HEARD_METRICS_TOKEN", "measure");

/// Settings of a server whose facts become segments all the time.
pub fn settings() -> Vec<(&'static str, String)> {
    vec![("HEARD_SEGMENT_ROWS", "100".to_owned()), (METRICS.0, METRICS.1.to_owned())]
}

/// A server with an owner and a published survey.
pub struct Company {
    pub server: Server,
    pub owner: Person,
    pub survey: String,
    pub ledger: SharedLedger,
}

impl Company {
    /// Founds a company in a data folder.
    pub async fn found(data: &Path) -> Self {
        Self::found_through(data, &settings(), &[]).await
    }

    /// The same with a server that another program starts.
    pub async fn found_through(data: &Path, settings: &[(&str, String)], program: &[&str]) -> Self {
        let server = Server::start_through(data, settings, program).await;
        let owner = Person::first_owner(&server).await;
        let survey = owner.publish(&server, "relationship_nps").await;
        Self { server, owner, survey, ledger: SharedLedger::default() }
    }

    /// The same company on a server that was stopped and started again.
    pub async fn restarted(self, settings: &[(&str, String)]) -> Self {
        let Self { server, survey, ledger, .. } = self;
        let data = server.data.clone();
        server.stop();
        let server = Server::start_through(&data, settings, &[]).await;
        let owner = Person::log_in(&server).await;
        Self { server, owner, survey, ledger }
    }

    /// Begins to send answers to a server.
    pub fn send_to(&self, url: &str, round: u64) -> Senders {
        let stop = Arc::new(AtomicBool::new(false));
        let senders = (0..SENDERS).map(|sender| {
            let (url, survey) = (url.to_owned(), self.survey.clone());
            tokio::spawn(load_through(url, survey, sender, round, self.ledger.clone(), stop.clone()))
        });
        Senders { senders: senders.collect(), stop }
    }

    /// Begins to send answers.
    pub fn send(&self, round: u64) -> Senders {
        self.send_to(&self.server.url, round)
    }

    /// Waits until so many more answers were acknowledged.
    pub async fn acknowledges(&self, more: usize) {
        let before = self.ledger.lock().unwrap().acknowledged();
        let what = format!("{more} more answers are acknowledged after {before}");
        until(&what, async || self.ledger.lock().unwrap().acknowledged() >= before + more).await;
    }

    /// The number of answers as the page shows it.
    pub async fn n(&self) -> u64 {
        let question = json!({ "metric": "responses", "survey": self.survey });
        let answer = self.owner.ask(&self.server, Method::POST, "/metrics:query", Some(question)).await;
        answer["total"]["n"].as_u64().unwrap()
    }

    /// Sends one answer that may be refused; status, `Retry-After` and the problem.
    pub async fn try_answer(&self, key: &str) -> (u16, Option<u64>, Value) {
        let answer = client()
            .post(format!("{}/api/v1/surveys/{}/responses", self.server.url, self.survey))
            .timeout(PATIENCE)
            .header("idempotency-key", key)
            .json(&json!({ "answers": { "recommend": 9 } }))
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        let again = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().parse().unwrap());
        (status, again, answer.json().await.unwrap_or_default())
    }
}

/// Senders at work.
pub struct Senders {
    senders: Vec<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
}

impl Senders {
    /// Lets them end.
    pub async fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        for sender in self.senders {
            sender.await.unwrap();
        }
    }
}

/// How often a text stands in another.
pub fn times(words: &str, text: &str) -> usize {
    text.matches(words).count()
}

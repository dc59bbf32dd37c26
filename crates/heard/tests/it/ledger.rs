//! Senders that keep a ledger of everything they sent, and the check that a server holds exactly that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Person, Server, client};

/// Senders at the same time.
pub const SENDERS: u64 = 8;

/// What the senders know of every answer that they ever sent.
#[derive(Clone, Default)]
pub struct Ledger {
    pub sent: BTreeMap<String, u8>,
    acknowledged: BTreeMap<String, String>,
    /// Where each acknowledged answer can be corrected.
    receipts: BTreeMap<String, String>,
    /// The score that a correction, sent at least once, gives an answer.
    corrected: BTreeMap<String, u8>,
}

/// A ledger that senders share.
pub type SharedLedger = Arc<Mutex<Ledger>>;

impl Ledger {
    /// How many answers were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }
}

/// Sends one answer under its key; notes the acknowledgement if one arrives.
pub async fn send(client: &Client, url: &str, survey: &str, key: &str, score: u8, ledger: &SharedLedger) {
    let answer = client
        .post(format!("{url}/api/v1/surveys/{survey}/responses"))
        .header("idempotency-key", key)
        .json(&json!({ "answers": { "recommend": score } }))
        .send()
        .await;
    let Ok(answer) = answer else { return };
    let status = answer.status();
    let Ok(body) = answer.json::<Value>().await else { return };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return;
    }
    assert!(status.is_success(), "{status} {body}");
    let id = body["id"].as_str().unwrap().to_owned();
    let receipt = body["receipt_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut ledger = ledger.lock().unwrap();
    ledger.receipts.insert(key.to_owned(), receipt);
    if let Some(before) = ledger.acknowledged.insert(key.to_owned(), id.clone()) {
        assert_eq!(before, id, "a repeated key names the same response");
    }
}

/// Corrects an answer through its receipt; whether that was acknowledged.
async fn correct(client: &Client, url: &str, receipt: &str, score: u8) -> bool {
    let form = format!("version=1&language=en&q.recommend={score}");
    let answer = client
        .post(format!("{url}/r/{receipt}/edit"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await;
    let Ok(answer) = answer else { return false };
    let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
    assert!(status.is_success() || status.is_redirection() || status.as_u16() == 503, "{status} {text}");
    status.as_u16() != 503
}

/// Sends answers one after the other, and corrects every fifth, until the server is gone.
pub async fn load(url: String, survey: String, sender: u64, round: u64, ledger: SharedLedger) {
    let client = client();
    for number in 0..10_000_u64 {
        let key = format!("{round}-{sender}-{number}");
        let score = u8::try_from((round * 7 + sender * 3 + number) % 11).unwrap();
        ledger.lock().unwrap().sent.insert(key.clone(), score);
        send(&client, &url, &survey, &key, score, &ledger).await;
        if !ledger.lock().unwrap().acknowledged.contains_key(&key) {
            return;
        }
        if number % 5 == 4 {
            let (receipt, other) = {
                let mut ledger = ledger.lock().unwrap();
                let other = (score + 5) % 11;
                ledger.corrected.insert(key.clone(), other);
                (ledger.receipts[&key].clone(), other)
            };
            if !correct(&client, &url, &receipt, other).await {
                return;
            }
        }
    }
}

/// Sends answers one after the other, each until it is acknowledged, and corrects every fifth, until
/// told to stop.
pub async fn load_through(
    url: String,
    survey: String,
    sender: u64,
    round: u64,
    ledger: SharedLedger,
    stop: Arc<AtomicBool>,
) {
    let client = client();
    for number in 0..1_000_000_u64 {
        let key = format!("{round}-{sender}-{number}");
        let score = u8::try_from((round * 7 + sender * 3 + number) % 11).unwrap();
        ledger.lock().unwrap().sent.insert(key.clone(), score);
        while !ledger.lock().unwrap().acknowledged.contains_key(&key) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            send(&client, &url, &survey, &key, score, &ledger).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if number % 5 == 4 {
            let receipt = ledger.lock().unwrap().receipts[&key].clone();
            let other = (score + 5) % 11;
            ledger.lock().unwrap().corrected.insert(key, other);
            while !correct(&client, &url, &receipt, other).await {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

pub async fn count(server: &Server, owner: &Person, survey: &str, metric: &str) -> Value {
    let question = json!({ "metric": metric, "survey": survey });
    owner.ask(server, Method::POST, "/metrics:query", Some(question)).await
}

/// Identifiers of all stored responses of the survey, page by page.
async fn stored(server: &Server, owner: &Person, survey: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/responses?survey={survey}&limit=200{cursor}");
        let page = owner.ask(server, Method::GET, &path, None).await;
        ids.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

/// Waits until the facts have caught up with `expected` responses.
pub async fn projected(server: &Server, owner: &Person, survey: &str, expected: usize) -> Value {
    for _ in 0..200 {
        let counted = count(server, owner, survey, "responses").await;
        if counted["total"]["n"].as_u64() == Some(expected as u64) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    count(server, owner, survey, "responses").await
}

/// How many answers have which score, by the facts.
async fn scores(server: &Server, owner: &Person, survey: &str) -> BTreeMap<u64, u64> {
    let nps = count(server, owner, survey, "nps").await;
    let cells = nps["total"]["distribution"].as_array().unwrap().iter();
    let cells = cells.map(|cell| (cell["score"].as_u64().unwrap(), cell["count"].as_u64().unwrap()));
    cells.filter(|(_, count)| *count > 0).collect()
}

/// Sends again what was never acknowledged, and asserts that the server holds every answer that was
/// ever sent exactly once, in the database and in the facts, and every correction.
pub async fn assert_exactly_once(server: &Server, survey: &str, ledger: &SharedLedger) {
    let corrections = ledger.lock().unwrap().corrected.len();
    assert!(corrections > 20, "corrections were under way: {corrections}");
    assert_all_is_there(server, survey, ledger).await;
}

/// The same, however few corrections there were.
pub async fn assert_all_is_there(server: &Server, survey: &str, ledger: &SharedLedger) {
    let client = client();
    let sent = ledger.lock().unwrap().sent.clone();
    for (key, score) in &sent {
        send(&client, &server.url, survey, key, *score, ledger).await;
    }
    // So is every correction; one that had been acknowledged changes nothing.
    let (corrected, receipts) = {
        let ledger = ledger.lock().unwrap();
        (ledger.corrected.clone(), ledger.receipts.clone())
    };
    for (key, score) in &corrected {
        assert!(correct(&client, &server.url, &receipts[key], *score).await);
    }
    let acknowledged = ledger.lock().unwrap().acknowledged.clone();
    assert_eq!(acknowledged.len(), sent.len());

    let owner = Person::log_in(server).await;
    let in_database = stored(server, &owner, survey).await;
    let distinct: BTreeSet<_> = in_database.iter().cloned().collect();
    assert_eq!(distinct.len(), in_database.len(), "none twice");
    assert_eq!(distinct, acknowledged.values().cloned().collect(), "exactly the acknowledged ones");
    assert_facts(server, &owner, survey, ledger).await;
    let last = server.command(&["doctor", "--json"]);
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stdout));
}

/// Asserts that the facts of a server hold every score exactly once.
pub async fn assert_facts(server: &Server, owner: &Person, survey: &str, ledger: &SharedLedger) {
    let (sent, corrected) = {
        let ledger = ledger.lock().unwrap();
        (ledger.sent.clone(), ledger.corrected.clone())
    };
    let responses = projected(server, owner, survey, sent.len()).await;
    assert_eq!(responses["total"]["n"].as_u64(), Some(sent.len() as u64));
    let mut expected = BTreeMap::<u64, u64>::new();
    for (key, score) in &sent {
        let score = corrected.get(key).unwrap_or(score);
        *expected.entry(u64::from(*score)).or_default() += 1;
    }
    // Corrections are on their way to the facts for as long as a failed projection pauses.
    for _ in 0..400 {
        if scores(server, owner, survey).await == expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    // What came twice would come later.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let counted = scores(server, owner, survey).await;
    assert_eq!(counted, expected, "the facts hold every score exactly once");
}

//! Measures what an accepted response costs the store: CPU and time from many senders at once.
//!
//! `cargo run --release -p heard-store --example accept -- [responses] [senders]`

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use heard_intake::{Context, Sender, ValidatedResponse, body_hash, validate_response};
use heard_model::response::RawResponse;
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::{SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::{Clock, ResponseId, SystemClock, SystemEntropy, WorkspaceId, Zones};
use heard_store::{IdempotencyKey, Store, StoreError, StoreOptions, Submission};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let responses: usize = arguments.next().unwrap_or(20_000);
    let senders: usize = arguments.next().unwrap_or(64);
    let folder = tempfile::tempdir()?;
    let store =
        Store::open(StoreOptions::new(folder.path(), Arc::new(SystemClock), Arc::new(SystemEntropy))).await?;
    let (workspace, response, raw) = company(&store).await?;
    let hash = body_hash(&raw);
    let sent = Arc::new(AtomicUsize::new(0));
    let (cpu, start) = (cpu_milliseconds(), Instant::now());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..senders {
        let (store, response, sent) = (store.clone(), response.clone(), sent.clone());
        tasks.spawn(async move {
            let mut slowest = 0;
            loop {
                let number = sent.fetch_add(1, Ordering::Relaxed);
                if number >= responses {
                    return Ok::<_, Failure>(slowest);
                }
                let begun = Instant::now();
                store.submit(submission(workspace, &response, hash, number)).await?;
                slowest = slowest.max(begun.elapsed().as_micros());
            }
        });
    }
    let mut slowest = 0;
    while let Some(task) = tasks.join_next().await {
        slowest = slowest.max(task??);
    }
    let (cpu, seconds) = (cpu_milliseconds() - cpu, start.elapsed().as_secs_f64());
    println!("{responses} responses from {senders} senders in {seconds:.2} s");
    println!("{:.0} a second, {:.4} ms of CPU each", responses as f64 / seconds, cpu / responses as f64);
    println!("slowest acknowledgement {:.1} ms", slowest as f64 / 1e3);
    println!("database {} kB, log {} kB", store.database_bytes() / 1_024, store.log_bytes() / 1_024);
    store.close().await?;
    Ok(())
}

fn submission(
    workspace: WorkspaceId,
    response: &ValidatedResponse,
    hash: [u8; 32],
    number: usize,
) -> Submission {
    Submission {
        workspace,
        id: ResponseId::new(&SystemClock, &SystemEntropy),
        accepted_at: SystemClock.now(),
        key: Some(IdempotencyKey { scope: "bench".to_owned(), key: number.to_string() }),
        body_hash: hash,
        source: "api".to_owned(),
        response: response.clone(),
    }
}

async fn company(store: &Store) -> Result<(WorkspaceId, ValidatedResponse, RawResponse), Failure> {
    let workspace = store.workspaces().create("bench", true, WorkspaceSettings::default()).await?.id;
    store.units().create(workspace, None, "Company", None).await?;
    let definition: SurveyDefinition = serde_json::from_value(serde_json::json!({
        "title": { "en": "Visit" },
        "languages": ["en"],
        "questions": [
            { "key": "recommend", "text": { "en": "Would you?" }, "kind": "nps" },
            { "key": "ease", "text": { "en": "Was it easy?" }, "kind": "ces", "points": 7 },
            { "key": "satisfied", "text": { "en": "Were you satisfied?" }, "kind": "csat" },
            { "key": "comment", "text": { "en": "Why?" }, "kind": "text", "long": true }
        ]
    }))?;
    let survey = store.surveys().create(workspace, &definition, &SurveyContext::default()).await?;
    let valid = heard_intake::validate_definition(&definition).map_err(|problems| format!("{problems:?}"))?;
    store.surveys().publish(workspace, survey.id, 1, &valid).await?.ok_or(StoreError::Missing("survey"))?;
    let version = SurveyVersion { survey: survey.id, version: 1, definition };
    let raw: RawResponse = serde_json::from_value(serde_json::json!({
        "answers": {
            "recommend": 9, "ease": 6, "satisfied": 4,
            "comment": "The parcel came a day late, but the driver called ahead and carried it upstairs without being asked. "
        },
        "language": "en", "touchpoint": "delivery", "channel": "email", "country": "FI",
        "agent": "a-17", "team": "north", "product": "lamp", "attributes": { "order_size": "large" }
    }))?;
    let units = store.units().tree(workspace).await?;
    let context = Context {
        now: SystemClock.now(),
        zones: Zones::always("UTC"),
        units: &units,
        survey: &SurveyContext::default(),
        sender: Sender::Trusted,
        channel: "email",
    };
    let response =
        validate_response(&version, raw.clone(), &context).map_err(|problems| format!("{problems:?}"))?;
    Ok((workspace, response, raw))
}

/// User and system time of this process; 0 where the system does not tell.
fn cpu_milliseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) * 10.0
}

//! One noisy workspace beside a quiet one: what the quiet one feels of it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use hyper::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::crowd_folder::{Tenant, make};
use crate::intake::body;
use crate::person::Person;
use crate::report::{Measurement, Section};
use crate::samples::{Samples, short, thousands};
use crate::server::Server;
use crate::sustained::{SETTINGS, spread};
use crate::sustained_arrivals::{Arrivals, End};
use crate::sustained_watch::descriptors;
use crate::sustained_wire::{Wire, answer};

/// Connections that send answers as fast as they can.
const SENDERS: usize = 64;
/// People who ask heavy questions without a pause.
const ASKERS: usize = 8;
/// Answers, and questions, of the quiet workspace in a second.
const PER_SECOND: f64 = 5.0;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct FairEffort {
    /// Answers of the noisy workspace.
    pub noisy: u64,
    /// Answers of the quiet one.
    pub quiet: u64,
    /// How long each state is measured.
    pub length: Duration,
}

impl FairEffort {
    /// Enough for a 99th percentile.
    pub const FULL: Self = Self { noisy: 200_000, quiet: 2_000, length: Duration::from_secs(40) };
    /// A look.
    pub const QUICK: Self = Self { noisy: 40_000, quiet: 500, length: Duration::from_secs(10) };
}

/// Measures what a quiet workspace feels.
///
/// # Errors
/// When something could not be measured, or the quiet workspace was refused anything.
pub async fn measure(binary: &Path, folder: &Path, effort: &FairEffort) -> anyhow::Result<Section> {
    let data = folder.join("fair");
    let tenants = make(&data, &[effort.noisy, effort.quiet], ASKERS).await?;
    let [noisy, quiet] = tenants.as_slice() else { anyhow::bail!("two workspaces were to be made") };
    let server = Server::start(binary, &data, &SETTINGS).await?;
    let alone = Quiet::measure(&server, quiet, effort.length, "alone").await?;
    let mut measurements = Vec::new();
    let mut title_of_noise = Vec::new();
    let settings = [(SENDERS, 0, "answers"), (0, ASKERS, "questions"), (SENDERS, ASKERS, "both")];
    for (senders, askers, name) in settings {
        let noise = Noise::begin(&server, noisy, senders, askers).await?;
        // The noise is there before it is measured.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let beside = Quiet::measure(&server, quiet, effort.length, name).await?;
        let made = noise.end().await?;
        let bar = |before: f64| before.mul_add(2.0, 100.0);
        let line = |what: &str, ours: &Samples, before: &Samples| {
            Measurement::new(format!("{what} beside {name}: p99"), ours.quantile(0.99), "ms")
                .at_most(bar(before.quantile(0.99)))
                .note(format!(
                    "{}; alone p99 {}, {}",
                    spread(ours),
                    short(before.quantile(0.99)),
                    spread(before)
                ))
        };
        measurements.push(line("an answer", &beside.answers, &alone.answers));
        measurements.push(line("a question", &beside.questions, &alone.questions));
        title_of_noise.push(format!("{name}: {made}"));
    }
    let open = descriptors(server.process())?;
    server.facts_are_whole().await?;
    server.stop()?;
    let title = format!(
        "A quiet workspace ({} answers, {PER_SECOND} more and as many questions a second) beside a noisy one ({} answers); \
         the noise is {}; {open} descriptors at the end",
        thousands(effort.quiet as i64),
        thousands(effort.noisy as i64),
        title_of_noise.join("; ")
    );
    Ok(Section { title, measurements })
}

/// What the quiet workspace felt.
struct Quiet {
    answers: Samples,
    questions: Samples,
}

impl Quiet {
    async fn measure(server: &Server, tenant: &Tenant, length: Duration, name: &str) -> anyhow::Result<Self> {
        let survey = tenant.survey.to_string();
        let name = name.to_owned();
        let arrivals = Arrivals {
            address: server.address,
            connections: 4,
            requests: Arc::new(move |number| {
                answer(&survey, &format!("quiet-{name}-{number:012}"), &body(number))
            }),
            first: 0,
            per_second: PER_SECOND,
            length,
        };
        let answers = arrivals.run(Arc::default(), Arc::new(AtomicU64::new(0)));
        let questions = ask_quietly(server, tenant, length);
        let (arrived, questions) = tokio::try_join!(answers, questions)?;
        let accepted = arrived.count(End::Accepted);
        ensure!(
            accepted == arrived.seen.len() as u64,
            "{} answers of the quiet workspace were refused: {:?}",
            arrived.seen.len() as u64 - accepted,
            arrived.faults
        );
        Ok(Self { answers: arrived.since_due(End::Accepted), questions })
    }
}

async fn ask_quietly(server: &Server, tenant: &Tenant, length: Duration) -> anyhow::Result<Samples> {
    let mut person = Person::again(server.address, &tenant.owners[0]).await?;
    let question = json!({ "metric": "nps", "grain": "month" });
    let mut took = Vec::new();
    let started = Instant::now();
    let mut due = started;
    while due - started < length {
        tokio::time::sleep(due.saturating_duration_since(Instant::now())).await;
        person.question(&question).await?;
        took.push(due.elapsed());
        due += Duration::from_secs_f64(1.0 / PER_SECOND);
    }
    Ok(Samples::of_milliseconds(took))
}

/// The noisy workspace at work.
struct Noise {
    stop: Arc<AtomicBool>,
    working: JoinSet<anyhow::Result<(u64, u64, u64)>>,
    began: Instant,
}

impl Noise {
    async fn begin(server: &Server, tenant: &Tenant, senders: usize, askers: usize) -> anyhow::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut working = JoinSet::new();
        let began = Instant::now();
        let stamp = std::process::id() as usize * 1_000 + senders + askers;
        for sender in 0..senders {
            let mut wire = Wire::open(server.address).await?;
            let (survey, stop) = (tenant.survey.to_string(), Arc::clone(&stop));
            working.spawn(async move {
                let (mut accepted, mut refused) = (0, 0);
                for number in 0_u64.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let key = format!("noisy-{stamp}-{sender}-{number}");
                    let reply = wire.exchange(&answer(&survey, &key, &body(number))).await?;
                    if reply.status == 201 {
                        accepted += 1;
                    } else {
                        ensure!(reply.is_clear_refusal(), "an unclear refusal: {}", reply.head);
                        refused += 1;
                    }
                }
                Ok((accepted, refused, 0))
            });
        }
        for asker in 0..askers {
            let mut person = Person::again(server.address, &tenant.owners[asker]).await?;
            let stop = Arc::clone(&stop);
            working.spawn(async move {
                let mut asked = 0;
                for number in 0_usize.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    if asker == 0 {
                        let body = Bytes::from_static(br#"{"limit":20}"#);
                        asked += u64::from(heavy(&mut person, "/findings:query", body).await?);
                    } else {
                        let question = json!({
                            "metric": "nps", "grain": "week", "by": ["touchpoint", "agent"],
                            // Never asked before, so that no kept sums help.
                            "filter": { "not": { "in": { "dimension": "agent",
                                "values": [format!("agent {}", number % 40), format!("agent {}", number / 40 % 40), format!("nobody {asker}")] } } },
                        });
                        asked += u64::from(heavy(&mut person, "/metrics:query", question.to_string().into()).await?);
                    }
                }
                Ok((0, 0, asked))
            });
        }
        Ok(Self { stop, working, began })
    }

    /// What it did, as people read it.
    async fn end(mut self) -> anyhow::Result<String> {
        self.stop.store(true, Ordering::Relaxed);
        let seconds = self.began.elapsed().as_secs_f64();
        let (mut accepted, mut refused, mut asked) = (0, 0, 0);
        while let Some(one) = self.working.join_next().await {
            let one = one.context("a noisy one ended")??;
            accepted += one.0;
            refused += one.1;
            asked += one.2;
        }
        let rate = |count: u64| short(count as f64 / seconds);
        Ok(format!(
            "{} answers ({} refused) and {} questions a second",
            rate(accepted),
            rate(refused),
            rate(asked)
        ))
    }
}

/// A question of somebody who does not stop when too many are asked; whether it was answered.
async fn heavy(person: &mut Person, path: &str, body: Bytes) -> anyhow::Result<bool> {
    match person.timed(Method::POST, path, "application/json", body).await {
        Ok(_) => Ok(true),
        Err(error) if format!("{error:#}").contains("429") || format!("{error:#}").contains("503") => {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

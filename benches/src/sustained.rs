//! A server under load for long: at half of what it can, while questions run, and at twice as much.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::intake::{answers, body};
use crate::load::Load;
use crate::person::{Person, Session};
use crate::report::{Measurement, Section};
use crate::samples::{Samples, short, thousands};
use crate::server::Server;
use crate::sustained_arrivals::{Arrivals, Arrived, End, Requests};
use crate::sustained_watch::{TOKEN, Watch};
use crate::sustained_wire::answer;

/// Connections that measure the capacity.
const CONNECTIONS: usize = 64;
/// Connections at half of the capacity: so many that nobody who is due waits for another one's answer.
const ARRIVING: usize = 512;
/// Settings that let one machine send as much as it can, and read the measurements.
pub const SETTINGS: [(&str, &str); 2] =
    [("HEARD_PUBLIC_ANSWERS_PER_MINUTE", "100000000"), ("HEARD_METRICS_TOKEN", TOKEN)];

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct SustainedEffort {
    /// At half of the capacity.
    pub half: Duration,
    /// At twice the capacity, on each disk.
    pub overload: Duration,
    /// Answers of one load that measures the capacity.
    pub closed_loop_answers: u64,
    /// How often it is measured.
    pub repetitions: usize,
    /// Between two askings for what stands out.
    pub between_findings: u64,
}

impl SustainedEffort {
    /// Ten minutes and some more.
    pub const FULL: Self = Self {
        half: Duration::from_secs(600),
        overload: Duration::from_secs(45),
        closed_loop_answers: 20_000,
        repetitions: 3,
        between_findings: 30,
    };
    /// A look.
    pub const QUICK: Self = Self {
        half: Duration::from_secs(15),
        overload: Duration::from_secs(6),
        closed_loop_answers: 8_000,
        repetitions: 1,
        between_findings: 5,
    };
}

/// A server that is sent answers.
pub struct Target<'a> {
    /// It.
    pub server: &'a Server,
    /// Its owner.
    pub owner: Person,
    /// The survey that is answered.
    pub survey: String,
    /// Numbers that were used.
    pub sent: u64,
    /// Answers that it has accepted.
    pub accepted: Arc<AtomicU64>,
}

impl<'a> Target<'a> {
    /// A fresh server with a survey.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn new(server: &'a Server) -> anyhow::Result<Self> {
        let mut owner = Person::first_owner(server.address).await?;
        let survey = owner.publish("relationship_nps").await?;
        Ok(Self { server, owner, survey, sent: 0, accepted: Arc::default() })
    }

    /// Answers accepted in a second as fast as 64 connections can send them.
    ///
    /// # Errors
    /// When an answer is refused.
    pub async fn capacity(&mut self, count: u64, repetitions: usize) -> anyhow::Result<Samples> {
        let mut speed = Vec::new();
        for round in 0..=repetitions {
            let load = Load {
                address: self.server.address,
                connections: CONNECTIONS,
                requests: answers(&self.survey, true),
                expected: StatusCode::CREATED,
                first: self.sent,
            };
            let outcome = load.closed_loop(count).await?;
            self.sent += outcome.count();
            self.accepted.fetch_add(outcome.count(), Ordering::Relaxed);
            self.server.facts_are_whole().await?;
            // The first only warms up.
            if round > 0 {
                speed.push(outcome.per_second());
            }
        }
        Ok(Samples::new(speed))
    }

    /// Sends answers at a rate; all that were due are answered.
    ///
    /// # Errors
    /// When the server is gone.
    pub async fn arrivals(
        &mut self,
        per_second: f64,
        length: Duration,
        connections: usize,
    ) -> anyhow::Result<Arrived> {
        let arrivals = Arrivals {
            address: self.server.address,
            connections,
            requests: numbered(&self.survey),
            first: self.sent,
            per_second,
            length,
        };
        let arrived = arrivals.run(Arc::default(), Arc::clone(&self.accepted)).await?;
        self.sent += arrived.seen.len() as u64;
        Ok(arrived)
    }

    /// Holds the facts to what was accepted.
    ///
    /// # Errors
    /// When they hold another number.
    pub async fn hold_to_account(&mut self) -> anyhow::Result<u64> {
        self.server.facts_are_whole().await?;
        let accepted = self.accepted.load(Ordering::Relaxed);
        self.owner.expect_responses(Some(&self.survey), accepted).await?;
        Ok(accepted)
    }
}

/// Answers with keys by number.
pub fn numbered(survey: &str) -> Requests {
    let survey = survey.to_owned();
    Arc::new(move |number| answer(&survey, &format!("measured-{number:012}"), &body(number)))
}

/// Measures half of the capacity for long.
///
/// # Errors
/// When something could not be measured, or an answer was lost.
pub async fn measure(binary: &Path, folder: &Path, effort: &SustainedEffort) -> anyhow::Result<Section> {
    let data = folder.join("sustained");
    let server = Server::start(binary, &data, &SETTINGS).await?;
    let mut target = Target::new(&server).await?;
    let capacity = target.capacity(effort.closed_loop_answers, effort.repetitions).await?;
    let half = capacity.median() / 2.0;
    let asking = Asking::begin(&server, target.owner.session(), effort.between_findings);
    let watch = Watch::keep(server.process(), server.address, &data, Arc::clone(&target.accepted));
    let before = server.processor_milliseconds()?;
    let arrived = target.arrivals(half, effort.half, ARRIVING).await?;
    let processor = server.processor_milliseconds()? - before;
    let trends = watch.end().await?;
    let (metrics, findings) = asking.end().await?;
    ensure!(arrived.faults.is_empty(), "answers ended otherwise than they should: {:?}", arrived.faults);
    let accepted = target.hold_to_account().await?;
    server.stop()?;

    let waited = arrived.since_due(End::Accepted);
    let title = format!(
        "Half of the capacity for {} s, open loop over {ARRIVING} connections, while questions run; {} answers \
         stored at the end, each counted once",
        effort.half.as_secs(),
        thousands(accepted as i64)
    );
    let mut measurements = vec![
        Measurement::new("capacity, sender on the same machine", capacity.median(), "/s").note(format!(
            "closed loop, median of {}, {}",
            capacity.len(),
            capacity.range()
        )),
        Measurement::new("arrivals", half, "/s").note(format!(
            "{} accepted, {} refused with 503, {:.2} processors in use by the server",
            thousands(arrived.count(End::Accepted) as i64),
            arrived.count(End::Refused),
            processor / 1_000.0 / arrived.took.as_secs_f64()
        )),
        Measurement::new("p99 acknowledgement", waited.quantile(0.99), "ms")
            .at_most(100.0)
            .note(spread(&waited)),
        Measurement::new("questions, p99", metrics.quantile(0.99), "ms").note(spread(&metrics)),
        Measurement::new("what stands out, p99", findings.quantile(0.99), "ms").note(spread(&findings)),
    ];
    measurements.extend(trends);
    Ok(Section { title, measurements })
}

/// A distribution as people read it.
pub fn spread(samples: &Samples) -> String {
    format!(
        "p50 {}, p99.9 {}, slowest {} of {}",
        short(samples.median()),
        short(samples.quantile(0.999)),
        short(samples.quantile(1.0)),
        thousands(samples.len() as i64)
    )
}

/// Somebody who asks for a number each second, and now and then what stands out.
pub struct Asking {
    stop: Arc<AtomicBool>,
    asking: JoinHandle<anyhow::Result<(Samples, Samples)>>,
}

impl Asking {
    /// Begins.
    pub fn begin(server: &Server, session: &Session, between_findings: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (address, session, until) = (server.address, session.clone(), Arc::clone(&stop));
        let asking = tokio::spawn(async move {
            let mut person = Person::again(address, &session).await?;
            let (mut metrics, mut findings) = (Vec::new(), Vec::new());
            let mut next = Instant::now();
            for round in 1_u64.. {
                if until.load(Ordering::Relaxed) {
                    break;
                }
                let question = mixed(round);
                metrics.push(person.question(&question).await?.0);
                if round % between_findings == 0 {
                    let asked = bytes::Bytes::from_static(br#"{"limit":5}"#);
                    let (took, _) =
                        person.timed(Method::POST, "/findings:query", "application/json", asked).await?;
                    findings.push(took);
                }
                next += Duration::from_secs(1);
                tokio::time::sleep(next.saturating_duration_since(Instant::now())).await;
            }
            Ok((Samples::of_milliseconds(metrics), Samples::of_milliseconds(findings)))
        });
        Self { stop, asking }
    }

    /// Ends; how long the numbers took, and what stands out.
    ///
    /// # Errors
    /// When a question was refused.
    pub async fn end(self) -> anyhow::Result<(Samples, Samples)> {
        self.stop.store(true, Ordering::Relaxed);
        self.asking.await?
    }
}

/// Questions as a page asks them.
pub fn mixed(number: u64) -> Value {
    match number % 5 {
        0 => json!({ "metric": "nps" }),
        1 => json!({ "metric": "nps", "grain": "day" }),
        2 => json!({ "metric": "csat", "by": ["language", "channel"] }),
        3 => json!({ "metric": "responses", "by": ["touchpoint"] }),
        _ => json!({ "metric": "csat", "grain": "month", "by": ["unit"] }),
    }
}

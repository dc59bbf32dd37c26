//! Many workspaces and many open pages on one server, while answers arrive for all of them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::crowd_folder::{Tenant, make};
use crate::crowd_listeners::{Heard, Page, open_stream};
use crate::intake::body;
use crate::report::{Measurement, Section};
use crate::samples::{Samples, milliseconds, short, thousands};
use crate::server::Server;
use crate::sustained::{SETTINGS, spread};
use crate::sustained_arrivals::{Arrivals, End};
use crate::sustained_watch::descriptors;
use crate::sustained_wire::{Wire, answer};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct CrowdEffort {
    /// Workspaces.
    pub workspaces: usize,
    /// The first of them have many answers.
    pub large: usize,
    /// So many.
    pub answers_of_large: u64,
    /// The others have so many.
    pub answers_of_small: u64,
    /// Open pages.
    pub pages: usize,
    /// Pages that never read.
    pub deaf: usize,
    /// Answers in a second for half of the workspaces together.
    pub per_second: f64,
    /// How long.
    pub length: Duration,
}

impl CrowdEffort {
    /// As many as are promised.
    pub const FULL: Self = Self {
        workspaces: 200,
        large: 10,
        answers_of_large: 20_000,
        answers_of_small: 100,
        pages: 2_000,
        deaf: 100,
        per_second: 300.0,
        length: Duration::from_secs(40),
    };
    /// A look.
    pub const QUICK: Self = Self {
        workspaces: 50,
        large: 3,
        answers_of_large: 5_000,
        answers_of_small: 50,
        pages: 400,
        deaf: 20,
        per_second: 200.0,
        length: Duration::from_secs(10),
    };
}

/// Between two answers to a workspace whose pages are watched.
const BETWEEN_WATCHED: Duration = Duration::from_secs(3);

/// Measures the crowd.
///
/// # Errors
/// When something could not be measured, an answer was lost, or a page was not told.
pub async fn measure(binary: &Path, folder: &Path, effort: &CrowdEffort) -> anyhow::Result<Section> {
    let data = folder.join("crowd");
    let answers: Vec<u64> = (0..effort.workspaces)
        .map(|number| if number < effort.large { effort.answers_of_large } else { effort.answers_of_small })
        .collect();
    let tenants = make(&data, &answers, 1).await?;
    let stored: u64 = answers.iter().sum();
    let server = Server::start(binary, &data, &SETTINGS).await?;
    let first_start = server.whole;
    server.stop()?;
    let server = Server::start(binary, &data, &SETTINGS).await?;
    let mut crowd = Crowd { server: &server, tenants: &tenants, effort, measurements: Vec::new() };
    let note = format!(
        "the first start projected {} answers in {:.1} s",
        thousands(stored as i64),
        first_start.as_secs_f64()
    );
    crowd.measurements.push(
        Measurement::new("start-up until the facts hold every answer", milliseconds(server.whole), "ms")
            .at_most(1_000.0)
            .note(format!("{note}; ready after {} ms", short(milliseconds(server.start_up)))),
    );
    let pages = crowd.open_pages().await?;
    crowd.while_answers_arrive(pages).await?;
    crowd.deaf_pages().await?;
    let mut measurements = crowd.measurements;
    // As kill -9 does.
    drop(server);
    let server = Server::start(binary, &data, &SETTINGS).await?;
    measurements
        .push(Measurement::new("start-up after kill -9", milliseconds(server.whole), "ms").at_most(1_000.0));
    server.stop()?;
    let title = format!(
        "{} workspaces ({} with {} answers, the others with {}), {} open pages",
        effort.workspaces,
        effort.large,
        thousands(effort.answers_of_large as i64),
        effort.answers_of_small,
        thousands(effort.pages as i64)
    );
    Ok(Section { title, measurements })
}

struct Crowd<'a> {
    server: &'a Server,
    tenants: &'a [Tenant],
    effort: &'a CrowdEffort,
    measurements: Vec<Measurement>,
}

/// The pages by the place of their workspace.
type Pages = (Arc<AtomicBool>, Vec<(usize, Page)>);

impl Crowd<'_> {
    /// Opens the pages, spread over the workspaces; every tenth will ask again when it is told.
    async fn open_pages(&mut self) -> anyhow::Result<Pages> {
        self.server.rest().await?;
        let (memory, files) = (self.server.memory_megabytes()?.0, descriptors(self.server.process())?);
        let stop = Arc::new(AtomicBool::new(false));
        let mut pages = Vec::with_capacity(self.effort.pages);
        let started = Instant::now();
        for number in 0..self.effort.pages {
            let place = number % self.tenants.len();
            let asks = (number / self.tenants.len()).is_multiple_of(10);
            let owner = &self.tenants[place].owners[0];
            pages.push((place, Page::open(self.server.address, owner, asks, Arc::clone(&stop)).await?));
        }
        let took = started.elapsed();
        self.server.rest().await?;
        let asking = pages.len().div_ceil(10);
        let count = self.effort.pages as f64;
        let grown = self.server.memory_megabytes()?.0 - memory;
        self.measurements.push(Measurement::new("memory for each open page", grown * 1_000.0 / count, "kB").note(format!(
            "{} MB before, {} MB for all; {:.2} descriptors each, {asking} connections of those that ask among them; \
             opened in {:.1} s",
            short(memory),
            short(grown),
            (descriptors(self.server.process())? - files) / count,
            took.as_secs_f64()
        )));
        let before = self.server.processor_milliseconds()?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let used = self.server.processor_milliseconds()? - before;
        self.measurements.push(Measurement::new("processor while nothing happens", used / 30.0, "%"));
        Ok((stop, pages))
    }

    async fn while_answers_arrive(&mut self, (stop, pages): Pages) -> anyhow::Result<()> {
        let half = self.tenants.len() / 2;
        let before = self.server.processor_milliseconds()?;
        let started = Instant::now();
        let arrivals = Arrivals {
            address: self.server.address,
            connections: 32,
            requests: for_each_in_turn(&self.tenants[..half]),
            first: 0,
            per_second: self.effort.per_second,
            length: self.effort.length,
        };
        let busy = arrivals.run(Arc::default(), Arc::new(AtomicU64::new(0)));
        let watched = watched_answers(self.server, &self.tenants[half..], self.effort.length);
        let (arrived, sent) = tokio::try_join!(busy, watched)?;
        let used = self.server.processor_milliseconds()? - before;
        let seconds = started.elapsed().as_secs_f64();
        // The last ones are told, too.
        tokio::time::sleep(Duration::from_secs(3)).await;
        stop.store(true, Ordering::Relaxed);
        let mut heard: Vec<(usize, Heard)> = Vec::with_capacity(pages.len());
        for (place, page) in pages {
            heard.push((place, page.close().await?));
        }
        ensure!(arrived.faults.is_empty(), "answers ended otherwise than they should: {:?}", arrived.faults);
        let broken = heard.iter().filter(|(_, heard)| heard.was_ended).count();
        ensure!(broken == 0, "{broken} streams were ended by the server");
        let memory = self.server.memory_megabytes()?;
        let waited = arrived.since_due(End::Accepted);
        let busy_events = heard.iter().filter(|(place, _)| *place < half).map(|(_, heard)| heard.told.len());
        let busy_pages = heard.iter().filter(|(place, _)| *place < half).count();
        let told = told_after(&heard, half, &sent)?;
        let asked: Vec<Duration> = heard.iter().flat_map(|(_, heard)| heard.asked.iter().copied()).collect();
        let faults: Vec<&String> = heard.iter().flat_map(|(_, heard)| &heard.faults).collect();
        ensure!(faults.is_empty(), "{} questions were refused: {:?}", faults.len(), faults.first());
        let asked = Samples::of_milliseconds(asked);
        let per_second = asked.len() as f64 / seconds;
        self.measurements.extend([
            Measurement::new("answers arriving", arrived.per_second(End::Accepted), "/s").note(format!(
                "{} refused; {:.2} processors in use by the server; memory {} MB, most {} MB",
                arrived.count(End::Refused),
                used / 1_000.0 / seconds,
                short(memory.0),
                short(memory.1)
            )),
            Measurement::new("p99 acknowledgement", waited.quantile(0.99), "ms")
                .at_most(100.0)
                .note(spread(&waited)),
            Measurement::new("p99 from acknowledgement to event", told.quantile(0.99), "ms")
                .at_most(1_500.0)
                .note(format!("{}; every page was told", spread(&told))),
            Measurement::new(
                "events to a page of a busy workspace",
                busy_events.sum::<usize>() as f64 / busy_pages as f64 / seconds,
                "/s",
            )
            .at_most(1.05),
            Measurement::new("p99 of questions asked again", asked.quantile(0.99), "ms").note(format!(
                "{}, {} a second",
                spread(&asked),
                short(per_second)
            )),
        ]);
        Ok(())
    }

    /// Pages that never read: they hold little, and go when their connection goes.
    async fn deaf_pages(&mut self) -> anyhow::Result<()> {
        self.server.rest().await?;
        let files = descriptors(self.server.process())?;
        let memory = self.server.memory_megabytes()?.0;
        let mut deaf = Vec::new();
        for number in 0..self.effort.deaf {
            deaf.push(
                open_stream(self.server.address, &self.tenants[number % self.tenants.len()].owners[0])
                    .await?,
            );
        }
        let arrivals = Arrivals {
            address: self.server.address,
            connections: 32,
            requests: for_each_in_turn(self.tenants),
            first: 1_000_000,
            per_second: self.effort.per_second,
            length: Duration::from_secs(5),
        };
        arrivals.run(Arc::default(), Arc::new(AtomicU64::new(0))).await?;
        let grown = self.server.memory_megabytes()?.0 - memory;
        drop(deaf);
        let mut left = f64::MAX;
        for _ in 0..50 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            left = descriptors(self.server.process())? - files;
            if left <= 0.0 {
                break;
            }
        }
        self.measurements.push(
            Measurement::new("descriptors left of pages that went away without a word", left.max(0.0), "")
                .at_most(0.0)
                .note(format!(
                    "{} pages that read nothing; memory grew by {} MB meanwhile",
                    self.effort.deaf,
                    short(grown)
                )),
        );
        // One person has no more than a share.
        let mut open = Vec::new();
        let refusal = loop {
            ensure!(open.len() < 1_000, "one person may have any number of pages");
            match open_stream(self.server.address, &self.tenants[0].owners[0]).await {
                Ok(stream) => open.push(stream),
                Err(error) => break format!("{error:#}"),
            }
        };
        ensure!(refusal.contains("429") && refusal.contains("retry-after"), "an unclear refusal: {refusal}");
        self.measurements.push(Measurement::new(
            "pages of one person before a clear refusal",
            open.len() as f64,
            "",
        ));
        Ok(())
    }
}

/// Answers to the surveys of many workspaces, in turn.
fn for_each_in_turn(tenants: &[Tenant]) -> crate::sustained_arrivals::Requests {
    let surveys: Vec<String> = tenants.iter().map(|tenant| tenant.survey.to_string()).collect();
    Arc::new(move |number| {
        let survey = &surveys[number as usize % surveys.len()];
        answer(survey, &format!("crowd-{number:012}"), &body(number))
    })
}

/// Sends each workspace an answer now and then, so seldom that its pages are told of each by itself;
/// when each was sent and acknowledged.
async fn watched_answers(
    server: &Server,
    tenants: &[Tenant],
    length: Duration,
) -> anyhow::Result<Vec<Vec<(Instant, Instant)>>> {
    let mut sent = vec![Vec::new(); tenants.len()];
    let mut wire = Wire::open(server.address).await?;
    let step = BETWEEN_WATCHED / u32::try_from(tenants.len())?;
    let started = Instant::now();
    let mut due = started;
    for number in 0.. {
        let place = number % tenants.len();
        if due - started > length {
            break;
        }
        tokio::time::sleep(due.saturating_duration_since(Instant::now())).await;
        due += step;
        let key = format!("watched-{number:012}");
        let request = answer(&tenants[place].survey.to_string(), &key, &body(number as u64));
        let begun = Instant::now();
        let status = wire.exchange(&request).await?.status;
        ensure!(status == 201, "an answer was not accepted but {status}");
        sent[place].push((begun, Instant::now()));
    }
    Ok(sent)
}

/// How long after each acknowledgement each page of the workspace was told.
fn told_after(
    heard: &[(usize, Heard)],
    first: usize,
    sent: &[Vec<(Instant, Instant)>],
) -> anyhow::Result<Samples> {
    let mut waited = Vec::new();
    for (place, heard) in heard.iter().filter(|(place, _)| *place >= first) {
        for (begun, acknowledged) in &sent[place - first] {
            let told = heard.told.iter().find(|told| *told >= begun);
            let told =
                told.with_context(|| format!("a page of workspace {place} was not told of an answer"))?;
            waited.push(told.saturating_duration_since(*acknowledged));
        }
    }
    Ok(Samples::of_milliseconds(waited))
}

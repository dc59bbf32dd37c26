//! Questions over millions of scored answers, beside DuckDB over the same facts as Parquet and as
//! a table of its own, and beside a plain loop over columns as the limit. All in one run, all
//! counting the same.

mod company;
mod duck;
mod limit;
mod shapes;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use hyper::Method;
use serde_json::Value;

use crate::person::{Person, Session};
use crate::report::{Measurement, Section};
use crate::samples::{Samples, milliseconds, short, thousands};
use crate::server::{Server, run};
use company::Surveys;
use duck::{DuckDb, Facts};
use limit::Columns;
use shapes::{Shape, shapes};

/// Lines of a batch.
const BATCH: u64 = 100_000;
/// Responses that arrive before questions are asked again.
const NEW: u64 = 1_000;
/// The seed of the questions.
const SEED: u64 = 2_026;
/// What a server is given for columns and kept sums: its memory is bounded by these.
const SETTINGS: [(&str, &str); 2] = [("HEARD_COLUMNS_CACHE_MB", "280"), ("HEARD_SUMS_CACHE_MB", "64")];
/// A quarter of that, which holds no more than a part of the columns of any size.
const SMALL: [(&str, &str); 2] = [("HEARD_COLUMNS_CACHE_MB", "70"), ("HEARD_SUMS_CACHE_MB", "16")];
/// The most megabytes of a server with [`SETTINGS`].
const MOST_MEMORY: f64 = 600.0;
/// What [`SMALL`] takes less.
const LESS_MEMORY: f64 = 210.0 + 48.0;

/// How much is measured.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Millions of scored answers, ascending. DuckDB and the limit stand beside the one that is asked for.
    pub millions: Vec<f64>,
    /// The size with peers; the others show growth.
    pub with_peers: f64,
    /// Questions.
    pub questions: usize,
    /// The interpreter with DuckDB.
    pub python: PathBuf,
}

/// Measures all sizes in one folder that grows.
///
/// # Errors
/// When something could not be measured, or two sides count differently.
pub async fn measure(binary: &Path, folder: &Path, wanted: &Wanted) -> anyhow::Result<Vec<Section>> {
    let version = duck::version(&wanted.python)?;
    let mut sections = Vec::new();
    for millions in &wanted.millions {
        let scored = (millions * 1e6) as u64;
        let responses = company::responses_for(scored);
        let title = format!(
            "{} scored answers of {} responses",
            thousands(company::scored_answers(responses) as i64),
            thousands(responses as i64)
        );
        let data = folder.join(format!("large-{millions}"));
        let mut bench =
            Bench { binary, data, responses, shapes: shapes(SEED, wanted.questions), session: None };
        let mut measurements = bench.fill().await?;
        measurements.extend(bench.start_up().await?);
        if *millions == wanted.with_peers {
            let beside = bench.beside_peers(folder, wanted).await?;
            sections.push(Section {
                title: format!(
                    "{} questions over {title}, DuckDB {version} and a plain loop",
                    wanted.questions
                ),
                measurements: beside,
            });
        }
        measurements.extend(bench.kept().await?);
        sections.push(Section { title, measurements });
        std::fs::remove_dir_all(&bench.data)?;
    }
    Ok(sections)
}

struct Bench<'a> {
    binary: &'a Path,
    data: PathBuf,
    responses: u64,
    shapes: Vec<Shape>,
    session: Option<Session>,
}

/// One question by everybody.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    cold: f64,
    cold_peer: f64,
    warm: f64,
    warm_peer: f64,
    limit: f64,
}

impl Bench<'_> {
    async fn start(&self) -> anyhow::Result<Server> {
        Server::start(self.binary, &self.data, &SETTINGS).await
    }

    async fn person(&self, server: &Server) -> anyhow::Result<Person> {
        Person::again(server.address, self.session.as_ref().context("nobody logged in")?).await
    }

    async fn fill(&mut self) -> anyhow::Result<Vec<Measurement>> {
        let server = self.start().await?;
        let mut owner = Person::first_owner(server.address).await?;
        self.session = Some(owner.session().clone());
        let surveys = Surveys::make(&mut owner).await?;
        let started = Instant::now();
        let mut sent = 0;
        while sent < self.responses {
            let until = (sent + BATCH).min(self.responses);
            send(&mut owner, surveys.lines(sent, until, self.responses)).await?;
            sent = until;
        }
        server.facts_are_whole().await?;
        let took = started.elapsed().as_secs_f64();
        owner.expect_responses(None, self.responses).await?;
        server.rest().await?;
        let scored = company::scored_answers(self.responses) as f64;
        let (_, most) = server.memory_megabytes()?;
        server.stop()?;
        let bytes = bytes_of(&self.data)? as f64;
        Ok(vec![
            Measurement::new(
                "sent in batches, stored and projected, scored answers a second",
                scored / took,
                "/s",
            ),
            Measurement::new("memory at most meanwhile", most, "MB").at_most(MOST_MEMORY),
            Measurement::new("disk per scored answer, everything", bytes / scored, "B")
                .note(format!("{} MB in all", short(bytes / 1e6))),
        ])
    }

    /// Start-up at rest, and after a kill with a full hot set.
    async fn start_up(&mut self) -> anyhow::Result<Vec<Measurement>> {
        let server = self.start().await?;
        let ready = milliseconds(server.whole);
        server.rest().await?;
        let idle = server.memory_megabytes()?.0;
        let mut owner = self.person(&server).await?;
        let surveys = Surveys::of(&mut owner).await?;
        // Hot rows just below what makes a segment: 100,000, of which three responses make 17.
        let hot = 17_000;
        send(&mut owner, surveys.lines(0, hot, hot)).await?;
        self.responses += hot;
        server.kill()?;
        let server = self.start().await?;
        let after_kill = milliseconds(server.whole);
        self.person(&server).await?.expect_responses(None, self.responses).await?;
        server.stop()?;
        Ok(vec![
            Measurement::new("start-up until the facts are whole", ready, "ms").at_most(1_000.0),
            Measurement::new("start-up after kill -9 with a full hot set", after_kill, "ms").at_most(1_000.0),
            Measurement::new("memory idle after start (resident)", idle, "MB"),
        ])
    }

    /// Every question: first of a new process, with columns in memory, and the same of the peers.
    async fn beside_peers(&mut self, folder: &Path, wanted: &Wanted) -> anyhow::Result<Vec<Measurement>> {
        let parquet = folder.join("exported");
        let to = parquet.display().to_string();
        let started = Instant::now();
        run(self.binary, &self.data, &["export", "facts", "--to", &to])?;
        let exported = started.elapsed().as_secs_f64();
        let duck = DuckDb { python: wanted.python.clone(), parquet: parquet.join("facts") };
        let mut rows = vec![Row::default(); self.shapes.len()];
        let mut counts = Vec::new();
        for (shape, row) in self.shapes.iter().zip(&mut rows) {
            let server = self.start().await?;
            let (took, answer) = self.person(&server).await?.question(&shape.ask()).await?;
            row.cold = milliseconds(took);
            counts.push(answer["total"]["n"].as_i64().context("no n")?);
            server.stop()?;
            row.cold_peer = duck.start(Facts::Parquet)?.ask(&shape.sql())?.milliseconds;
        }
        let server = self.start().await?;
        let mut owner = self.person(&server).await?;
        for shape in &self.shapes {
            owner.question(&shape.varied().ask()).await?;
        }
        for (shape, row) in self.shapes.iter().zip(&mut rows) {
            row.warm = milliseconds(owner.question(&shape.ask()).await?.0);
        }
        let (_, most) = server.memory_megabytes()?;
        server.stop()?;
        let mut table = duck.start(Facts::Table)?;
        for ((shape, row), count) in self.shapes.iter().zip(&mut rows).zip(&counts) {
            let said = table.ask(&shape.sql())?;
            row.warm_peer = said.milliseconds;
            ensure!(said.counted == *count, "{}: {count} here, {} in DuckDB", shape.name, said.counted);
        }
        let theirs = table.most_megabytes()?;
        drop(table);
        let columns = Columns::read(&duck.parquet)?;
        for ((shape, row), count) in self.shapes.iter().zip(&mut rows).zip(&counts) {
            let counted = columns.count(&shape.plain())?;
            row.limit = milliseconds(counted.took);
            ensure!(counted.answers == *count, "{}: {count} here, {} in a loop", shape.name, counted.answers);
        }
        std::fs::remove_dir_all(&parquet)?;
        self.print(&rows, &counts);
        let mut measurements = summary(&rows);
        measurements.push(
            Measurement::new("memory at most while all were asked", most, "MB")
                .at_most(MOST_MEMORY)
                .note(format!("DuckDB with its table {} MB", short(theirs))),
        );
        measurements.push(Measurement::new("exporting the facts as Parquet", exported, "s"));
        Ok(measurements)
    }

    fn print(&self, rows: &[Row], counts: &[i64]) {
        println!(
            "\n{:>9} {:>9} {:>9} {:>9} {:>9} {:>10}",
            "cold", "Parquet", "never", "table", "loop", "answers"
        );
        for ((shape, row), count) in self.shapes.iter().zip(rows).zip(counts) {
            println!(
                "{:>9} {:>9} {:>9} {:>9} {:>9} {:>10}  {}",
                short(row.cold),
                short(row.cold_peer),
                short(row.warm),
                short(row.warm_peer),
                short(row.limit),
                thousands(*count),
                shape.name
            );
        }
    }

    /// Repeated, and after new answers have come.
    async fn kept(&mut self) -> anyhow::Result<Vec<Measurement>> {
        let server = self.start().await?;
        let mut owner = self.person(&server).await?;
        let surveys = Surveys::of(&mut owner).await?;
        let (mut never, mut repeated, mut refreshed) = (Vec::new(), Vec::new(), Vec::new());
        for shape in &self.shapes {
            owner.question(&shape.varied().ask()).await?;
        }
        for shape in &self.shapes {
            never.push(owner.question(&shape.ask()).await?.0);
            let mut again = Vec::new();
            for _ in 0..3 {
                again.push(owner.question(&shape.ask()).await?.0);
            }
            again.sort_unstable();
            repeated.push(again[1]);
        }
        // All are asked after the same thousand, for each of them is told from what was kept before.
        send(&mut owner, surveys.lines(0, NEW, NEW)).await?;
        server.facts_are_whole().await?;
        self.responses += NEW;
        owner.expect_responses(None, self.responses).await?;
        for shape in &self.shapes {
            refreshed.push(owner.question(&shape.ask()).await?.0);
        }
        let (_, most) = server.memory_megabytes()?;
        server.stop()?;
        let least = self.with_small_caches().await?;
        Ok(vec![
            of_all("never asked, columns in memory as far as they fit", never),
            of_all("repeated", repeated).at_most(2.0),
            of_all(format!("after {} new responses", thousands(NEW as i64)), refreshed).at_most(10.0),
            Measurement::new("memory at most while all were asked", most, "MB").at_most(MOST_MEMORY),
            Measurement::new("the same with a quarter of the caches", least, "MB")
                .at_most(MOST_MEMORY - LESS_MEMORY)
                .note("columns 70 MB in place of 280, sums 16 in place of 64"),
        ])
    }

    /// Memory at most, in megabytes, while everything is asked of a server that keeps little.
    async fn with_small_caches(&self) -> anyhow::Result<f64> {
        let server = Server::start(self.binary, &self.data, &SMALL).await?;
        let mut owner = self.person(&server).await?;
        for shape in &self.shapes {
            owner.question(&shape.varied().ask()).await?;
            owner.question(&shape.ask()).await?;
        }
        let (_, most) = server.memory_megabytes()?;
        server.stop()?;
        Ok(most)
    }
}

async fn send(owner: &mut Person, lines: String) -> anyhow::Result<()> {
    let expected = lines.lines().count();
    let (_, answer) =
        owner.timed(Method::POST, "/responses:batch", "application/x-ndjson", Bytes::from(lines)).await?;
    let outcome: Value = serde_json::from_slice(&answer.body)?;
    ensure!(outcome["accepted"] == expected, "not all were accepted, as the first: {}", outcome["lines"][0]);
    Ok(())
}

fn of_all(name: impl Into<String>, took: Vec<Duration>) -> Measurement {
    let samples = Samples::of_milliseconds(took);
    let note = format!("p95 {}, most {}", short(samples.quantile(0.95)), short(samples.quantile(1.0)));
    Measurement::median(name, &samples).note(format!("median of {}; {note}", samples.len()))
}

fn summary(rows: &[Row]) -> Vec<Measurement> {
    let ratios = |ratio: fn(&Row) -> f64| Samples::new(rows.iter().map(ratio).collect());
    let middle = |of: fn(&Row) -> f64| Samples::new(rows.iter().map(of).collect()).median();
    let cold = ratios(|row| row.cold / row.cold_peer);
    let table = ratios(|row| row.warm / row.warm_peer);
    let limit = ratios(|row| row.warm / row.limit);
    let line = |name: &str, ratios: &Samples, ours: f64, theirs: f64| {
        Measurement::new(name, ratios.geometric_mean(), "×").note(format!(
            "{}; medians {} and {} ms",
            ratios.range(),
            short(ours),
            short(theirs)
        ))
    };
    vec![
        line("cold, to DuckDB over Parquet", &cold, middle(|row| row.cold), middle(|row| row.cold_peer))
            .at_most(1.0),
        Measurement::new("cold, the worst of them", cold.quantile(1.0), "×").at_most(2.0),
        line(
            "never asked, to DuckDB's own table",
            &table,
            middle(|row| row.warm),
            middle(|row| row.warm_peer),
        )
        .at_most(0.5),
        line("never asked, to a plain loop", &limit, middle(|row| row.warm), middle(|row| row.limit))
            .at_most(2.5),
    ]
}

fn bytes_of(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { bytes_of(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

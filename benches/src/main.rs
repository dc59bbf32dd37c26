//! Measures a real `heard` over real requests and prints each number beside its bar and its peer.
//!
//! The release binary runs as a process of its own on temporary folders; this program is all of
//! its customers at once, over loopback. Processor time is what the kernel counted for the
//! server's process, so the senders' own work is not in it; times of acknowledgement are, on a
//! machine that both share. Every load has an end. A missed bar is printed, not an error.

mod bare;
mod company;
mod crowd;
mod crowd_fair;
mod crowd_folder;
mod crowd_listeners;
mod disk;
mod effort;
mod http;
mod intake;
mod large;
mod load;
mod machine;
mod pages;
mod peer;
mod person;
mod questions;
mod report;
mod samples;
mod server;
mod sustained;
mod sustained_arrivals;
mod sustained_overload;
mod sustained_watch;
mod sustained_wire;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Parser;

use crowd::CrowdEffort;
use crowd_fair::FairEffort;
use effort::Effort;
use machine::{Machine, load_average};
use report::{Report, Section};
use sustained::SustainedEffort;

/// Measure a real server: answers coming in, questions over a million answers, pages.
#[derive(Debug, Parser)]
#[command(name = "bench", max_term_width = 100)]
struct Arguments {
    /// The binary to measure
    #[arg(long, value_name = "FILE")]
    heard: PathBuf,
    /// A look at everything in under a minute, over fewer answers
    #[arg(long)]
    quick: bool,
    /// Measure only this part; may be given several times [possible: intake,
    /// questions, pages; and only when named: sustained, overload, crowd, fair]
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
    /// Measure millions of answers beside DuckDB instead; PYTHON is an interpreter with the package duckdb
    #[arg(long, value_name = "PYTHON")]
    large: Option<PathBuf>,
    /// Sizes of that, in millions of scored answers
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "1,10,50")]
    millions: Vec<f64>,
    /// The size that is measured beside DuckDB, in millions of scored answers
    #[arg(long, value_name = "NUMBER", default_value = "10")]
    beside: f64,
    /// Questions of that
    #[arg(long, value_name = "COUNT", default_value = "100")]
    questions: usize,
    /// Where temporary data folders are made; a folder on the disk that is to be measured
    #[arg(long, value_name = "FOLDER", default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
    /// Also write everything to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    let outcome = if bare::is_wanted() {
        bare::serve()
    } else {
        let arguments = Arguments::parse();
        tokio::runtime::Runtime::new()
            .context("no threads can be started")
            .and_then(|runtime| runtime.block_on(run(&arguments)))
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let heard = arguments.heard.canonicalize();
    let heard =
        heard.with_context(|| format!("there is no {}; build it first", arguments.heard.display()))?;
    let folder = tempfile::Builder::new().prefix("heard-bench-").tempdir_in(&arguments.folder)?;
    let load_before = load_average();
    let mut sections = Vec::new();
    let outcome = measure(arguments, &heard, folder.path(), &mut sections).await;
    let machine = Machine::look(folder.path());
    // What was measured is told, also where something after it could not be.
    let report = Report { machine, load_before, load_after: load_average(), sections };
    report.print();
    if let Some(path) = &arguments.json {
        std::fs::write(path, serde_json::to_vec_pretty(&report)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    outcome
}

async fn measure(
    arguments: &Arguments,
    heard: &Path,
    folder: &Path,
    sections: &mut Vec<Section>,
) -> anyhow::Result<()> {
    const PARTS: [&str; 7] = ["intake", "questions", "pages", "sustained", "overload", "crowd", "fair"];
    if let Some(unknown) = arguments.only.iter().find(|part| !PARTS.contains(&part.as_str())) {
        anyhow::bail!("`{unknown}` is no part; use {}", PARTS.join(", "));
    }
    let effort = if arguments.quick { Effort::QUICK } else { Effort::FULL };
    let wanted = |part: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == part);
    if let Some(python) = &arguments.large {
        let wanted = large::Wanted {
            millions: arguments.millions.clone(),
            with_peers: arguments.beside,
            questions: arguments.questions,
            python: python.clone(),
        };
        let started = begin("millions of answers");
        sections.extend(large::measure(heard, folder, &wanted).await?);
        end(started);
        return Ok(());
    }
    if wanted("intake") {
        let started = begin("answers coming in");
        sections.push(intake::measure(heard, folder, &effort).await?);
        end(started);
    }
    if wanted("questions") {
        let started = begin("questions");
        sections.extend(questions::measure(heard, folder, &effort).await?);
        end(started);
    }
    if wanted("pages") {
        let started = begin("pages");
        sections.push(pages::measure(heard, folder, &effort).await?);
        end(started);
    }
    measure_load(heard, folder, arguments, sections).await?;
    let is_number = |section: &Section| section.measurements.iter().all(|one| one.value.is_finite());
    ensure!(sections.iter().all(is_number), "a number could not be measured: {sections:?}");
    Ok(())
}

/// The parts that take long, or more of the machine: only when they are named.
async fn measure_load(
    heard: &Path,
    folder: &Path,
    arguments: &Arguments,
    sections: &mut Vec<Section>,
) -> anyhow::Result<()> {
    let named = |part: &str| arguments.only.iter().any(|only| only == part);
    let quick = arguments.quick;
    let effort = if quick { SustainedEffort::QUICK } else { SustainedEffort::FULL };
    if named("sustained") {
        let started = begin("half of the capacity for long");
        sections.push(sustained::measure(heard, folder, &effort).await?);
        end(started);
    }
    if named("overload") {
        let started = begin("twice the capacity");
        sections.extend(sustained_overload::measure(heard, folder, &effort).await?);
        end(started);
    }
    if named("crowd") {
        let started = begin("many workspaces and open pages");
        let effort = if quick { CrowdEffort::QUICK } else { CrowdEffort::FULL };
        sections.push(crowd::measure(heard, folder, &effort).await?);
        end(started);
    }
    if named("fair") {
        let started = begin("a quiet workspace beside a noisy one");
        let effort = if quick { FairEffort::QUICK } else { FairEffort::FULL };
        sections.push(crowd_fair::measure(heard, folder, &effort).await?);
        end(started);
    }
    Ok(())
}

fn begin(part: &str) -> Instant {
    eprint!("measuring {part} … ");
    Instant::now()
}

fn end(started: Instant) {
    eprintln!("{:.0} s", started.elapsed().as_secs_f64());
}

//! `heard demo`: a simulated company, filled once, then served.

use std::path::Path;

use anyhow::{Context as _, bail};
use heard_model::{Clock, SystemClock};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::args::Demo;
use crate::commands::serve::serve;
use crate::config::Config;
use crate::door::is_served;
use crate::fill::{Filling, PASSWORD, PEOPLE};
use crate::runtime::Runtime;

/// What a demo folder was filled with; kept in it, so that an interrupted filling goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Filled {
    seed: u64,
    responses: u64,
    until: Date,
    complete: bool,
}

/// Fills a fresh folder, or goes on with a filled one, and serves it.
///
/// # Errors
/// When the folder belongs to something else, or can't be filled or served.
pub async fn run(config: &Config, demo: &Demo) -> anyhow::Result<()> {
    if is_served(&config.socket()).await {
        bail!("a server runs on {} already; stop it first", config.data().display());
    }
    if !demo.no_serve {
        return serve(config, async |runtime| {
            prepare(config, demo, runtime).await?;
            greet(config);
            Ok(())
        })
        .await;
    }
    let runtime = Runtime::start(config).await?;
    prepare(config, demo, &runtime).await?;
    runtime.catch_up().await?;
    runtime.stop().await
}

async fn prepare(config: &Config, demo: &Demo, runtime: &Runtime) -> anyhow::Result<()> {
    let note = config.data().join("demo.json");
    let wanted = match read_note(&note)? {
        Some(filled) if filled.complete => return Ok(()),
        Some(interrupted) => interrupted,
        None if !runtime.store.users().is_empty().await? => {
            bail!("{} holds a real company; name another folder with --data", config.data().display())
        }
        None => Filled {
            seed: demo.seed,
            responses: u64::try_from(demo.responses)?,
            until: demo.until.unwrap_or_else(today),
            complete: false,
        },
    };
    write_note(&note, wanted)?;
    Filling::new(runtime, wanted.seed, wanted.responses, wanted.until).run().await?;
    runtime.catch_up().await?;
    write_note(&note, Filled { complete: true, ..wanted })
}

fn today() -> Date {
    SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn read_note(path: &Path) -> anyhow::Result<Option<Filled>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path)?;
    serde_json::from_str(&text).map(Some).with_context(|| format!("{} cannot be read", path.display()))
}

fn write_note(path: &Path, filled: Filled) -> anyhow::Result<()> {
    std::fs::write(path, serde_json::to_vec_pretty(&filled)?)
        .with_context(|| format!("cannot write {}", path.display()))
}

fn greet(config: &Config) {
    let url = config.public_url();
    println!("\n  Heard is at      {url}");
    println!("  log in as        {}", PEOPLE[0].email);
    println!("  password         {PASSWORD}\n");
    println!("  Everything in it is simulated. Three things to try:");
    println!("  1. Home says what changed: one step of the journey broke last month. Which, and where?");
    println!("  2. Open a survey's link on your phone, give a 2, and watch the number and the case.");
    // As it can be typed, whether or not it is installed.
    let heard =
        std::env::current_exe().map_or_else(|_| "heard".to_owned(), |path| path.display().to_string());
    println!("  3. Ask the same from another terminal:");
    println!("     {heard} query csat --by touchpoint --data {}", config.data().display());
    println!("\n  Ctrl-C stops it; the same command goes on with the same data.\n");
}

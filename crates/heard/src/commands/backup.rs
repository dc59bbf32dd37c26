//! `heard backup`: takes a snapshot through the door and keeps it; lists and verifies what is kept.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::body::Body;
use axum::http::Response;
use heard_backup::{BackupReport, Flaw, Keep, Passphrase, Repository, Verification, verify};
use heard_model::{Clock, SystemClock, SystemEntropy};
use heard_store::FrameReader;
use http_body_util::BodyExt;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::args::Backup;
use crate::config::Config;
use crate::door::{Door, accepted};
use crate::text_table::TextTable;

/// Backs everything up.
///
/// # Errors
/// When the server refuses or breaks off, the key is not the right one, or the folder can't be used.
pub async fn run(door: &Door, config: &Config, arguments: &Backup, json: bool) -> anyhow::Result<()> {
    let key = key(config, arguments.key_file.as_deref())?;
    let repository = Repository::open_to_write(&arguments.to, key.as_ref(), Arc::new(SystemEntropy))?;
    let mut backup = heard_backup::Backup::begin(&repository)?;
    let request = serde_json::to_vec(&backup.request())?;
    let path = "/api/v1/operator/snapshot";
    let answer = door.call("POST", path, "application/json", request.into()).await?;
    if !answer.status().is_success() {
        accepted(answer).await?;
        bail!("the server refused the backup");
    }
    take(answer, &mut backup).await?;
    let keep = Keep { newest: arguments.keep.map(usize::try_from).transpose()?, days: arguments.keep_days };
    let report = tokio::task::block_in_place(|| backup.finish(keep, SystemClock.now()))?;
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report, &arguments.to);
    }
    Ok(())
}

/// Takes the snapshot as it comes in.
async fn take(answer: Response<Body>, backup: &mut heard_backup::Backup<'_>) -> anyhow::Result<()> {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(120));
    let mut body = answer.into_body();
    let mut frames = FrameReader::default();
    while let Some(part) = body.frame().await {
        let part = part.context("the backup broke off; earlier ones are whole, run it again")?;
        let Ok(bytes) = part.into_data() else { continue };
        frames.push(&bytes);
        tokio::task::block_in_place(|| -> anyhow::Result<()> {
            while let Some(frame) = frames.take_frame()? {
                backup.take(frame)?;
            }
            Ok(())
        })?;
        let (table, rows) = backup.progress();
        bar.set_message(format!("{table}: {rows} rows so far"));
    }
    bar.finish_and_clear();
    Ok(())
}

/// The key that backups are encrypted with, if there is one.
///
/// # Errors
/// When the file can't be read, or the key is too short.
pub fn key(config: &Config, file: Option<&Path>) -> anyhow::Result<Option<Passphrase>> {
    if let Some(file) = file {
        return Ok(Some(Passphrase::from_file(file)?));
    }
    Some(config.text("backup_key"))
        .filter(|key| !key.is_empty())
        .map(|key| Passphrase::new(key).context("backup_key"))
        .transpose()
}

fn print(report: &BackupReport, folder: &Path) {
    println!("backed up {} responses as of {}", report.responses, report.moment);
    println!(
        "new: {} of {} blocks, {} of {}",
        report.new_blocks,
        report.blocks,
        size(report.new_bytes),
        size(report.bytes)
    );
    if report.scrubbed > 0 {
        println!("words of people who were erased since were taken out of {} earlier ones", report.scrubbed);
    }
    if !report.forgotten.is_empty() {
        println!("forgotten: {} that were too old", report.forgotten.len());
    }
    println!("{} backups are in {}", report.kept, folder.display());
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// Lists what is there, or verifies it.
///
/// # Errors
/// When the key is not the right one, the folder can't be read, or something is missing or damaged.
pub fn look(config: &Config, arguments: &Backup, json: bool) -> anyhow::Result<()> {
    let key = key(config, arguments.key_file.as_deref())?;
    let repository = Repository::open_to_read(&arguments.to, key.as_ref(), Arc::new(SystemEntropy))?;
    if arguments.list { list(&repository, json) } else { check(&repository, json) }
}

fn list(repository: &Repository, json: bool) -> anyhow::Result<()> {
    let moments = repository.moments()?;
    let bytes = |manifest: &heard_backup::Manifest| manifest.blocks().map(|block| block.bytes).sum::<u64>();
    if json {
        let told = moments.iter().map(|moment| {
            let manifest = &moment.manifest;
            json!({
                "moment": manifest.moment, "position": manifest.position, "schema": manifest.schema,
                "responses": manifest.rows("responses"), "bytes": bytes(manifest),
            })
        });
        println!("{}", serde_json::to_string_pretty(&told.collect::<Vec<_>>())?);
        return Ok(());
    }
    let mut table = TextTable::new(["moment", "responses", "size", "as of"]);
    for moment in &moments {
        let manifest = &moment.manifest;
        table.row([
            manifest.moment.to_string(),
            manifest.rows("responses").to_string(),
            size(bytes(manifest)),
            manifest.position.to_string(),
        ]);
    }
    print!("{table}");
    println!("{} backups; blocks that several of them share are there once", moments.len());
    Ok(())
}

fn check(repository: &Repository, json: bool) -> anyhow::Result<()> {
    let style = ProgressStyle::with_template("reading {bar:40} {pos} of {len} blocks")?;
    let bar = ProgressBar::new(0).with_style(style);
    let found = verify(repository, &mut |read, all| {
        bar.set_length(all);
        bar.set_position(read);
    })?;
    bar.finish_and_clear();
    if json {
        println!("{}", serde_json::to_string_pretty(&found)?);
    } else {
        let Verification { backups, blocks, bytes, .. } = found;
        println!("read {blocks} blocks ({}) of {backups} backups", size(bytes));
        found.problems.iter().for_each(print_flaw);
    }
    if !found.problems.is_empty() {
        bail!("{} files are missing or damaged", found.problems.len());
    }
    if !json {
        println!("all is well");
    }
    Ok(())
}

fn print_flaw(flaw: &Flaw) {
    println!("wrong: {}", flaw.problem);
    for moment in &flaw.needed_by {
        println!("  needed by the backup of {moment}");
    }
}

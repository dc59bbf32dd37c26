//! `GET /api/v1/facts.tar`: the facts as plain Parquet with a codebook, streamed.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header;
use heard_facts::{FactsError, PlainFacts, PlainFile, RowBlock, Segment};
use heard_jobs::KeptSnapshot;
use heard_model::day::date_of;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::archive::{Archive, Gone};
use super::codebook::{Codebook, Explained, FileEntry};
use super::readme::readme;
use crate::api::common::*;

/// Export the facts
///
/// A tar archive: `facts/*.parquet`, one row for each scored answer with labels in the place of codes;
/// `codebook.json`, which explains every column, survey and unit and how numbers are computed; and
/// `README.md`. Only rows within reach of the caller. An archive without its end is not whole.
#[utoipa::path(get, path = "/api/v1/facts.tar", tag = "responses",
    responses((status = 200, description = "the archive", body = String, content_type = "application/x-tar")))]
pub async fn export_facts(State(state): State<AppState>, caller: Caller) -> Answer<Response> {
    let explained = Explained::gather(&state, &caller).await?;
    let kept = state.projector.keep_snapshot(caller.workspace()).await;
    let facts = PlainFacts::new(&kept.snapshot().dictionary, &caller.scope.units);
    let facts = facts.map_err(|error| Problem::internal(&error))?;
    let (sender, receiver) = mpsc::channel(2);
    let archive = Archive::new(sender, state.clock.now());
    tokio::spawn(Export { state, explained, kept, facts: Some(facts), files: Vec::new() }.run(archive));
    let headers = [
        (header::CONTENT_TYPE, "application/x-tar"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"facts.tar\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// An export on its way.
struct Export {
    state: AppState,
    explained: Explained,
    kept: KeptSnapshot,
    /// Elsewhere while a file is made.
    facts: Option<PlainFacts>,
    files: Vec<FileEntry>,
}

/// Why an export breaks off.
#[derive(Debug, thiserror::Error)]
enum BrokenOff {
    #[error(transparent)]
    Facts(#[from] FactsError),
    #[error(transparent)]
    Gone(#[from] Gone),
    #[error("Heard is being stopped")]
    Stopped,
    #[error("a worker thread ended")]
    Thread,
    #[error("the codebook could not be written: {0}")]
    Codebook(#[from] serde_json::Error),
}

/// Where rows are.
enum Rows {
    Stored(Arc<Segment>),
    Hot(Vec<Arc<RowBlock>>),
}

impl Export {
    async fn run(mut self, archive: Archive) {
        match self.send(&archive).await {
            // Then nobody listens to the end either.
            Ok(()) => drop(archive.finish().await),
            Err(BrokenOff::Gone(_)) => {}
            Err(error) => {
                tracing::error!(%error, "an export of the facts broke off");
                archive.break_off().await;
            }
        }
    }

    async fn send(&mut self, archive: &Archive) -> Result<(), BrokenOff> {
        let snapshot = Arc::clone(self.kept.snapshot());
        let mut segments = snapshot.segments.clone();
        segments.sort_by_key(|segment| (segment.meta().range.min_day, segment.id()));
        for segment in segments {
            self.send_rows(archive, Rows::Stored(segment)).await?;
        }
        if !snapshot.hot.is_empty() {
            self.send_rows(archive, Rows::Hot(snapshot.hot.clone())).await?;
        }
        let facts = self.facts.as_ref().ok_or(BrokenOff::Thread)?;
        let codebook = Codebook::new(&self.explained, &snapshot.watermark, &self.files, facts.columns());
        archive.add("README.md", readme(&codebook).into()).await?;
        // Last, so that an archive with a codebook is whole.
        archive.add("codebook.json", serde_json::to_vec_pretty(&codebook)?.into()).await?;
        Ok(())
    }

    async fn send_rows(&mut self, archive: &Archive, rows: Rows) -> Result<(), BrokenOff> {
        let Some((file, checksum)) = self.write(rows).await? else { return Ok(()) };
        let number = self.files.len() + 1;
        let (first_day, last_day) = (date_of(file.first_day), date_of(file.last_day));
        let name = format!("facts/{first_day}_{last_day}_{number:04}.parquet");
        archive.add(&name, file.bytes.clone()).await?;
        self.files.push(FileEntry {
            file: name,
            rows: file.rows as u64,
            bytes: file.bytes.len() as u64,
            sha256: checksum,
            first_day,
            last_day,
        });
        Ok(())
    }

    /// Makes one file on a thread that may compute, in turn with questions.
    async fn write(&mut self, rows: Rows) -> Result<Option<(PlainFile, String)>, BrokenOff> {
        if self.state.stop.is_cancelled() {
            return Err(BrokenOff::Stopped);
        }
        let mut facts = self.facts.take().ok_or(BrokenOff::Thread)?;
        let writing = move || {
            let written = write(&mut facts, rows);
            (facts, written)
        };
        let workspace = self.kept.snapshot().workspace;
        let written = self.state.questions.compute(workspace, writing).await;
        let (facts, written) = written.map_err(|_| BrokenOff::Thread)?;
        self.facts = Some(facts);
        Ok(written?)
    }
}

fn write(facts: &mut PlainFacts, rows: Rows) -> Result<Option<(PlainFile, String)>, FactsError> {
    let blocks = match rows {
        Rows::Stored(segment) => vec![Arc::new(segment.rows()?)],
        Rows::Hot(blocks) => blocks,
    };
    let file = facts.write(&blocks)?;
    Ok(file.map(|file| {
        let checksum = Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        (file, checksum)
    }))
}

//! `heard export`: answers to a file, at any size.

use std::io::Write;

use anyhow::{Context, bail};
use http_body_util::BodyExt;

use crate::args::ExportResponses;
use crate::commands::query::find_survey;
use crate::door::{Door, accepted};

/// Streams all responses as CSV.
///
/// # Errors
/// When the server refuses or the file can't be written.
pub async fn responses(door: &Door, export: &ExportResponses) -> anyhow::Result<()> {
    let mut parameters = Vec::new();
    if let Some(name) = &export.survey {
        parameters.push(format!("survey={}", find_survey(door, name).await?));
    }
    parameters.extend(export.from.map(|day| format!("from={day}")));
    parameters.extend(export.until.map(|day| format!("until={day}")));
    let path = format!("/api/v1/responses.csv?{}", parameters.join("&"));
    let answer = door.call("GET", &path, "application/json", axum::body::Bytes::new()).await?;
    if !answer.status().is_success() {
        accepted(answer).await?;
        bail!("the server refused the export");
    }
    let mut output: Box<dyn Write> = match &export.output {
        Some(path) => {
            Box::new(std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?)
        }
        None => Box::new(std::io::stdout().lock()),
    };
    let mut body = answer.into_body();
    while let Some(frame) = body.frame().await {
        if let Ok(bytes) = frame.context("the export broke off; what was written is incomplete")?.into_data()
        {
            output.write_all(&bytes)?;
        }
    }
    output.flush()?;
    Ok(())
}

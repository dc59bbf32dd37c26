//! `heard export facts`: the facts as plain Parquet with a codebook, in a folder.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use indicatif::ProgressBar;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::args::ExportFacts;
use crate::door::{Door, accepted};

/// How often an export is begun whose segments another process merges meanwhile.
const TRIES: usize = 3;

/// Writes the facts of the workspace into a folder.
///
/// # Errors
/// When the folder is not empty or can't be written, or the server refuses.
pub async fn run(door: &Door, export: &ExportFacts, json: bool) -> anyhow::Result<()> {
    let folder = &export.to;
    let is_empty = !folder.exists() || folder.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    if !is_empty {
        bail!("{} is not an empty folder; name another one with --to", folder.display());
    }
    let bar = ProgressBar::new_spinner().with_message("writing facts");
    bar.enable_steady_tick(Duration::from_millis(120));
    let codebook = receive(door, folder).await?;
    bar.finish_and_clear();
    if json {
        println!("{}", serde_json::to_string_pretty(&summary(&codebook))?);
    } else {
        let files = codebook["files"].as_array().map_or(0, Vec::len);
        println!(
            "{} rows in {files} files as of {}; {} explains them",
            codebook["rows"],
            codebook["as_of"].as_str().unwrap_or_default(),
            folder.join("README.md").display()
        );
    }
    Ok(())
}

fn summary(codebook: &Value) -> Value {
    let of = |name: &str| codebook[name].clone();
    serde_json::json!({ "rows": of("rows"), "as_of": of("as_of"), "files": of("files") })
}

/// Writes what the server sends; begins anew where it breaks off. Returns the codebook.
async fn receive(door: &Door, folder: &Path) -> anyhow::Result<Value> {
    let mut tries = 1;
    loop {
        let answer = door.call("GET", "/api/v1/facts.tar", "application/json", Bytes::new()).await?;
        if !answer.status().is_success() {
            accepted(answer).await?;
            bail!("the server refused the export");
        }
        let received = unpack_body(answer.into_body(), folder).await;
        let received = received.and_then(|files| files.map(|files| checked(folder, &files)).transpose());
        if !matches!(received, Ok(Some(_))) {
            clear(folder);
        }
        match received? {
            Some(codebook) => return Ok(codebook),
            None if tries < TRIES => tries += 1,
            None => bail!("the export broke off again and again; nothing was written, see the server's log"),
        }
    }
}

/// A file that was written.
struct Written {
    name: String,
    sha256: String,
}

/// Unpacks an archive while it arrives; `None` if it breaks off.
async fn unpack_body(mut body: Body, folder: &Path) -> anyhow::Result<Option<Vec<Written>>> {
    let (sender, receiver) = mpsc::channel(8);
    let folder = folder.to_owned();
    let unpacking =
        tokio::task::spawn_blocking(move || unpack(Arriving { receiver, bytes: Bytes::new() }, &folder));
    let mut broke_off = false;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            broke_off = true;
            break;
        };
        // An unpacker that has ended says itself why.
        if let Ok(bytes) = frame.into_data()
            && sender.send(bytes).await.is_err()
        {
            break;
        }
    }
    drop(sender);
    let unpacked = unpacking.await?;
    if broke_off { Ok(None) } else { unpacked.map(Some) }
}

/// The bytes of a body, for a thread that may wait.
struct Arriving {
    receiver: mpsc::Receiver<Bytes>,
    bytes: Bytes,
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.bytes.is_empty() {
            match self.receiver.blocking_recv() {
                Some(bytes) => self.bytes = bytes,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes.split_to(count));
        Ok(count)
    }
}

fn unpack(arriving: impl Read, folder: &Path) -> anyhow::Result<Vec<Written>> {
    let mut archive = tar::Archive::new(arriving);
    let mut written = Vec::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.into_owned();
        let path = folder.join(within(&name)?);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        let failed = || format!("cannot write {}", path.display());
        let file = fs::File::create(&path).with_context(failed)?;
        let mut hashed = Hashed { file, hash: Sha256::new() };
        io::copy(&mut entry, &mut hashed).with_context(failed)?;
        hashed.file.sync_all().with_context(failed)?;
        let sha256 = hashed.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        written.push(Written { name: name.to_string_lossy().into_owned(), sha256 });
    }
    Ok(written)
}

/// A name that stays within the folder.
fn within(name: &Path) -> anyhow::Result<PathBuf> {
    if name.components().all(|component| matches!(component, Component::Normal(_))) {
        return Ok(name.to_owned());
    }
    bail!("the server sent a file named {}, which lies outside of the folder", name.display())
}

/// Writes and hashes.
struct Hashed {
    file: fs::File,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The codebook, if the files are as it says.
fn checked(folder: &Path, written: &[Written]) -> anyhow::Result<Value> {
    let path = folder.join("codebook.json");
    let codebook = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let codebook: Value = serde_json::from_slice(&codebook).context("the codebook could not be read")?;
    for file in codebook["files"].as_array().into_iter().flatten() {
        let is_as_told = |written: &Written| {
            file["file"] == written.name.as_str() && file["sha256"] == written.sha256.as_str()
        };
        if !written.iter().any(is_as_told) {
            bail!("{} is not as it was sent; export again", file["file"]);
        }
    }
    Ok(codebook)
}

/// Removes what an export wrote that broke off; the folder was empty before.
fn clear(folder: &Path) {
    // What cannot be removed will be in the way of the next export, which says so.
    let _ = fs::remove_dir_all(folder.join("facts"));
    for name in ["README.md", "codebook.json"] {
        let _ = fs::remove_file(folder.join(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stay_within_the_folder() {
        assert!(within(Path::new("facts/a.parquet")).is_ok());
        for name in ["../a", "/etc/a", "facts/../../a"] {
            assert!(within(Path::new(name)).is_err(), "{name}");
        }
    }
}

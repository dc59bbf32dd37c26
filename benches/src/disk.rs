//! What the disk itself can do: the floor under every acknowledgement.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

const BLOCK: [u8; 4_096] = [0x5A; 4_096];

/// A file that grows by 4 KiB at a time, each made durable before the next.
#[derive(Debug)]
pub struct Disk(NamedTempFile);

impl Disk {
    /// A new file in a folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn in_folder(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self(NamedTempFile::new_in(folder)?))
    }

    /// Appends 4 KiB, waits until they are durable (`fdatasync`), and says how long it took.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn append(&mut self) -> anyhow::Result<Duration> {
        let file: &mut File = self.0.as_file_mut();
        let started = Instant::now();
        file.write_all(&BLOCK)?;
        file.sync_data()?;
        Ok(started.elapsed())
    }
}

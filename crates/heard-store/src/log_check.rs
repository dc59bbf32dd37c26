//! Looks at SQLite's write-ahead log before SQLite does. SQLite drops a log that it cannot read, and
//! everything after a damaged place in it, without a word; here that would be answers that were
//! acknowledged. What a crash leaves behind is not touched by this: a log that ends in the middle of
//! a change that was never acknowledged.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::checkpoint::log_file;
use crate::folder_lock::file_error;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The first bytes of a log, but for the lowest bit, which says the order of bytes in checksums.
const MAGIC: u32 = 0x377f_0682;

/// Says whether the log of a file is whole, as far as it was ever acknowledged.
///
/// # Errors
/// [`StoreError::DamagedLog`] if it is not, or if it or the file is gone; [`StoreError::EmptyFile`] if the
/// file has lost what it had.
pub(crate) fn check(file: &Path) -> Result<(), StoreError> {
    let log = log_file(file);
    let length = std::fs::metadata(&log).map(|metadata| metadata.len()).ok();
    let damaged = |reason: &str| {
        Err(StoreError::DamagedLog { file: log.clone(), index: index_file(file), reason: reason.to_owned() })
    };
    if std::fs::metadata(file).is_ok_and(|metadata| metadata.len() == 0) {
        // SQLite would take it for a new one.
        return Err(StoreError::EmptyFile(file.to_owned()));
    }
    match length {
        // SQLite deletes the index before the log, so this is no crash.
        None if index_file(file).exists() && file.exists() => {
            damaged("it is gone, though its index is there")
        }
        Some(length) if length > 0 && !file.exists() => damaged("the database that it belongs to is gone"),
        Some(length) if length >= (HEADER + FRAME_HEADER) as u64 => {
            let opened = File::open(&log).map_err(|error| file_error(&log, &error))?;
            match damage(BufReader::with_capacity(1 << 20, opened)) {
                Ok(Some(reason)) => damaged(&reason),
                Ok(None) => Ok(()),
                Err(error) => Err(file_error(&log, &error)),
            }
        }
        _ => Ok(()),
    }
}

fn index_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-shm");
    PathBuf::from(name)
}

/// What is wrong with a log; `None` if nothing is.
fn damage(mut log: impl Read) -> std::io::Result<Option<String>> {
    let mut header = [0; HEADER];
    log.read_exact(&mut header)?;
    if header.iter().all(|byte| *byte == 0) {
        // Nothing was ever acknowledged with it: its head is on the disk before any change is.
        return Ok(None);
    }
    let page_size = number(&header, 8) as usize;
    let is_log = number(&header, 0) & !1 == MAGIC && page_size.is_power_of_two() && page_size >= 512;
    let mut sums = Sums { big_endian: number(&header, 0) & 1 == 1, now: (0, 0) };
    if !is_log || page_size > 65_536 || sums.add(&header[..24]) != stored(&header, 24) {
        return Ok(Some("its head cannot be read".to_owned()));
    }
    let mut frame = vec![0; FRAME_HEADER + page_size];
    let (mut place, mut broken, mut was_commit) = (0_u64, None, false);
    while read_whole(&mut log, &mut frame)? {
        place += 1;
        sums.add(&frame[..8]);
        let is_right = sums.add(&frame[FRAME_HEADER..]) == stored(&frame, 16);
        // With other salts it is damaged, or from before the log began again from its start: then all
        // that follow are, too.
        let is_whole = is_right && frame[8..16] == header[16..24];
        // Each place is checked by what the one before it says of itself.
        sums.now = stored(&frame, 16);
        match broken {
            None if is_whole => {}
            None => (broken, was_commit) = (Some(place), false),
            Some(_) if !is_whole => was_commit = false,
            // A whole change and something after it: so the change was acknowledged.
            Some(place) if was_commit => {
                return Ok(Some(format!("page {place} of it is not what was written")));
            }
            Some(_) => was_commit = number(&frame, 4) != 0,
        }
    }
    Ok(None)
}

/// Reads exactly so much; `false` at the end.
fn read_whole(from: &mut impl Read, into: &mut [u8]) -> std::io::Result<bool> {
    match from.read_exact(into) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn stored(bytes: &[u8], at: usize) -> (u32, u32) {
    (number(bytes, at), number(bytes, at + 4))
}

/// The running checksum of a log, as its format defines it (sqlite.org/fileformat2.html, 4.2).
struct Sums {
    big_endian: bool,
    now: (u32, u32),
}

impl Sums {
    fn add(&mut self, bytes: &[u8]) -> (u32, u32) {
        for pair in bytes.chunks_exact(8) {
            let word = |at: usize| {
                let bytes = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
                if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
            };
            let first = self.now.0.wrapping_add(word(0)).wrapping_add(self.now.1);
            let second = self.now.1.wrapping_add(word(4)).wrapping_add(first);
            self.now = (first, second);
        }
        self.now
    }
}

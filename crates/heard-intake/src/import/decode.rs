//! Bytes in any encoding become UTF-8 bytes, and a row without an end is stopped.
//!
//! Line ends become `\n` on the way, in and out of cells, so that lines are counted alike in files
//! of every system.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

use encoding_rs::{CoderResult, Decoder, Encoding};

/// The longest row, in bytes of UTF-8.
pub(crate) const MAX_ROW: usize = 1024 * 1024;

/// What the decoder counts while another reader stands between it and the one who asks.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// Bytes of the file that were read.
    pub bytes_read: AtomicU64,
    /// Bytes that were given out since the last row was complete.
    pub since_row: AtomicUsize,
    /// Whether some bytes were no text in the encoding; U+FFFD stands in their place.
    pub has_undecodable: AtomicBool,
}

/// A reader of UTF-8 over a reader of any encoding.
pub(crate) struct DecodingReader<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_from: usize,
    ready: Vec<u8>,
    ready_from: usize,
    at_end: bool,
    finished: bool,
    after_return: bool,
    counters: Arc<Counters>,
}

impl<R: Read> DecodingReader<R> {
    /// Reads `inner` as `encoding`; a byte order mark is left out.
    pub fn new(inner: R, encoding: &'static Encoding, counters: Arc<Counters>) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: Vec::new(),
            raw_from: 0,
            ready: Vec::new(),
            ready_from: 0,
            at_end: false,
            finished: false,
            after_return: false,
            counters,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.raw_from == self.raw.len() && !self.at_end {
            self.raw.resize(16 * 1024, 0);
            let read = self.inner.read(&mut self.raw)?;
            self.raw.truncate(read);
            self.raw_from = 0;
            self.at_end = read == 0;
            self.counters.bytes_read.fetch_add(read as u64, Relaxed);
        }
        self.ready.resize(32 * 1024, 0);
        self.ready_from = 0;
        let (result, read, written, had_errors) =
            self.decoder.decode_to_utf8(&self.raw[self.raw_from..], &mut self.ready, self.at_end);
        self.raw_from += read;
        self.ready.truncate(written);
        self.unify_line_ends();
        self.finished = self.at_end && result == CoderResult::InputEmpty;
        if had_errors {
            self.counters.has_undecodable.store(true, Relaxed);
        }
        Ok(())
    }

    /// `\r\n` and `\r` become `\n`; a pair may be cut by the end of a piece.
    fn unify_line_ends(&mut self) {
        if !self.after_return && !self.ready.contains(&b'\r') {
            return;
        }
        let mut after_return = self.after_return;
        self.ready.retain_mut(|byte| {
            let is_second_half = after_return && *byte == b'\n';
            after_return = *byte == b'\r';
            if after_return {
                *byte = b'\n';
            }
            !is_second_half
        });
        self.after_return = after_return;
    }
}

impl<R: Read> Read for DecodingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.counters.since_row.load(Relaxed) > MAX_ROW {
            return Err(io::Error::other("the row has no end"));
        }
        while self.ready_from == self.ready.len() && !self.finished {
            self.refill()?;
        }
        let available = &self.ready[self.ready_from..];
        let given = available.len().min(buffer.len());
        buffer[..given].copy_from_slice(&available[..given]);
        self.ready_from += given;
        self.counters.since_row.fetch_add(given, Relaxed);
        Ok(given)
    }
}

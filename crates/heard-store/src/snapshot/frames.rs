//! A snapshot as bytes on their way from the process that has the database to the one that keeps them.
//!
//! A frame is a letter, the length of what follows as four bytes, and that.

use heard_model::Position;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tip;
use crate::StoreError;
use crate::tables::Shape;

/// Longer frames are none.
const LONGEST: usize = 1 << 30;

/// What a snapshot is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotHeader {
    /// Which database, wherever it is moved to.
    pub database: String,
    /// The instant.
    pub moment: Timestamp,
    /// The schema: the name of its last migration.
    pub schema: String,
    /// Up to where it has changes.
    pub position: Position,
    /// The last change of each lane.
    pub tips: Vec<Tip>,
    /// The tables, in their order.
    pub tables: Vec<Shape>,
}

/// A piece of a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// Comes first.
    Header(SnapshotHeader),
    /// A table begins: its place among the tables.
    Table(usize),
    /// A part of a table begins that has a name and never changes.
    Group(String),
    /// A part of a table that the reader has, by its name.
    Known(String),
    /// A row of the table.
    Row(Vec<u8>),
    /// Comes last: how many rows were sent.
    End(u64),
    /// Comes last: why not everything was sent.
    Failed(String),
}

impl Frame {
    /// Appends the frame's bytes.
    pub fn write(&self, bytes: &mut Vec<u8>) -> Result<(), StoreError> {
        match self {
            Self::Header(header) => {
                let json = serde_json::to_vec(header).map_err(|error| content(&error.to_string()))?;
                put(bytes, b'H', &json);
            }
            Self::Table(place) => put(bytes, b'T', &(*place as u64).to_le_bytes()),
            Self::Group(name) => put(bytes, b'G', name.as_bytes()),
            Self::Known(name) => put(bytes, b'K', name.as_bytes()),
            Self::Row(row) => put(bytes, b'R', row),
            Self::End(rows) => put(bytes, b'E', &rows.to_le_bytes()),
            Self::Failed(reason) => put(bytes, b'F', reason.as_bytes()),
        }
        Ok(())
    }

    fn parse(letter: u8, bytes: &[u8]) -> Option<Self> {
        let number = || Some(u64::from_le_bytes(bytes.try_into().ok()?));
        let text = || String::from_utf8(bytes.to_vec()).ok();
        Some(match letter {
            b'H' => Self::Header(serde_json::from_slice(bytes).ok()?),
            b'T' => Self::Table(usize::try_from(number()?).ok()?),
            b'G' => Self::Group(text()?),
            b'K' => Self::Known(text()?),
            b'R' => Self::Row(bytes.to_vec()),
            b'E' => Self::End(number()?),
            b'F' => Self::Failed(text()?),
            _ => return None,
        })
    }
}

fn put(bytes: &mut Vec<u8>, letter: u8, payload: &[u8]) {
    bytes.push(letter);
    bytes.extend(u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(payload);
}

fn content(message: &str) -> StoreError {
    StoreError::Content { what: "snapshot", message: message.to_owned() }
}

/// Puts bytes together to frames, wherever they were cut on their way.
#[derive(Debug, Default)]
pub struct FrameReader {
    bytes: Vec<u8>,
    read: usize,
}

impl FrameReader {
    /// Adds bytes that have come in.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.read);
        self.read = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next frame; `None` until more bytes have come in.
    ///
    /// # Errors
    /// When the bytes are no frame.
    pub fn take_frame(&mut self) -> Result<Option<Frame>, StoreError> {
        let rest = &self.bytes[self.read..];
        let Some((head, rest)) = rest.split_first_chunk::<5>() else { return Ok(None) };
        let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if length > LONGEST {
            return Err(content("a frame is too long"));
        }
        let Some(payload) = rest.get(..length) else { return Ok(None) };
        let frame = Frame::parse(head[0], payload).ok_or_else(|| content("a frame cannot be read"))?;
        self.read += 5 + length;
        Ok(Some(frame))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tables::tables;

    fn frame() -> impl Strategy<Value = Frame> {
        prop_oneof![
            (0..40_usize).prop_map(Frame::Table),
            ".{0,9}".prop_map(Frame::Group),
            ".{0,9}".prop_map(Frame::Known),
            proptest::collection::vec(any::<u8>(), 0..300).prop_map(Frame::Row),
            any::<u64>().prop_map(Frame::End),
            ".{0,9}".prop_map(Frame::Failed),
        ]
    }

    proptest! {
        #[test]
        fn reads_what_it_writes_however_it_is_cut(
            frames in proptest::collection::vec(frame(), 0..20), cut in 1..50_usize
        ) {
            let header = SnapshotHeader {
                database: "d".to_owned(),
                moment: Timestamp::UNIX_EPOCH,
                schema: "m".to_owned(),
                position: Position::after(7),
                tips: vec![Tip { lane: 0, change: "c".to_owned() }],
                tables: tables().into_iter().map(|table| table.shape).collect(),
            };
            let frames: Vec<Frame> = std::iter::once(Frame::Header(header)).chain(frames).collect();
            let mut bytes = Vec::new();
            for frame in &frames {
                frame.write(&mut bytes).unwrap();
            }
            let mut reader = FrameReader::default();
            let mut read = Vec::new();
            for part in bytes.chunks(cut) {
                reader.push(part);
                while let Some(frame) = reader.take_frame().unwrap() {
                    read.push(frame);
                }
            }
            prop_assert_eq!(read, frames);
        }

        #[test]
        fn other_bytes_do_no_harm(bytes: Vec<u8>) {
            let mut reader = FrameReader::default();
            reader.push(&bytes);
            while let Ok(Some(_)) = reader.take_frame() {}
        }
    }
}

//! A tar archive that is sent while it is made: one file after the other, never more than one in
//! memory.

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use tokio::sync::mpsc;

/// Bytes handed on at a time.
const PIECE: usize = 256 << 10;
/// The size of a block of an archive.
const BLOCK: usize = 512;

/// An archive on its way.
pub(super) struct Archive {
    sender: mpsc::Sender<Result<Bytes, std::io::Error>>,
    made_at: u64,
}

/// Nobody listens any more.
#[derive(Debug, thiserror::Error)]
#[error("whoever asked for it is gone")]
pub(super) struct Gone;

impl Archive {
    /// An archive of files made at an instant.
    pub(super) fn new(sender: mpsc::Sender<Result<Bytes, std::io::Error>>, made_at: Timestamp) -> Self {
        Self { sender, made_at: u64::try_from(made_at.as_second()).unwrap_or(0) }
    }

    /// Sends a file.
    pub(super) async fn add(&self, name: &str, mut bytes: Bytes) -> Result<(), Gone> {
        self.send(self.header(name, bytes.len())).await?;
        let padding = bytes.len().next_multiple_of(BLOCK) - bytes.len();
        while !bytes.is_empty() {
            self.send(bytes.split_to(PIECE.min(bytes.len()))).await?;
        }
        self.send(BytesMut::zeroed(padding).freeze()).await
    }

    /// Sends the end, without which a reader knows that it has not got everything.
    pub(super) async fn finish(self) -> Result<(), Gone> {
        self.send(BytesMut::zeroed(2 * BLOCK).freeze()).await
    }

    /// Breaks off, so that nobody takes a part for the whole.
    pub(super) async fn break_off(self) {
        // Nobody listening is no failure.
        let _ = self.sender.send(Err(std::io::Error::other("the export broke off"))).await;
    }

    fn header(&self, name: &str, size: usize) -> Bytes {
        let mut header = tar::Header::new_ustar();
        let place = name.len().min(header.as_old().name.len());
        header.as_old_mut().name[..place].copy_from_slice(&name.as_bytes()[..place]);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_size(size as u64);
        header.set_mode(0o644);
        header.set_mtime(self.made_at);
        header.set_cksum();
        Bytes::copy_from_slice(header.as_bytes())
    }

    async fn send(&self, bytes: Bytes) -> Result<(), Gone> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.sender.send(Ok(bytes)).await.map_err(|_| Gone)
    }
}

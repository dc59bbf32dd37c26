//! The least that can send an answer and read what comes back, so that the senders of a heavy load
//! take little from the machine that they share with the server.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One kept-alive connection.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer, in place.
#[derive(Debug)]
pub struct Reply<'a> {
    /// The status.
    pub status: u16,
    /// Status line and headers.
    pub head: &'a str,
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Reply<'a> {
    /// The answer that begins what was read; none as long as it is not whole.
    ///
    /// # Errors
    /// When it is no answer.
    pub fn whole(read: &'a [u8]) -> anyhow::Result<Option<Self>> {
        let Some(end_of_head) = find(read, b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(&read[..end_of_head])?;
        let length: usize = header(head, "content-length").context("an answer without a length")?.parse()?;
        let Some(body) = read[end_of_head + 4..].get(..length) else { return Ok(None) };
        let Some(status) = head.get(9..12).and_then(|status| status.parse().ok()) else {
            bail!("no status in {head}");
        };
        Ok(Some(Self { status, head, body }))
    }

    /// Whether it is a refusal as it should be: 503, when to come back, and a problem document.
    pub fn is_clear_refusal(&self) -> bool {
        let problem: serde_json::Value = serde_json::from_slice(self.body).unwrap_or_default();
        self.status == 503
            && header(self.head, "retry-after")
                .is_some_and(|seconds| seconds.parse::<u32>().is_ok_and(|seconds| seconds > 0))
            && header(self.head, "content-type") == Some("application/problem+json")
            && problem["status"] == 503
            && problem["retry_after"].as_u64().is_some()
    }
}

impl Wire {
    /// Connects.
    ///
    /// # Errors
    /// When nobody takes the connection.
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("the server takes no connection")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(1_024) })
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// # Errors
    /// When the connection breaks or the answer cannot be read.
    pub async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Reply<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        while Reply::whole(&self.read)?.is_none() {
            ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the server broke off");
        }
        Reply::whole(&self.read)?.context("an answer that is not whole")
    }
}

/// A header's value.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// An answer to a survey as its sender writes it.
pub fn answer(survey: &str, key: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /api/v1/surveys/{survey}/responses HTTP/1.1\r\nhost: 127.0.0.1\r\n\
         content-type: application/json\r\nidempotency-key: {key}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_clear_or_not() {
        let head =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nretry-after: 1";
        let body = br#"{"status":503,"retry_after":1}"#;
        assert!(Reply { status: 503, head, body }.is_clear_refusal());
        assert!(!Reply { status: 503, head: "HTTP/1.1 503 No", body }.is_clear_refusal());
        assert!(!Reply { status: 503, head, body: b"" }.is_clear_refusal());
        assert!(!Reply { status: 500, head, body }.is_clear_refusal());
    }
}

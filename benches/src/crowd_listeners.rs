//! Open pages: each holds a stream of events, notes when it was told, and some ask again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::person::{Person, Session};

/// How long a page waits after it was told, as the console does.
const BEFORE_ASKING: Duration = Duration::from_millis(700);

/// What a page heard.
#[derive(Debug, Default)]
pub struct Heard {
    /// When it was told of facts, the first time aside, which every stream begins with.
    pub told: Vec<Instant>,
    /// How long its questions took.
    pub asked: Vec<Duration>,
    /// What its questions were answered otherwise.
    pub faults: Vec<String>,
    /// Whether the server ended the stream.
    pub was_ended: bool,
}

/// An open page.
pub struct Page {
    listening: JoinHandle<Heard>,
    asking: Option<JoinHandle<(Vec<Duration>, Vec<String>)>>,
}

impl Page {
    /// Opens a page; `asks` says whether it asks again whenever it is told.
    ///
    /// # Errors
    /// When the server refuses the stream.
    pub async fn open(
        address: SocketAddr,
        session: &Session,
        asks: bool,
        stop: Arc<AtomicBool>,
    ) -> anyhow::Result<Self> {
        let (stream, begun) = open_stream(address, session).await?;
        let (told, to_ask) = mpsc::channel(1);
        let asking = match asks {
            true => Some(tokio::spawn(ask_again(Person::again(address, session).await?, to_ask))),
            false => None,
        };
        Ok(Self { listening: tokio::spawn(listen(stream, begun, stop, told)), asking })
    }

    /// Closes it.
    ///
    /// # Errors
    /// When one of its tasks ended.
    pub async fn close(self) -> anyhow::Result<Heard> {
        let mut heard = self.listening.await?;
        if let Some(asking) = self.asking {
            (heard.asked, heard.faults) = asking.await?;
        }
        Ok(heard)
    }
}

/// Opens a stream of events and reads its head, and what came with it.
///
/// # Errors
/// When the server refuses.
pub async fn open_stream(address: SocketAddr, session: &Session) -> anyhow::Result<(TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "GET /api/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\ncookie: {}\r\n\r\n",
        session.cookie()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    let end = loop {
        if let Some(end) = find(&head, b"\r\n\r\n") {
            break end;
        }
        ensure!(stream.read_buf(&mut head).await? > 0, "the server broke off");
    };
    let begun = head.split_off(end);
    let head = String::from_utf8_lossy(&head);
    ensure!(head.starts_with("HTTP/1.1 200"), "the stream was refused: {head}");
    Ok((stream, begun))
}

/// Where a part of a text ends.
fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part).map(|place| place + part.len())
}

async fn listen(
    mut stream: TcpStream,
    mut unread: Vec<u8>,
    stop: Arc<AtomicBool>,
    told: mpsc::Sender<()>,
) -> Heard {
    let mut heard = Heard::default();
    let mut is_first = true;
    while !stop.load(Ordering::Relaxed) {
        while let Some(end) = find(&unread, b"event: facts") {
            unread.drain(..end);
            if !std::mem::take(&mut is_first) {
                heard.told.push(Instant::now());
                // One who asks already will see the newest.
                let _ = told.try_send(());
            }
        }
        match tokio::time::timeout(Duration::from_millis(500), stream.read_buf(&mut unread)).await {
            Err(_) => {}
            Ok(Ok(read)) if read > 0 => {}
            Ok(_) => {
                heard.was_ended = true;
                break;
            }
        }
    }
    heard
}

async fn ask_again(mut person: Person, mut to_ask: mpsc::Receiver<()>) -> (Vec<Duration>, Vec<String>) {
    let question = json!({ "metric": "nps", "grain": "month" });
    let (mut asked, mut faults) = (Vec::new(), Vec::new());
    while to_ask.recv().await.is_some() {
        tokio::time::sleep(BEFORE_ASKING).await;
        match person.question(&question).await.context("a page asked again") {
            Ok((took, _)) => asked.push(took),
            Err(error) => faults.push(format!("{error:#}")),
        }
    }
    (asked, faults)
}

//! Arrivals at even times, whether or not earlier ones have been answered, over many connections;
//! a refusal is an answer, too.
//!
//! One thread waits for all connections at once. What it reads is an answer from when the system has told
//! that it is there, so that little of the sender's own delay is measured, however many there are.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use mio::event::Event;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::samples::{Samples, milliseconds};
use crate::sustained_wire::Reply;

/// How long one answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many are sent before it is looked what has come.
const BURST: usize = 32;
/// The system waits for whole milliseconds; within one, it is looked so often.
const LOOK: Duration = Duration::from_micros(200);
/// How many of the things that went wrong are kept to be told.
const MOST_FAULTS: usize = 5;

/// Makes the request of a number.
pub type Requests = Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>;

/// Who sends what, how often.
#[derive(Clone)]
pub struct Arrivals {
    /// The server.
    pub address: SocketAddr,
    /// Connections; each has one request under way.
    pub connections: usize,
    /// What is sent.
    pub requests: Requests,
    /// The number of the first.
    pub first: u64,
    /// Requests that are due in a second.
    pub per_second: f64,
    /// How long.
    pub length: Duration,
}

/// How an arrival ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Stored.
    Accepted,
    /// 503 with Retry-After and a problem document.
    Refused,
    /// Anything else.
    Wrong,
}

/// One arrival.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Its number.
    pub number: u64,
    /// How it ended.
    pub end: End,
    /// Milliseconds from when it was due.
    pub since_due: f32,
    /// Milliseconds from when it was sent.
    pub since_sent: f32,
}

/// All arrivals.
#[derive(Debug, Default)]
pub struct Arrived {
    /// In no order.
    pub seen: Vec<Seen>,
    /// What went wrong, some of it.
    pub faults: Vec<String>,
    /// From the first to the last answer.
    pub took: Duration,
    /// The connections: their senders stay, with nothing to send, until they hang up.
    open: Vec<TcpStream>,
}

impl Arrived {
    /// How many ended so.
    pub fn count(&self, end: End) -> u64 {
        self.seen.iter().filter(|seen| seen.end == end).count() as u64
    }

    /// Milliseconds from when each was due.
    pub fn since_due(&self, end: End) -> Samples {
        Samples::new(self.of(end).map(|seen| f64::from(seen.since_due)).collect())
    }

    /// Milliseconds from when each was sent.
    pub fn since_sent(&self, end: End) -> Samples {
        Samples::new(self.of(end).map(|seen| f64::from(seen.since_sent)).collect())
    }

    /// Numbers of those that ended so, up to so many, from all over the time.
    pub fn some(&self, end: End, count: usize) -> Vec<u64> {
        let all: Vec<u64> = self.of(end).map(|seen| seen.number).collect();
        let step = (all.len() / count.max(1)).max(1);
        all.into_iter().step_by(step).take(count).collect()
    }

    /// Answers of a kind in a second.
    pub fn per_second(&self, end: End) -> f64 {
        self.count(end) as f64 / self.took.as_secs_f64()
    }

    /// Closes all connections.
    pub fn hang_up(&mut self) {
        self.open.clear();
    }

    fn of(&self, end: End) -> impl Iterator<Item = &Seen> {
        self.seen.iter().filter(move |seen| seen.end == end)
    }
}

impl Arrivals {
    /// Sends until the time is over or it is told to stop; every request that was due is answered.
    ///
    /// # Errors
    /// When no connection can be opened at the beginning.
    pub async fn run(&self, stop: Arc<AtomicBool>, accepted: Arc<AtomicU64>) -> anyhow::Result<Arrived> {
        let arrivals = self.clone();
        let sending = tokio::task::spawn_blocking(move || Sending::open(arrivals, accepted)?.send_all(&stop));
        sending.await.context("the sending thread ended")?
    }
}

/// A connection, and what was sent over it and is not answered.
struct Line {
    stream: TcpStream,
    read: Vec<u8>,
    sent: Option<(u64, Instant)>,
}

struct Sending {
    arrivals: Arrivals,
    poll: Poll,
    lines: Vec<Line>,
    idle: VecDeque<usize>,
    started: Instant,
    accepted: Arc<AtomicU64>,
    arrived: Arrived,
}

impl Sending {
    fn open(arrivals: Arrivals, accepted: Arc<AtomicU64>) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let open = |number| Line::open(arrivals.address, &poll, number);
        let lines = (0..arrivals.connections).map(open).collect::<Result<Vec<_>, _>>();
        let lines = lines.context("the server takes no connection")?;
        let started = Instant::now() + Duration::from_millis(20);
        let idle = (0..lines.len()).collect();
        Ok(Self { arrivals, poll, lines, idle, started, accepted, arrived: Arrived::default() })
    }

    fn send_all(mut self, stop: &AtomicBool) -> anyhow::Result<Arrived> {
        let mut count = (self.arrivals.per_second * self.arrivals.length.as_secs_f64()) as u64;
        let mut next = 0;
        let mut events = Events::with_capacity(1_024);
        let mut looked_for_silent = Instant::now();
        while next < count || self.idle.len() < self.lines.len() {
            let due = self.due(count);
            if stop.load(Ordering::Relaxed) {
                count = due;
            }
            for _ in 0..BURST {
                if next >= due {
                    break;
                }
                let Some(line) = self.idle.pop_front() else { break };
                self.send(line, next);
                next += 1;
            }
            self.wait(&mut events, next, count)?;
            let seen = Instant::now();
            for event in &events {
                self.take(event, seen);
            }
            if looked_for_silent.elapsed() > Duration::from_secs(1) {
                looked_for_silent = Instant::now();
                self.give_up_silent();
            }
        }
        self.arrived.took = self.started.elapsed();
        self.arrived.open = self.lines.into_iter().map(|line| line.stream).collect();
        Ok(self.arrived)
    }

    fn due_at(&self, number: u64) -> Instant {
        self.started + Duration::from_secs_f64(number as f64 / self.arrivals.per_second)
    }

    /// How many of all are due by now.
    fn due(&self, count: u64) -> u64 {
        let Some(passed) = Instant::now().checked_duration_since(self.started) else { return 0 };
        ((passed.as_secs_f64() * self.arrivals.per_second) as u64 + 1).min(count)
    }

    /// Waits until something has come, or the next is due.
    fn wait(&mut self, events: &mut Events, next: u64, count: u64) -> io::Result<()> {
        let left = match (next < count, self.idle.is_empty()) {
            (true, false) => self.due_at(next).saturating_duration_since(Instant::now()),
            _ => Duration::from_millis(100),
        };
        if !left.is_zero() && left < Duration::from_millis(1) {
            std::thread::sleep(left.min(LOOK));
        }
        match self.poll.poll(events, Some(Duration::from_millis(left.as_millis() as u64))) {
            Err(error) if error.kind() != ErrorKind::Interrupted => Err(error),
            _ => Ok(()),
        }
    }

    fn send(&mut self, place: usize, number: u64) {
        let request = (self.arrivals.requests)(self.arrivals.first + number);
        let line = &mut self.lines[place];
        line.read.clear();
        line.sent = Some((number, Instant::now()));
        // A request is small, and nothing else is under way over this connection.
        match line.stream.write(&request) {
            Ok(written) if written == request.len() => {}
            Ok(written) => self.fail(place, format!("{written} bytes of a request could be sent")),
            Err(error) => self.fail(place, format!("a request could not be sent: {error}")),
        }
    }

    fn take(&mut self, event: &Event, seen: Instant) {
        let place = event.token().0;
        let line = &mut self.lines[place];
        let outcome = match line.read() {
            Ok(()) if line.sent.is_none() => return,
            Ok(()) => line.end(),
            Err(error) => Err(error.into()),
        };
        match outcome {
            Ok(None) => {}
            Ok(Some(end)) => self.end(place, end, seen),
            Err(error) => self.fail(place, format!("{error:#}")),
        }
    }

    fn end(&mut self, place: usize, end: End, seen: Instant) {
        let Some((number, sent)) = self.lines[place].sent.take() else { return };
        if end == End::Accepted {
            self.accepted.fetch_add(1, Ordering::Relaxed);
        }
        let since = |begun: Instant| milliseconds(seen.saturating_duration_since(begun)) as f32;
        self.arrived.seen.push(Seen {
            number: self.arrivals.first + number,
            end,
            since_due: since(self.due_at(number)),
            since_sent: since(sent),
        });
        self.idle.push_back(place);
    }

    /// Something went wrong on a connection; another one takes its place.
    fn fail(&mut self, place: usize, why: String) {
        self.arrived.faults.push(why);
        self.arrived.faults.truncate(MOST_FAULTS);
        self.end(place, End::Wrong, Instant::now());
        if let Ok(new) = Line::open(self.arrivals.address, &self.poll, place) {
            self.lines[place] = new;
        }
    }

    fn give_up_silent(&mut self) {
        let is_silent = |line: &Line| line.sent.is_some_and(|(_, sent)| sent.elapsed() > PATIENCE);
        let silent: Vec<usize> =
            (0..self.lines.len()).filter(|place| is_silent(&self.lines[*place])).collect();
        for place in silent {
            self.fail(place, format!("no answer within {} s", PATIENCE.as_secs()));
        }
    }
}

impl Line {
    fn open(address: SocketAddr, poll: &Poll, place: usize) -> io::Result<Self> {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(place), Interest::READABLE)?;
        Ok(Self { stream, read: Vec::with_capacity(1_024), sent: None })
    }

    /// Reads what is there.
    fn read(&mut self) -> io::Result<()> {
        let mut part = [0; 2_048];
        loop {
            match self.stream.read(&mut part) {
                Ok(0) => return Err(io::Error::new(ErrorKind::UnexpectedEof, "the server broke off")),
                Ok(read) => self.read.extend_from_slice(&part[..read]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// How what was sent has ended, if it has.
    fn end(&self) -> anyhow::Result<Option<End>> {
        let Some(reply) = Reply::whole(&self.read)? else { return Ok(None) };
        if reply.status == 201 {
            return Ok(Some(End::Accepted));
        }
        if reply.is_clear_refusal() {
            return Ok(Some(End::Refused));
        }
        bail!("{} {}", reply.head, String::from_utf8_lossy(reply.body))
    }
}

//! Looks at a server each second: what it holds, and whether that grows.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, header};

use crate::http::{Connection, request};
use crate::report::Measurement;
use crate::samples::{Samples, short};

/// The token with which measurements may be read.
pub const TOKEN: &str = "a token to measure with";
/// The first part of the time is not compared: caches fill.
const WARM_UP: f64 = 0.2;

/// What a server holds at one moment.
#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    seconds: f64,
    values: [f64; 8],
}

/// What is looked at: its name, its unit, and by how much the last quarter may lie over the first
/// beside a tenth.
const LOOKED_AT: [(&str, &str, f64); 8] = [
    ("memory (resident)", "MB", 40.0),
    ("files in the data folder", "", 1.0),
    ("write-ahead log", "MB", 16.0),
    ("database, bytes per answer", "B", 0.0),
    ("open descriptors", "", 4.0),
    ("threads", "", 2.0),
    ("answers waiting for the writer", "", 32.0),
    ("changes that the facts are behind", "", 256.0),
];

/// A watch that is being kept.
pub struct Watch {
    stop: Arc<AtomicBool>,
    watching: tokio::task::JoinHandle<anyhow::Result<Vec<Sample>>>,
}

impl Watch {
    /// Looks at a process and its folder each second; `answers` is how many it has stored.
    pub fn keep(process: u32, address: SocketAddr, folder: &Path, answers: Arc<AtomicU64>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let look = Look { process, address, folder: folder.to_owned(), answers };
        let until = Arc::clone(&stop);
        Self { stop, watching: tokio::spawn(async move { look.each_second(&until).await }) }
    }

    /// What was seen: the last quarter of the time beside the first after warming up.
    ///
    /// # Errors
    /// When something could not be looked at.
    pub async fn end(self) -> anyhow::Result<Vec<Measurement>> {
        self.stop.store(true, Ordering::Relaxed);
        let samples = self.watching.await??;
        Ok(LOOKED_AT
            .iter()
            .enumerate()
            .map(|(place, looked_at)| trend(&samples, place, *looked_at))
            .collect())
    }
}

/// The median of the last quarter; it grows where that is more than the first quarter's and a tenth
/// and what is allowed for noise.
fn trend(samples: &[Sample], place: usize, (name, unit, noise): (&str, &'static str, f64)) -> Measurement {
    let warm = &samples[(samples.len() as f64 * WARM_UP) as usize..];
    let quarter = (warm.len() / 4).max(1).min(warm.len());
    let median =
        |part: &[Sample]| Samples::new(part.iter().map(|sample| sample.values[place]).collect()).median();
    let (first, last) = (median(&warm[..quarter]), median(&warm[warm.len() - quarter..]));
    let most = warm.iter().map(|sample| sample.values[place]).fold(f64::MIN, f64::max);
    let bar = first * 1.1 + noise;
    let verdict = if last > bar { "GROWS" } else { "flat" };
    Measurement::new(name, last, unit).at_most(bar).note(format!(
        "median of the last quarter; of the first {}, slope {} a minute, most {}: {verdict}",
        short(first),
        short(slope(warm, place) * 60.0),
        short(most)
    ))
}

/// Least squares, a second.
fn slope(samples: &[Sample], place: usize) -> f64 {
    let count = samples.len() as f64;
    let mean =
        |value: fn(&Sample, usize) -> f64| samples.iter().map(|one| value(one, place)).sum::<f64>() / count;
    let (time, value) = (mean(|one, _| one.seconds), mean(|one, place| one.values[place]));
    let (mut both, mut square) = (0.0, 0.0);
    for sample in samples {
        both += (sample.seconds - time) * (sample.values[place] - value);
        square += (sample.seconds - time).powi(2);
    }
    if square > 0.0 { both / square } else { 0.0 }
}

struct Look {
    process: u32,
    address: SocketAddr,
    folder: PathBuf,
    answers: Arc<AtomicU64>,
}

impl Look {
    async fn each_second(&self, stop: &AtomicBool) -> anyhow::Result<Vec<Sample>> {
        let started = Instant::now();
        let mut connection = Connection::open(self.address).await?;
        let mut samples = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            samples.push(Sample {
                seconds: started.elapsed().as_secs_f64(),
                values: self.look(&mut connection).await?,
            });
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Ok(samples)
    }

    async fn look(&self, connection: &mut Connection) -> anyhow::Result<[f64; 8]> {
        let megabytes = |file: &str| {
            let file = self.folder.join(file);
            std::fs::metadata(file).map_or(0.0, |metadata| metadata.len() as f64 / 1e6)
        };
        let answers = self.answers.load(Ordering::Relaxed).max(1) as f64;
        let ask = request(Method::GET, "/metrics")
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .body(Full::<Bytes>::default())?;
        let measured = connection.send(ask).await?.success()?.body;
        let measured = std::str::from_utf8(&measured)?;
        Ok([
            status_field(self.process, "VmRSS:")? * 1_024.0 / 1e6,
            std::fs::read_dir(&self.folder)?.count() as f64,
            megabytes("heard.db-wal"),
            megabytes("heard.db") * 1e6 / answers,
            descriptors(self.process)?,
            status_field(self.process, "Threads:")?,
            gauge(measured, "heard_submissions_waiting"),
            gauge(measured, "heard_facts_lag_changes"),
        ])
    }
}

/// Open descriptors of a process.
///
/// # Errors
/// When it is gone.
pub fn descriptors(process: u32) -> anyhow::Result<f64> {
    Ok(std::fs::read_dir(format!("/proc/{process}/fd"))?.count() as f64)
}

fn status_field(process: u32, name: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let value = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    value.with_context(|| format!("/proc/<pid>/status has no {name}"))
}

/// A number of `/metrics`.
pub fn gauge(measured: &str, name: &str) -> f64 {
    let line = measured.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(value: impl Fn(f64) -> f64) -> Vec<Sample> {
        let at = |second: u32| Sample { seconds: f64::from(second), values: [value(f64::from(second)); 8] };
        (0..100).map(at).collect()
    }

    #[test]
    fn what_grows_is_said_to_grow() {
        let said = |value: fn(f64) -> f64| trend(&samples(value), 0, ("x", "MB", 5.0)).note;
        assert!(said(|_| 100.0).ends_with("most 100: flat"));
        assert!(
            said(|second| (second * 10.0).min(100.0)).contains("flat"),
            "caches that fill are not growth"
        );
        assert!(said(|second| 100.0 + second).contains("slope 60.0 a minute, most 199: GROWS"));
        assert!(said(|second| if (second as u32).is_multiple_of(7) { 300.0 } else { 90.0 }).contains("flat"));
    }

    #[test]
    fn a_number_is_found_by_its_whole_name() {
        assert_eq!(gauge("a_b 1\n# a\na 2.5\n", "a"), 2.5);
        assert!(gauge("", "a").is_nan());
    }
}

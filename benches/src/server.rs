//! The real `heard`, as a process of its own: started, watched, ended.

use std::ffi::OsStr;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use hyper::StatusCode;
use serde_json::Value;

use crate::http::Connection;

/// Linux counts processor time for programs in hundredths of a second on every machine.
const MILLISECONDS_PER_TICK: f64 = 10.0;
const PATIENCE: Duration = Duration::from_secs(60);

/// Processor time that a process used so far, all of its threads, also those that ended, in milliseconds.
///
/// # Errors
/// When the process is gone.
pub fn processor_milliseconds(process: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is the name in brackets and may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let mut ticks = fields.split_ascii_whitespace().skip(11).map(str::parse::<f64>);
    match (ticks.next(), ticks.next()) {
        (Some(Ok(user)), Some(Ok(system))) => Ok((user + system) * MILLISECONDS_PER_TICK),
        _ => bail!("/proc/<pid>/stat is not as expected: {stat}"),
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to the first request answered as ready.
    pub start_up: Duration,
    /// From the start of the process until the facts held every stored answer.
    pub whole: Duration,
}

impl Server {
    /// Starts a server on a data folder and waits until it is ready.
    ///
    /// # Errors
    /// When it ends or is not ready in time.
    pub async fn start(binary: &Path, data: &Path, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = heard(binary, data);
        command.args(["serve", "--listen", &address.to_string()]);
        command.envs(settings.iter().copied());
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {}", binary.display()))?;
        let mut server = Self { child, address, start_up: Duration::ZERO, whole: Duration::ZERO };
        server.wait_until_ready(started).await?;
        server.start_up = started.elapsed();
        server.facts_are_whole().await?;
        server.whole = started.elapsed();
        Ok(server)
    }

    async fn wait_until_ready(&mut self, started: Instant) -> anyhow::Result<()> {
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                bail!("heard ended with {status} instead of serving");
            }
            if self.is_ready().await {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("heard was not ready within {} seconds", PATIENCE.as_secs())
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut connection) = Connection::open(self.address).await else { return false };
        connection.get("/readyz").await.is_ok_and(|answer| answer.status == StatusCode::OK)
    }

    /// Waits until the facts hold every stored answer.
    ///
    /// # Errors
    /// When they do not within a minute.
    pub async fn facts_are_whole(&self) -> anyhow::Result<()> {
        let started = Instant::now();
        let mut connection = Connection::open(self.address).await?;
        while started.elapsed() < PATIENCE {
            let state: Value = serde_json::from_slice(&connection.get("/readyz").await?.body)?;
            if state["lag"] == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("the facts did not catch up within {} seconds", PATIENCE.as_secs())
    }

    /// The process's number.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Processor time used so far by all of its threads, also those that ended, in milliseconds.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn processor_milliseconds(&self) -> anyhow::Result<f64> {
        processor_milliseconds(self.child.id())
    }

    /// Memory of the process in megabytes (10⁶ bytes): resident now, the most so far.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory_megabytes(&self) -> anyhow::Result<(f64, f64)> {
        Ok((megabytes(self.child.id(), "VmRSS:")?, most_megabytes(self.child.id())?))
    }

    /// Waits until the process does nothing any more, at most ten seconds.
    ///
    /// # Errors
    /// When the process is gone.
    pub async fn rest(&self) -> anyhow::Result<()> {
        let mut before = self.processor_milliseconds()?;
        for _ in 0..33 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let now = self.processor_milliseconds()?;
            if now - before < MILLISECONDS_PER_TICK {
                return Ok(());
            }
            before = now;
        }
        Ok(())
    }

    /// Ends the process as a crash would.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks the process to end and waits for it.
    ///
    /// # Errors
    /// When it does not end cleanly.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        ensure!(told.success(), "the server could not be told to end");
        let status = self.child.wait()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

/// The most memory that a process has held so far, in megabytes (10⁶ bytes).
///
/// # Errors
/// When the process is gone.
pub fn most_megabytes(process: u32) -> anyhow::Result<f64> {
    megabytes(process, "VmHWM:")
}

fn megabytes(process: u32, name: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.map(|kibibytes| kibibytes * 1_024.0 / 1e6).context("/proc/<pid>/status is not as expected")
}

impl Drop for Server {
    fn drop(&mut self) {
        // After a clean stop there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command of the binary to its end.
///
/// # Errors
/// When it fails.
pub fn run<I: AsRef<OsStr>>(binary: &Path, data: &Path, arguments: &[I]) -> anyhow::Result<()> {
    let status = heard(binary, data).args(arguments).status()?;
    ensure!(status.success(), "heard ended with {status}");
    Ok(())
}

/// The binary on a data folder, with nothing of the caller's own configuration.
fn heard(binary: &Path, data: &Path) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HEARD_") {
            command.env_remove(name);
        }
    }
    command
        .arg("--data")
        .arg(data)
        .env("HEARD_LOG", "error")
        // A `heard.toml` of the present folder does not belong to what is measured.
        .current_dir(data.parent().unwrap_or(Path::new("/")))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

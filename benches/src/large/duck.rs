//! DuckDB beside us: one process of its own, told by lines of JSON what to run. It says itself how
//! long a statement took, so that nothing of the talk is counted.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, bail};
use serde_json::{Value, json};

const PROGRAM: &str = include_str!("duck.py");

/// Where DuckDB's Python package is.
#[derive(Clone, Debug)]
pub struct DuckDb {
    /// The interpreter that has it.
    pub python: PathBuf,
    /// The exported facts.
    pub parquet: PathBuf,
}

/// What `facts` is to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facts {
    /// The Parquet files, read anew by each statement.
    Parquet,
    /// A table of its own in memory, labels as enumerations.
    Table,
}

/// A running DuckDB.
#[derive(Debug)]
pub struct Session {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What a statement said.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Milliseconds until the answer was there.
    pub milliseconds: f64,
    /// Answers that were counted.
    pub counted: i64,
}

impl DuckDb {
    /// Starts a process. A table is filled and looked at once before this returns.
    ///
    /// # Errors
    /// When Python or DuckDB is missing.
    pub fn start(&self, facts: Facts) -> anyhow::Result<Session> {
        let mut child = Command::new(&self.python)
            .args(["-c", PROGRAM])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.python.display()))?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?);
        let mut session = Session { child, input, output };
        let files = self.parquet.join("*.parquet");
        session.tell(&json!({ "files": files.display().to_string(), "table": facts == Facts::Table }))?;
        Ok(session)
    }
}

impl Session {
    /// Runs a statement.
    ///
    /// # Errors
    /// What DuckDB says.
    pub fn ask(&mut self, sql: &str) -> anyhow::Result<Said> {
        let said = self.tell(&json!({ "sql": sql }))?;
        let number = |name: &str| said[name].as_f64().with_context(|| format!("{name} is missing in {said}"));
        Ok(Said { milliseconds: number("milliseconds")?, counted: number("counted")? as i64 })
    }

    /// Megabytes that the process held at most.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn most_megabytes(&self) -> anyhow::Result<f64> {
        crate::server::most_megabytes(self.child.id())
    }

    fn tell(&mut self, line: &Value) -> anyhow::Result<Value> {
        writeln!(self.input, "{line}")?;
        self.input.flush()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        let answer: Value = serde_json::from_str(&answer).context("DuckDB's process ended")?;
        match answer["error"].as_str() {
            Some(error) => bail!("DuckDB: {error}"),
            None => Ok(answer),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether an interpreter has DuckDB; with its version.
///
/// # Errors
/// When it has not.
pub fn version(python: &Path) -> anyhow::Result<String> {
    let asked = Command::new(python).args(["-c", "import duckdb; print(duckdb.__version__)"]).output()?;
    if !asked.status.success() {
        bail!("{} has no package duckdb", python.display());
    }
    Ok(String::from_utf8_lossy(&asked.stdout).trim().to_owned())
}

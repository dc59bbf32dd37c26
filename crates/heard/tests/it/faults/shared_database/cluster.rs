//! A PostgreSQL server of a test's own, that may be stopped in the middle of everything.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A server.
pub struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    data: PathBuf,
}

/// The newest server programs here.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.map(|version| version.path().join("bin")).max();
    newest.expect("whoever runs these stories has PostgreSQL")
}

fn is_root() -> bool {
    let identity = Command::new("id").arg("-u").output().unwrap();
    identity.stdout.trim_ascii() == b"0"
}

impl Cluster {
    /// Makes a server and starts it.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, log) = (folder.path().join("data"), folder.path().join("wal"));
        Self::start_at(folder, data, &log)
    }

    /// The same with its tables on a disk of their own.
    pub fn start_with_tables_on(disk: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("wal");
        Self::start_at(folder, disk.join("data"), &log)
    }

    /// The same with its write-ahead log on a disk of its own.
    pub fn start_with_log_on(disk: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        Self::start_at(folder, data, &disk.join("wal"))
    }

    fn start_at(folder: tempfile::TempDir, data: PathBuf, log: &Path) -> Self {
        let cluster = Self { folder, programs: programs(), data };
        for made in [&cluster.data, log] {
            std::fs::create_dir(made).unwrap();
        }
        if is_root() {
            // PostgreSQL refuses to run as root.
            let mut own = Command::new("chown");
            let own = own.arg("postgres").args([cluster.folder.path(), &cluster.data, log]).status();
            assert!(own.unwrap().success());
        }
        let (data, log) = (cluster.data(), log.display().to_string());
        let how = ["-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8", "--wal-segsize=1"];
        assert!(cluster.run("initdb", &[&["-D", &data, "--waldir", &log], &how[..]].concat()));
        cluster.go_on();
        cluster
    }

    /// Starts it again.
    pub fn go_on(&self) {
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=60 -c fsync=off",
            self.socket().display()
        );
        let log = self.folder.path().join("log").display().to_string();
        assert!(self.run("pg_ctl", &["-D", &self.data(), "-w", "-l", &log, "-o", &options, "start"]));
    }

    /// Whether it is there at all; one whose log cannot be written ends.
    pub fn is_running(&self) -> bool {
        self.run("pg_ctl", &["-D", &self.data(), "status"])
    }

    /// Stops it at once, as a loss of power would.
    pub fn stop(&self) {
        assert!(self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]));
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its only database, by the socket.
    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.socket().display())
    }

    fn data(&self) -> String {
        self.data.display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let command = command.args(arguments).current_dir(self.folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
    }
}

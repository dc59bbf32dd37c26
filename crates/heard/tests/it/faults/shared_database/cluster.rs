//! A PostgreSQL server of a test's own, that may be stopped in the middle of everything.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A server.
pub struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
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
        let cluster = Self { folder: tempfile::tempdir().unwrap(), programs: programs() };
        if is_root() {
            // PostgreSQL refuses to run as root.
            let own = Command::new("chown").arg("postgres").arg(cluster.folder.path()).status();
            assert!(own.unwrap().success());
        }
        let data = cluster.data();
        assert!(
            cluster
                .run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8"])
        );
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
        self.folder.path().join("data").display().to_string()
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

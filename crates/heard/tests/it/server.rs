//! A `heard serve` of its own for a test: started, spoken to, ended or killed.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

/// The binary under test.
pub const HEARD: &str = env!("CARGO_BIN_EXE_heard");

/// A client over plain HTTP; its TLS needs a provider all the same.
pub fn client() -> Client {
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::new()
}

/// Runs a command to its end.
pub fn heard(arguments: &[&str]) -> Output {
    heard_with(arguments, &[])
}

/// Runs a command with further settings in its environment to its end.
pub fn heard_with(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let data = arguments.iter().position(|argument| *argument == "--data").map(|place| arguments[place + 1]);
    let mut command = Command::new(HEARD);
    command.args(arguments).envs(settings.iter().copied());
    on_the_database(&mut command, data.map(Path::new)).output().unwrap()
}

/// Runs a command to its end on a data folder with a file, whatever the test runs on.
pub fn on_a_file(arguments: &[&str]) -> Output {
    Command::new(HEARD).args(arguments).output().unwrap()
}

/// With the database that the test runs on.
fn on_the_database<'a>(command: &'a mut Command, data: Option<&Path>) -> &'a mut Command {
    let Some(data) = data.filter(|_| heard_testing::cluster().is_some()).map(Path::to_owned) else {
        return command;
    };
    let found = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(heard_testing::database(&data))
    });
    command.envs(found.join().unwrap().map(|url| ("HEARD_DATABASE", url)))
}

/// A running server.
pub struct Server {
    child: Child,
    pub url: String,
    pub data: PathBuf,
    /// The data folder whose database it has.
    database_of: PathBuf,
    /// Where it tells what it does, if it does not tell the test's own output.
    log: Option<NamedTempFile>,
}

impl Server {
    /// Starts a server on a data folder and waits until it is ready.
    pub async fn start(data: &Path) -> Self {
        Self::start_on_the_database_of(data, data).await
    }

    /// Starts a server on the database of another one.
    pub async fn start_on_the_database_of(data: &Path, database_of: &Path) -> Self {
        Self::start_with(data, database_of, &[]).await
    }

    /// Starts a server with further settings in its environment.
    pub async fn start_with(data: &Path, database_of: &Path, settings: &[(&str, String)]) -> Self {
        Self::try_start_with(data, database_of, settings).await.expect("heard ended before it was ready")
    }

    /// Starts a server that may end before it is ready: then there is none.
    pub async fn try_start_with(
        data: &Path,
        database_of: &Path,
        settings: &[(&str, String)],
    ) -> Option<Self> {
        let mut server = Self::spawn(data, database_of, settings, &[], None);
        server.says_yes_at("/readyz").await.then_some(server)
    }

    /// Starts a server by another program (`prlimit`, `setpriv`) that keeps its log in a file of its own,
    /// and waits until it is ready.
    pub async fn start_through(data: &Path, settings: &[(&str, String)], program: &[&str]) -> Self {
        let log = NamedTempFile::new().unwrap();
        let mut server = Self::spawn(data, data, settings, program, Some(log));
        assert!(server.says_yes_at("/readyz").await, "heard ended before it was ready: {}", server.log());
        server
    }

    /// Starts a server that has reason not to be ready, and waits until it listens.
    pub async fn start_in_trouble(data: &Path, settings: &[(&str, String)]) -> Self {
        let mut server = Self::spawn(data, data, settings, &[], Some(NamedTempFile::new().unwrap()));
        assert!(server.says_yes_at("/healthz").await, "heard ended before it listened: {}", server.log());
        server
    }

    /// What the server has told its log, if it keeps one.
    pub fn log(&self) -> String {
        let log = self.log.as_ref().map(|log| std::fs::read(log.path()).unwrap());
        String::from_utf8_lossy(&log.unwrap_or_default()).into_owned()
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Freezes the process; then none of its threads is within a call of the system.
    pub async fn freeze(&self) {
        self.signal("-STOP");
        while !self.is_frozen() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Wakes the process up.
    pub fn wake_up(&self) {
        self.signal("-CONT");
    }

    /// Whether all threads of the process are frozen.
    pub fn is_frozen(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.pid())).unwrap();
        threads.map(|thread| std::fs::read_to_string(thread.unwrap().path().join("stat"))).all(|stat| {
            // A thread may have ended meanwhile.
            stat.is_ok_and(|stat| stat.rsplit(") ").next().unwrap().starts_with('T'))
        })
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.pid().to_string()]).status().unwrap().success());
    }

    fn spawn(
        data: &Path,
        database_of: &Path,
        settings: &[(&str, String)],
        program: &[&str],
        log: Option<NamedTempFile>,
    ) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let mut command = Command::new(program.first().unwrap_or(&HEARD));
        if !program.is_empty() {
            command.args(&program[1..]).arg(HEARD);
        }
        let child = on_the_database(&mut command, Some(database_of))
            .args(["serve", "--listen", &listen, "--data"])
            .arg(data)
            .env("HEARD_LOG", "warn")
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("HEARD_PUBLIC_ANSWERS_PER_MINUTE", "100000000")
            .current_dir(data.parent().unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.as_ref().map_or_else(Stdio::inherit, |log| log.reopen().unwrap().into()))
            .spawn()
            .unwrap();
        Self {
            child,
            url: format!("http://{listen}"),
            data: data.to_owned(),
            database_of: database_of.to_owned(),
            log,
        }
    }

    async fn says_yes_at(&mut self, path: &str) -> bool {
        let client = client();
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            let ready = client.get(format!("{}{path}", self.url)).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return true;
            }
            assert!(Instant::now() < deadline, "heard was not ready in time");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Runs a command beside the server.
    pub fn command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(HEARD);
        on_the_database(&mut command, Some(&self.database_of))
            .args(arguments)
            .arg("--data")
            .arg(&self.data)
            .output()
            .unwrap()
    }

    /// Waits for the process to end by itself; gives it back if it does not.
    pub async fn ended_within(mut self, patience: Duration) -> Option<Self> {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if self.child.try_wait().unwrap().is_some() {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Some(self)
    }

    /// Kills the process as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to end and waits for it, however it says that it went.
    pub fn stop_anyhow(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap();
    }

    /// Asks the process to end and waits for it.
    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "a clean stop ends with 0");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() && self.log.is_some() {
            let log = self.log();
            let end = log.floor_char_boundary(log.len().saturating_sub(10_000));
            eprintln!("the log of {} ends with: {}", self.url, &log[end..]);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A person logged in through the API.
#[derive(Clone)]
pub struct Person {
    client: Client,
    cookie: String,
    csrf: String,
}

/// The password of everybody in these tests.
pub const PASSWORD: &str = "a long enough password";

impl Person {
    /// The first owner of a fresh server.
    pub async fn first_owner(server: &Server) -> Self {
        let body = json!({
            "company": "Example", "name": "Owner", "email": "owner@example.org", "password": PASSWORD,
            "language": "en", "zone": "Europe/Budapest",
        });
        let answer = client().post(format!("{}/api/v1/setup", server.url)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        Self::of(server, &answer).await
    }

    /// The owner again, on a server that was restarted.
    pub async fn log_in(server: &Server) -> Self {
        Self::log_in_as(server, "owner@example.org", PASSWORD).await
    }

    /// Anybody.
    pub async fn log_in_as(server: &Server, email: &str, password: &str) -> Self {
        let body = json!({ "email": email, "password": password });
        let answer =
            client().post(format!("{}/api/v1/session", server.url)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        Self::of(server, &answer).await
    }

    async fn of(server: &Server, answer: &Response) -> Self {
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let client = client();
        let session: Value = client
            .get(format!("{}/api/v1/session", server.url))
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        Self { client, cookie, csrf: session["csrf"].as_str().unwrap().to_owned() }
    }

    /// Asks the API; panics with the problem's words where it refuses.
    pub async fn ask(&self, server: &Server, method: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self
            .client
            .request(method, format!("{}/api/v1{path}", server.url))
            .header("cookie", &self.cookie)
            .header("x-csrf-token", &self.csrf);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Asks the API for something that it may refuse; status and answer.
    pub async fn ask_once(&self, server: &Server, method: Method, path: &str, body: Value) -> (u16, Value) {
        let request = self
            .client
            .request(method, format!("{}/api/v1{path}", server.url))
            .timeout(Duration::from_secs(60))
            .header("cookie", &self.cookie)
            .header("x-csrf-token", &self.csrf);
        let answer = request.json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// Asks the API for something that it may refuse; the status.
    pub async fn try_ask(&self, server: &Server, method: Method, path: &str) -> u16 {
        let request = self
            .client
            .request(method, format!("{}/api/v1{path}", server.url))
            .header("cookie", &self.cookie)
            .header("x-csrf-token", &self.csrf);
        request.send().await.unwrap().status().as_u16()
    }

    /// A published survey of a template.
    pub async fn publish(&self, server: &Server, template: &str) -> String {
        let made = json!({ "template": template });
        let survey = self.ask(server, Method::POST, "/surveys", Some(made)).await;
        let id = survey["id"].as_str().unwrap().to_owned();
        self.ask(
            server,
            Method::POST,
            &format!("/surveys/{id}/publish"),
            Some(json!({ "revision": survey["revision"] })),
        )
        .await;
        id
    }

    /// An API key with these scopes.
    pub async fn key(&self, server: &Server, scopes: &[&str]) -> String {
        let key = json!({ "name": "test", "scopes": scopes });
        let made = self.ask(server, Method::POST, "/keys", Some(key)).await;
        made["secret"].as_str().unwrap().to_owned()
    }
}

//! The door of the command line: the public API, through the socket of a running server, or in
//! process when none runs. There is no second way in.

use std::path::Path;

use anyhow::{Context, bail};
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;
use tower::ServiceExt;

use heard_http::guard::WORKSPACE_HEADER;

use crate::config::Config;
use crate::runtime::Runtime;

/// A way to the API as the operator of the machine.
pub struct Door {
    way: Way,
    workspace: Option<String>,
}

enum Way {
    Socket(std::path::PathBuf),
    InProcess(Box<Runtime>),
}

impl Door {
    /// Through the socket if a server listens on it, else in process.
    ///
    /// # Errors
    /// When the data folder does not exist or can't be opened.
    pub async fn open(config: &Config, workspace: Option<String>) -> anyhow::Result<Self> {
        if is_served(&config.socket()).await {
            return Ok(Self { way: Way::Socket(config.socket()), workspace });
        }
        if !config.data().exists() {
            bail!(
                "there is no data folder at {}; name it with --data, or make one with `heard serve` or `heard demo`",
                config.data().display()
            );
        }
        let runtime = Runtime::start(config).await?;
        runtime.catch_up().await?;
        Ok(Self { way: Way::InProcess(Box::new(runtime)), workspace })
    }

    /// Sends a request and gives the answer, whatever its status.
    ///
    /// # Errors
    /// When the server is gone.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: Bytes,
    ) -> anyhow::Result<Response<Body>> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, content_type);
        if let Some(workspace) = &self.workspace {
            request = request.header(WORKSPACE_HEADER, workspace);
        }
        let request = request.body(Body::from(body))?;
        match &self.way {
            Way::Socket(path) => call_socket(path, request).await,
            Way::InProcess(runtime) => {
                let door = runtime.door().for_operator();
                Ok(door.oneshot(request).await.unwrap_or_else(|never| match never {}))
            }
        }
    }

    /// Sends JSON, or nothing, and reads JSON.
    ///
    /// # Errors
    /// When the server is gone, or refuses: then with the problem's words.
    pub async fn json<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Option<&serde_json::Value>,
    ) -> anyhow::Result<T> {
        let bytes = body.map(serde_json::to_vec).transpose()?.unwrap_or_default();
        let answer = self.call(method, path, "application/json", bytes.into()).await?;
        let bytes = accepted(answer).await?;
        serde_json::from_slice(&bytes).context("the server's answer could not be read")
    }

    /// Ends what was started in process.
    pub async fn close(self) -> anyhow::Result<()> {
        match self.way {
            Way::Socket(_) => Ok(()),
            Way::InProcess(runtime) => runtime.stop().await,
        }
    }
}

/// The body of an answer that was not refused.
///
/// # Errors
/// With the problem's words when it was.
pub async fn accepted(answer: Response<Body>) -> anyhow::Result<Bytes> {
    let status = answer.status();
    let bytes = answer.into_body().collect().await?.to_bytes();
    if status.is_success() {
        return Ok(bytes);
    }
    bail!("{}", problem_words(status, &bytes))
}

fn problem_words(status: StatusCode, bytes: &[u8]) -> String {
    let problem: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let field = |name: &str| problem.get(name).and_then(serde_json::Value::as_str);
    let mut words =
        field("detail").or_else(|| field("title")).map_or_else(|| status.to_string(), str::to_owned);
    for error in problem.get("errors").and_then(serde_json::Value::as_array).into_iter().flatten() {
        let part = |name: &str| error.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        words.push_str(&format!("\n  {} {}", part("pointer"), part("detail")));
    }
    words
}

/// Whether a server listens on a socket.
pub async fn is_served(socket: &Path) -> bool {
    UnixStream::connect(socket).await.is_ok()
}

async fn call_socket(socket: &Path, request: Request<Body>) -> anyhow::Result<Response<Body>> {
    let stream = UnixStream::connect(socket).await.context("the running server is gone")?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let answer = sender.send_request(request).await.context("the running server broke off")?;
    Ok(answer.map(Body::new))
}

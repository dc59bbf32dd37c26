//! The least that a server needs for the same requests: hyper alone, on as many threads, that reads
//! every answer, keeps nothing and says 201. What it takes of the processor says how quick the machine
//! is at that moment, and what is left of ours is ours.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;

use crate::http::Connection;
use crate::server::processor_milliseconds;

/// Names the address where this program is that server instead of measuring.
const ADDRESS: &str = "HEARD_BENCH_BARE";
/// As long as what an answer's sender is told.
const SAID: &str = r#"{"id":"01a21bc6-84b2-749d-9b34-bc8b6c692fbd","receipt_url":"http://127.0.0.1:18999/r/AaIbxoSydJ2bNLyLbGkvvY_iZYUArmKlGXe5--zGn_I","replayed":false}"#;

/// Whether this process is to be that server.
pub fn is_wanted() -> bool {
    std::env::var_os(ADDRESS).is_some()
}

/// Is that server until it is killed.
///
/// # Errors
/// When it cannot listen.
pub fn serve() -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism()?.get().div_ceil(2);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(std::env::var(ADDRESS)?).await?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
            tokio::spawn(connection);
        }
    })
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let status = match request.into_body().collect().await {
        Ok(_) => StatusCode::CREATED,
        Err(_) => StatusCode::BAD_REQUEST,
    };
    let mut response = Response::new(Full::from(SAID));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    Ok(response)
}

/// That server, as a process of its own.
#[derive(Debug)]
pub struct Bare {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Bare {
    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn start() -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.env(ADDRESS, address.to_string()).stdin(Stdio::null());
        let bare = Self { child: command.spawn().context("cannot start the bare server")?, address };
        for _ in 0..1_000 {
            if Connection::open(address).await.is_ok() {
                return Ok(bare);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("the bare server does not listen")
    }

    /// Processor time used so far, in milliseconds.
    ///
    /// # Errors
    /// When it is gone.
    pub fn processor_milliseconds(&self) -> anyhow::Result<f64> {
        processor_milliseconds(self.child.id())
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

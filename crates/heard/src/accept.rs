//! Takes connections and serves them. After the process has run out of file descriptors it waits until
//! there are some again, and says once that it does. Who opens a connection and then says nothing is let go.

use std::fs::File;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use heard_http::Door;
use heard_http::entrance::Entrance;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rustix::process::{Resource, getrlimit};
use tokio::net::{TcpListener, UnixListener};
use tokio_util::sync::CancellationToken;
use tower::Service;
use tower_http::timeout::TimeoutBody;

/// How long to wait for a file descriptor that becomes free.
const PAUSE: Duration = Duration::from_millis(100);

/// A listener that waits where no connection can be taken.
pub struct Patient<L> {
    listener: L,
    entrance: Arc<Entrance>,
}

impl<L: Accept> Patient<L> {
    /// A listener that tells `entrance` when it cannot take connections, and when it can again.
    pub fn new(listener: L, entrance: Arc<Entrance>) -> Self {
        Self { listener, entrance }
    }

    async fn take(&self) -> (L::Io, L::Address) {
        loop {
            match self.listener.next().await {
                Ok(taken) => return taken,
                Err(error) => self.recover(&error).await,
            }
        }
    }

    /// Waits after a failure until trying again makes sense.
    async fn recover(&self, error: &io::Error) {
        if is_of_one_connection(error) {
            return;
        }
        metrics::counter!("heard_connections_not_taken_total").increment(1);
        let limit = getrlimit(Resource::Nofile).current.map_or("none".to_owned(), |limit| limit.to_string());
        let reason =
            format!("{error}; the limit of open files is {limit}, raise it (LimitNOFILE, ulimit -n)");
        if self.entrance.close(reason.clone()) {
            tracing::error!(reason, "connections cannot be taken for now");
        }
        tokio::time::sleep(PAUSE).await;
        while File::open("/dev/null").is_err() {
            tokio::time::sleep(PAUSE).await;
        }
        self.entrance.open();
    }
}

/// Whether only the connection that was to be taken is gone.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What listens for connections of one kind.
pub trait Accept: Send + 'static {
    /// A connection's bytes.
    type Io: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static;
    /// Where it comes from.
    type Address: Send;

    /// Takes the next connection.
    fn next(&self) -> impl Future<Output = io::Result<(Self::Io, Self::Address)>> + Send;
}

impl Accept for TcpListener {
    type Io = tokio::net::TcpStream;
    type Address = std::net::SocketAddr;

    async fn next(&self) -> io::Result<(Self::Io, Self::Address)> {
        self.accept().await
    }
}

impl Accept for UnixListener {
    type Io = tokio::net::UnixStream;
    type Address = tokio::net::unix::SocketAddr;

    async fn next(&self) -> io::Result<(Self::Io, Self::Address)> {
        self.accept().await
    }
}

/// Serves whoever comes until told to stop, and lets those end who are being answered then. A connection
/// over which nothing comes for `silence` is closed, be it within a request or between two.
pub async fn serve<L: Accept + Sync>(
    listener: Patient<L>,
    door: impl Fn(&L::Address) -> Door + Send + 'static,
    silence: Duration,
    stop: CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(silence);
    let open = GracefulShutdown::new();
    loop {
        let (io, address) = tokio::select! {
            taken = listener.take() => taken,
            () = stop.cancelled() => break,
        };
        let door = door(&address);
        let service = service_fn(move |request: Request<Incoming>| {
            let request = request.map(|body| Body::new(TimeoutBody::new(silence, body)));
            door.clone().call(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(io), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

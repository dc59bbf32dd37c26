//! Takes connections, and goes on doing so after the process has run out of file descriptors: it waits
//! until there are some again, and says once that it does.

use std::fs::File;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use heard_http::entrance::Entrance;
use rustix::process::{Resource, getrlimit};
use tokio::net::{TcpListener, UnixListener};

/// How long to wait for a file descriptor that becomes free.
const PAUSE: Duration = Duration::from_millis(100);

/// A listener that waits where no connection can be taken.
pub struct Patient<L> {
    listener: L,
    entrance: Arc<Entrance>,
}

impl<L> Patient<L> {
    /// A listener that tells `entrance` when it cannot take connections, and when it can again.
    pub fn new(listener: L, entrance: Arc<Entrance>) -> Self {
        Self { listener, entrance }
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
    /// A connection.
    type Io: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static;
    /// Where it comes from.
    type Address: Send;

    /// Takes the next connection.
    fn next(&self) -> impl Future<Output = io::Result<(Self::Io, Self::Address)>> + Send;

    /// Where it listens.
    fn address(&self) -> io::Result<Self::Address>;
}

impl Accept for TcpListener {
    type Io = tokio::net::TcpStream;
    type Address = std::net::SocketAddr;

    async fn next(&self) -> io::Result<(Self::Io, Self::Address)> {
        self.accept().await
    }

    fn address(&self) -> io::Result<Self::Address> {
        self.local_addr()
    }
}

impl Accept for UnixListener {
    type Io = tokio::net::UnixStream;
    type Address = tokio::net::unix::SocketAddr;

    async fn next(&self) -> io::Result<(Self::Io, Self::Address)> {
        self.accept().await
    }

    fn address(&self) -> io::Result<Self::Address> {
        self.local_addr()
    }
}

impl<L: Accept + Sync> Listener for Patient<L> {
    type Io = L::Io;
    type Addr = L::Address;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            match self.listener.next().await {
                Ok(taken) => return taken,
                Err(error) => self.recover(&error).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.address()
    }
}

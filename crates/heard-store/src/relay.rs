//! The way to a PostgreSQL server over a network: a socket in the data folder, and behind it one
//! connection for each that comes in.
//!
//! A network that swallows everything without a word would keep whoever waits for an answer waiting
//! for a quarter of an hour, and nothing of that can be set at the driver. So the connections are
//! made here: the system ends those whose other side is gone, and [`Relay::cut`] ends all of them,
//! where the server has said nothing for too long. What waited then fails as after any other cut,
//! and new connections find the way as soon as there is one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::sync::watch;

use crate::StoreError;
use crate::folder_lock::file_error;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long the system sends what nobody confirms.
#[cfg(target_os = "linux")]
const UNCONFIRMED: Duration = Duration::from_secs(15);
/// How long a connection may rest before the system asks whether the other side is there.
const REST: Duration = Duration::from_secs(10);
/// How often it asks then, and how often in vain.
const ASK: (Duration, u32) = (Duration::from_secs(5), 3);
/// The longest path of a socket.
const LONGEST_PATH: usize = 100;

/// The way to a server.
#[derive(Debug)]
pub(crate) struct Relay {
    folder: PathBuf,
    socket: PathBuf,
    cut: watch::Sender<()>,
    trouble: Mutex<Option<String>>,
}

impl Relay {
    /// Opens the way to the server of an address, if it lies beyond a network; `None` where it is on
    /// this machine and reached by a socket.
    pub(crate) fn open(folder: &Path, url: &str) -> Result<Option<Arc<Self>>, StoreError> {
        let options: PgConnectOptions =
            url.parse().map_err(|error: sea_orm::SqlxError| StoreError::Database(error.to_string()))?;
        let (host, port) = (options.get_host().to_owned(), options.get_port());
        let socket = folder.join(format!(".s.PGSQL.{port}"));
        if options.get_socket().is_some() || host.starts_with('/') {
            return Ok(None);
        }
        if socket.as_os_str().len() > LONGEST_PATH {
            tracing::warn!(
                folder = %folder.display(),
                "the path of the data folder is too long for a socket: a network that falls silent will be noticed late"
            );
            return Ok(None);
        }
        // The folder is ours by its lock, so an old socket is a leftover.
        let _ = std::fs::remove_file(&socket);
        let listener = UnixListener::bind(&socket).map_err(|error| file_error(&socket, &error))?;
        let relay = Arc::new(Self {
            folder: folder.to_owned(),
            socket,
            cut: watch::Sender::new(()),
            trouble: Mutex::default(),
        });
        tokio::spawn(accept(Arc::downgrade(&relay), listener, (host, port)));
        Ok(Some(relay))
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends all connections.
    pub(crate) fn cut(&self) {
        self.cut.send_replace(());
    }

    /// Why the last connection did not come about.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = std::fs::remove_file(&self.socket);
    }
}

async fn accept(relay: std::sync::Weak<Relay>, listener: UnixListener, server: (String, u16)) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = tokio::time::sleep(CONNECT) => {
                if relay.strong_count() == 0 {
                    return;
                }
                continue;
            }
        };
        let Some(relay) = relay.upgrade() else { return };
        match accepted {
            Ok((client, _)) => {
                tokio::spawn(carry(relay, client, server.clone()));
            }
            Err(error) => {
                relay.note(Some(error.to_string()));
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Carries what one connection says, until either side ends it or all are cut.
async fn carry(relay: Arc<Relay>, mut client: UnixStream, server: (String, u16)) {
    let mut cut = relay.cut.subscribe();
    let connected = tokio::time::timeout(CONNECT, connect(&server)).await;
    let mut stream = match connected {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return relay.note(Some(format!("{}:{}: {error}", server.0, server.1))),
        Err(_) => return relay.note(Some(format!("{}:{} does not answer", server.0, server.1))),
    };
    relay.note(None);
    drop(relay);
    tokio::select! {
        _ = cut.changed() => {}
        // Whoever waits at the socket hears of an error by its end.
        _ = tokio::io::copy_bidirectional(&mut client, &mut stream) => {}
    }
}

async fn connect(server: &(String, u16)) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect((server.0.as_str(), server.1)).await?;
    stream.set_nodelay(true)?;
    let socket = SockRef::from(&stream);
    socket
        .set_tcp_keepalive(&TcpKeepalive::new().with_time(REST).with_interval(ASK.0).with_retries(ASK.1))?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(UNCONFIRMED))?;
    Ok(stream)
}

//! Open files and connections: as many as the system lets us have, and none for who is gone.

use std::os::fd::AsFd;
use std::time::Duration;

use rustix::net::sockopt;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What is sent and not taken for this long ends the connection: its reader is gone, or reads
/// nothing.
const PATIENCE_WITH_READERS: Duration = Duration::from_secs(60);
/// A connection on which nothing happens for this long is asked whether anybody is there.
const SILENCE: Duration = Duration::from_secs(120);
/// Open files beside the pages that listen: other connections, the database, segments.
const BESIDE_PAGES: u64 = 512;

/// Asks the system for as many open files as it allows this process; many systems give 1,024 until
/// they are asked. Says how many there are now, if they are counted.
pub fn raise_limit() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current == limit.maximum {
        return limit.current;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::debug!(%error, "the limit of open files could not be raised");
            limit.current
        }
    }
}

/// Warns where so many pages cannot be open at once.
pub fn warn_if_too_few(limit: Option<u64>, pages: usize) {
    let needed = pages as u64 + BESIDE_PAGES;
    if let Some(limit) = limit.filter(|limit| *limit < needed) {
        tracing::warn!(
            limit,
            needed,
            "fewer files may be open than `live_pages` may need; raise the limit (ulimit -n) or lower it"
        );
    }
}

/// Connections accepted from a listener end by themselves when their peer is gone or reads nothing,
/// so that nobody holds memory and descriptors for ever.
///
/// # Errors
/// When the system refuses.
pub fn let_go_of_dead_peers(listener: impl AsFd) -> std::io::Result<()> {
    sockopt::set_socket_keepalive(&listener, true)?;
    sockopt::set_tcp_keepidle(&listener, SILENCE)?;
    #[cfg(target_os = "linux")]
    sockopt::set_tcp_user_timeout(&listener, PATIENCE_WITH_READERS.as_millis() as u32)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_have_what_their_listener_has() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let_go_of_dead_peers(&listener).unwrap();
        let _client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (connection, _) = listener.accept().unwrap();
        assert!(sockopt::socket_keepalive(&connection).unwrap());
        #[cfg(target_os = "linux")]
        assert_eq!(sockopt::tcp_user_timeout(&connection).unwrap(), 60_000);
    }
}

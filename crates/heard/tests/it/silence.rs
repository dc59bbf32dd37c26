//! Whoever opens a connection and then says nothing is let go; nobody else notices.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::Server;

/// What the server says over a connection until it closes it.
async fn said_until_closed(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut said)).await;
    closed.expect("the server keeps a silent connection").unwrap();
    String::from_utf8(said).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_over_which_nothing_comes_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start_with(&data, &data, &[("HEARD_LONGEST_SILENCE_S", "1".to_owned())]).await;
    let body = "POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{\"em";
    let begun = Instant::now();
    let said = tokio::join!(
        said_until_closed(&server, ""),
        said_until_closed(&server, "GET /healthz HTTP/1.1\r\nhost"),
        said_until_closed(&server, body),
        said_until_closed(&server, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n"),
    );
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!((said.0.as_str(), said.1.as_str()), ("", ""));
    assert!(said.2.starts_with("HTTP/1.1 400") && said.2.contains("broke off before its end"), "{}", said.2);
    assert!(said.3.starts_with("HTTP/1.1 200"), "{}", said.3);
    server.stop();
}

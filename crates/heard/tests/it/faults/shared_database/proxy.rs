//! A network between a server of Heard and its database, that a test may cut in several ways.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// It carries everything.
    Whole,
    /// It ends every connection at once.
    Refusing,
    /// It takes everything and carries nothing; connections that were there meanwhile stay dead for ever.
    Silent,
    /// It carries a commit and ends the connection before the answer to it.
    CutAfterCommit,
}

/// The network.
pub struct Proxy {
    port: u16,
    network: Arc<watch::Sender<Network>>,
}

impl Proxy {
    /// A whole network to the server behind a socket.
    pub async fn open(socket: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let network = Arc::new(watch::Sender::new(Network::Whole));
        tokio::spawn(accept(listener, socket.join(".s.PGSQL.5432"), network.clone()));
        Self { port, network }
    }

    /// The address of the database through this network.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Changes what the network does.
    pub fn becomes(&self, network: Network) {
        self.network.send_replace(network);
    }
}

async fn accept(listener: TcpListener, socket: PathBuf, network: Arc<watch::Sender<Network>>) {
    loop {
        let Ok((client, _)) = listener.accept().await else { return };
        let (socket, network) = (socket.clone(), network.subscribe());
        tokio::spawn(async move {
            // Either side may end at any time; that is what is tested.
            let _ = carry(client, &socket, network).await;
        });
    }
}

async fn carry(
    mut client: TcpStream,
    socket: &Path,
    mut network: watch::Receiver<Network>,
) -> std::io::Result<()> {
    let now = *network.borrow_and_update();
    let mut server = match now {
        Network::Refusing => return Ok(()),
        Network::Silent => return hold(client).await,
        Network::Whole | Network::CutAfterCommit => UnixStream::connect(socket).await?,
    };
    let (mut asked, mut answered) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    loop {
        tokio::select! {
            biased;
            _ = network.changed() => {
                let now = *network.borrow_and_update();
                match now {
                    Network::Refusing => return Ok(()),
                    Network::Silent => {
                        // What is under way at the server ends there by itself.
                        let _kept = server;
                        return hold(client).await;
                    }
                    Network::Whole | Network::CutAfterCommit => {}
                }
            }
            count = client.read(&mut asked) => {
                let asked = &asked[..count?];
                if asked.is_empty() {
                    return Ok(());
                }
                server.write_all(asked).await?;
                let cuts = *network.borrow() == Network::CutAfterCommit;
                if cuts && asked.windows(7).any(|word| word == b"COMMIT\0") {
                    // The server reads and does it; nobody hears of it.
                    let _unheard = server.read(&mut answered).await?;
                    return Ok(());
                }
            }
            count = server.read(&mut answered) => {
                let answered = &answered[..count?];
                if answered.is_empty() {
                    return Ok(());
                }
                client.write_all(answered).await?;
            }
        }
    }
}

/// Takes what comes and says nothing, as long as the other side believes in it.
async fn hold(mut client: TcpStream) -> std::io::Result<()> {
    let mut swallowed = vec![0; 4_096];
    while client.read(&mut swallowed).await? > 0 {}
    Ok(())
}

//! `heard serve`: the console, the respondent pages and the API, until told to stop.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use heard_store::StoreError;
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::accept::{self, Patient};
use crate::config::Config;
use crate::descriptors;
use crate::front::Front;
use crate::half_of_the_processors;
use crate::runtime::Runtime;

/// How long requests in progress may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait at the start for a database server that does not answer.
const FOR_THE_DATABASE: Duration = Duration::from_secs(60);

/// Serves until a signal; `ready` is called once requests are taken.
///
/// # Errors
/// When the address or the data folder can't be used.
pub async fn serve(
    config: &Config,
    ready: impl AsyncFnOnce(&Runtime) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let address = config.listen()?;
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; is another server using it? choose one with --listen")
    })?;
    descriptors::let_go_of_dead_peers(&listener).context("the listening socket could not be set up")?;
    descriptors::warn_if_too_few(descriptors::raise_limit(), config.number("live_pages")?);
    let runtime = start(config).await?;
    // Whoever asks right after the start must see what was answered before it.
    runtime.catch_up().await?;
    runtime.start_jobs(config)?;
    let socket = listen_on_socket(&config.socket())?;
    let stop = CancellationToken::new();
    let listener = Patient::new(listener, runtime.entrance());
    let socket = Patient::new(socket, runtime.entrance());
    let door = runtime.door();
    let silence = Duration::from_secs(config.number("longest_silence_s")? as u64);
    let for_operator = door.for_operator();
    let operator = accept::serve(socket, move |_| for_operator.clone(), silence, stop.clone());
    let public = accept::serve(listener, move |address| door.from_address(*address), silence, stop.clone());
    let front =
        Front::start(half_of_the_processors()).context("the threads of connections could not be started")?;
    let (operator, public) = (tokio::spawn(operator), front.spawn(public));
    front.measure_waits(&runtime.entrance()).context("the waits of requests cannot be measured")?;
    tracing::info!(%address, "listening");
    let outcome = tokio::select! {
        prepared = ready(&runtime) => match prepared {
            Ok(()) => wait_for_signal().await,
            Err(error) => Err(error),
        },
        signal = wait_for_signal() => signal,
    };
    stop.cancel();
    runtime.end_streams();
    let ended = tokio::time::timeout(PATIENCE, async { tokio::join!(public, operator) }).await;
    if ended.is_err() {
        tracing::warn!("some requests were still running and were broken off");
    }
    // The socket may be gone already.
    let _ = std::fs::remove_file(config.socket());
    runtime.stop().await?;
    outcome
}

/// Starts what runs behind the door. A database server that is not there yet, because it starts at the
/// same time, is waited for.
async fn start(config: &Config) -> anyhow::Result<Runtime> {
    let begun = Instant::now();
    let mut told = false;
    loop {
        let error = match Runtime::start(config).await {
            Ok(runtime) => return Ok(runtime),
            Err(error) => error,
        };
        let may_come = matches!(error.downcast_ref(), Some(StoreError::Unreachable(_)));
        if !may_come || begun.elapsed() > FOR_THE_DATABASE {
            return Err(error);
        }
        if !told {
            tracing::warn!("{error:#}; waiting for it");
            told = true;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn listen_on_socket(path: &Path) -> anyhow::Result<UnixListener> {
    use std::os::unix::fs::PermissionsExt;
    // The folder is ours by its lock, so an old socket is a leftover.
    let _ = std::fs::remove_file(path);
    let listener = UnixListener::bind(path)
        .with_context(|| format!("cannot make the socket {}; its path may be too long", path.display()))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Waits for Ctrl-C or a request to end.
async fn wait_for_signal() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    Ok(())
}

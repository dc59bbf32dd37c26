//! Threads that let others go first.

use tokio::sync::oneshot;

use crate::project::ProjectError;

/// How much work that nobody waits for gives way: of a processor that others want it has a tenth.
const NICE: i32 = 10;

/// Lets other threads of the process go first; threads that this one starts do the same. Without the
/// right to it, and where it would be of the whole process, everything is done all the same.
pub fn give_way(nice: i32) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), nice) {
        tracing::debug!(%error, "a thread keeps the priority of everything else");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = nice;
}

/// Does work that nobody waits for, on a thread of its own.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ProjectError> {
    let (done, result) = oneshot::channel();
    std::thread::Builder::new().name("heard-merge".to_owned()).spawn(move || {
        give_way(NICE);
        // Whoever has gone needs nothing.
        let _ = done.send(work());
    })?;
    result.await.map_err(|_| ProjectError::Abandoned)
}

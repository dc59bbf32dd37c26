//! The threads of connections, apart from those that work: requests that come in by the thousand, and are
//! refused, take nothing from jobs and changes.

use std::future::Future;
use std::io;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

/// After so many tasks that connections have woken one is run that something else has woken, such as the
/// end of a commit: who is accepted while thousands are refused does not wait behind them.
const TURNS: u32 = 2;

/// A runtime of connections; its threads end with it, whatever they do.
pub struct Front {
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Front {
    /// Starts so many threads. More than half of the processors would hand every answer from one to the
    /// other, and putting threads to sleep and waking them up is most of what an answer costs.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn start(threads: usize) -> io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        let builder = builder.worker_threads(threads).thread_name("heard-front").global_queue_interval(TURNS);
        let runtime = builder.enable_all().build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Runs something on them.
    pub fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.handle.spawn(work)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

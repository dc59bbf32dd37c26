//! The threads of connections, apart from those that work: requests that come in by the thousand, and are
//! refused, take nothing from jobs and changes.

use std::future::Future;
use std::io;
use std::os::unix::net::UnixStream as Pair;
use std::sync::Arc;
use std::time::Duration;

use heard_http::entrance::Entrance;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

/// Requests are taken from the system in parts of so many, and worked off before the next: who waits, waits
/// in the order of coming, and behind nobody who came later.
const PART: usize = 128;
/// What something else has woken, such as the end of a commit, is looked for before each request: what is done
/// already is answered before what is new is begun. With a thousand answers of one commit and requests in turn,
/// the last of them would go out behind a thousand requests.
const TURNS: u32 = 1;
/// New requests are taken when everything before them is done, and at the latest after so many tasks: taken while
/// answers go out, they would fill the thread's own queue, and what overflows it would overtake what is in it.
const LONGEST_RUN: u32 = 65_536;
/// How often it is measured how long a request waits until it is seen.
const BETWEEN_SIGNS: Duration = Duration::from_millis(50);

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
        builder.worker_threads(threads).thread_name("heard-front").enable_all();
        builder.max_io_events_per_tick(PART).event_interval(LONGEST_RUN).global_queue_interval(TURNS);
        let runtime = builder.build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Runs something on them.
    pub fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.handle.spawn(work)
    }

    /// Measures from now on how long a request waits until these threads see it: by signs that are sent over
    /// a connection from elsewhere.
    ///
    /// # Errors
    /// When the system gives no connection.
    pub fn measure_waits(&self, entrance: &Arc<Entrance>) -> io::Result<()> {
        let (near, far) = Pair::pair()?;
        near.set_nonblocking(true)?;
        far.set_nonblocking(true)?;
        self.spawn(see_signs(far, entrance.clone()));
        tokio::spawn(send_signs(near, entrance.clone()));
        Ok(())
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Until the other end is gone.
async fn send_signs(near: Pair, entrance: Arc<Entrance>) -> io::Result<()> {
    let mut near = UnixStream::from_std(near)?;
    loop {
        tokio::time::sleep(BETWEEN_SIGNS).await;
        if entrance.sign_sent() {
            near.write_all(&[0]).await?;
        }
    }
}

async fn see_signs(far: Pair, entrance: Arc<Entrance>) -> io::Result<()> {
    let mut far = UnixStream::from_std(far)?;
    loop {
        far.read_u8().await?;
        entrance.sign_seen();
    }
}

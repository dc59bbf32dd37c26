//! Threads that help whoever counts.
//!
//! They stay, for a thread that ends leaves the memory that it worked in behind, and whoever counts
//! column after column on new threads takes ever more of it. And nobody waits for a helper that has not
//! begun: work is offered, and taken back when there is none left.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Some work; it ends soon when others have done it.
type Work = Arc<dyn Fn() + Send + Sync>;

/// Threads that take what is offered; they end when this is dropped.
#[derive(Debug)]
pub(super) struct Helpers(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    offered: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(u64, Work)>,
    offers: u64,
    closed: bool,
}

impl fmt::Debug for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("State").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

impl Helpers {
    /// Starts up to so many threads, as many as the system gives; each calls `begin` first.
    pub(super) fn start(threads: usize, begin: impl Fn() + Clone + Send + 'static) -> Self {
        let shared = Arc::<Shared>::default();
        for number in 0..threads {
            let (helping, begin) = (Arc::clone(&shared), begin.clone());
            let thread = std::thread::Builder::new().name(format!("helper-{number}"));
            let started = thread.spawn(move || {
                begin();
                helping.help();
            });
            if started.is_err() {
                break;
            }
        }
        Self(shared)
    }

    /// Offers work to so many of them, until what is returned is dropped: who has not begun by then, never
    /// will. Dropping it does not wait for those who have.
    pub(super) fn offer(&self, times: usize, work: impl Fn() + Send + Sync + 'static) -> Offer<'_> {
        let work: Work = Arc::new(work);
        let mut state = self.0.state();
        state.offers += 1;
        let offer = state.offers;
        state.waiting.extend((0..times).map(|_| (offer, Arc::clone(&work))));
        drop(state);
        (0..times).for_each(|_| self.0.offered.notify_one());
        Offer { shared: &self.0, offer }
    }
}

impl Drop for Helpers {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.offered.notify_all();
    }
}

/// Work that waits for helpers.
#[derive(Debug)]
pub(super) struct Offer<'a> {
    shared: &'a Shared,
    offer: u64,
}

impl Drop for Offer<'_> {
    fn drop(&mut self) {
        self.shared.state().waiting.retain(|(offer, _)| *offer != self.offer);
    }
}

impl Shared {
    /// Until there is nothing to come.
    fn help(&self) {
        let mut state = self.state();
        while !state.closed {
            let Some((_, work)) = state.waiting.pop_front() else {
                state = self.offered.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(state);
            // Whoever offered it learns of a panic by what it holds being dropped; the thread goes on.
            let _ = catch_unwind(AssertUnwindSafe(work.as_ref()));
            drop(work);
            state = self.state();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn nobody_waits_for_a_helper_that_has_not_begun() {
        let helpers = Helpers::start(1, || {});
        let (begun, beginning) = mpsc::channel();
        let (end, ending) = mpsc::channel::<()>();
        let ending = Mutex::new(ending);
        let long = helpers.offer(1, move || {
            begun.send(()).unwrap();
            ending.lock().unwrap().recv().unwrap();
        });
        beginning.recv().unwrap();
        let done = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&done);
        let short = helpers.offer(1, move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        drop(short);
        drop(long);
        end.send(()).unwrap();
        let (last, ended) = mpsc::channel();
        let _offer = helpers.offer(1, move || last.send(()).unwrap());
        ended.recv().unwrap();
        assert_eq!(done.load(Ordering::Relaxed), 0, "what was taken back is never done");
        assert_eq!(Arc::strong_count(&done), 1, "nor kept");
    }

    #[test]
    fn a_helper_goes_on_after_a_panic() {
        let helpers = Helpers::start(1, || {});
        for _ in 0..3 {
            let (told, heard) = mpsc::channel::<()>();
            let told = Mutex::new(told);
            let _offer = helpers.offer(1, move || {
                let _told = told.lock();
                panic!("as the test wants it");
            });
            assert!(heard.recv().is_err(), "who waits for it learns of it");
        }
        let (last, ended) = mpsc::channel();
        let _offer = helpers.offer(1, move || last.send(7).unwrap());
        assert_eq!(ended.recv(), Ok(7));
    }
}

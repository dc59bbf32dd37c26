//! Questions to the numbers, computed on threads of their own: by turns for each workspace, and
//! behind the answers that come in.
//!
//! There is one thread more than processors, and a workspace may have as many at once as there
//! are processors. So however much one workspace asks, the question of another has a thread at once.
//! The threads give way to those that take answers (`nice`), for a question may wait and an answer
//! may not. The one that rested last works next: what the allocator holds for those that rest is used by
//! nobody, so as few as are needed work.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use heard_jobs::give_way;
use heard_model::{Turns, WorkspaceId};
use tokio::sync::oneshot;

use crate::problem::Problem;

/// Questions of one workspace that may wait.
const MOST_WAITING: usize = 500;
/// How much the threads of questions give way: with both kinds at work, a thread that takes answers gets
/// three times the processor's time.
pub const NICE: i32 = 5;

type Work = Box<dyn FnOnce() + Send>;

/// Computes questions; ends when it is dropped.
#[derive(Debug)]
pub struct Questions(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Wakes one of the threads each.
    bells: Vec<Condvar>,
    /// Questions of a workspace that are computed at once.
    most_of_one: usize,
}

struct State {
    waiting: Turns<WorkspaceId, Work>,
    running: HashMap<WorkspaceId, usize>,
    /// The threads that have nothing to do, who began last at the end.
    resting: Vec<usize>,
    closed: bool,
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("State").field("running", &self.running).finish_non_exhaustive()
    }
}

impl Questions {
    /// For so many processors.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(processors: usize) -> std::io::Result<Self> {
        let processors = processors.max(1);
        let state =
            State { waiting: Turns::new(1), running: HashMap::new(), resting: Vec::new(), closed: false };
        let bells = (0..=processors).map(|_| Condvar::new()).collect();
        let shared = Arc::new(Shared { state: Mutex::new(state), bells, most_of_one: processors });
        let questions = Self(Arc::clone(&shared));
        for number in 0..shared.bells.len() {
            let shared = Arc::clone(&shared);
            let thread = std::thread::Builder::new().name(format!("question-{number}"));
            thread.spawn(move || {
                give_way(NICE);
                shared.work(number);
            })?;
        }
        Ok(questions)
    }

    /// Computes something in a workspace's turn. Whoever goes away before is passed over.
    ///
    /// # Errors
    /// When too many of the workspace wait; when the work panics.
    pub async fn compute<T: Send + 'static>(
        &self,
        workspace: WorkspaceId,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move || {
            if !answer.is_closed() {
                // Whoever asked may go away meanwhile.
                let _ = answer.send(work());
            }
        });
        {
            let mut state = self.0.state();
            if state.waiting.size_of(&workspace) >= MOST_WAITING {
                metrics::counter!("heard_questions_refused_total").increment(1);
                return Err(Problem::unavailable("too many questions are asked at once; ask again soon", 1));
            }
            state.waiting.push(workspace, 1, work);
            if let Some(number) = state.resting.pop() {
                self.0.bells[number].notify_one();
            }
        }
        answered.await.map_err(|error| Problem::internal(&error))
    }
}

impl Drop for Questions {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.bells.iter().for_each(Condvar::notify_one);
    }
}

impl Shared {
    /// Until there is nothing to come.
    fn work(&self, number: usize) {
        let mut state = self.state();
        while !state.closed {
            let State { waiting, running, .. } = &mut *state;
            let may_go = |workspace: &WorkspaceId| {
                running.get(workspace).is_none_or(|running| *running < self.most_of_one)
            };
            let Some((workspace, _, work)) = waiting.pop_where(may_go) else {
                state.resting.push(number);
                state = self.bells[number].wait(state).unwrap_or_else(PoisonError::into_inner);
                // A system may wake it for nothing.
                state.resting.retain(|resting| *resting != number);
                continue;
            };
            *running.entry(workspace).or_default() += 1;
            drop(state);
            if std::panic::catch_unwind(AssertUnwindSafe(work)).is_err() {
                tracing::error!("a question made its thread panic");
            }
            state = self.state();
            state.ended(workspace);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn ended(&mut self, workspace: WorkspaceId) {
        if let Some(running) = self.running.get_mut(&workspace) {
            *running -= 1;
            if *running == 0 {
                self.running.remove(&workspace);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use heard_model::WorkspaceId;
    use uuid::Uuid;

    use super::*;

    const NOISY: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
    const QUIET: WorkspaceId = WorkspaceId(Uuid::from_u128(2));

    #[tokio::test(flavor = "multi_thread")]
    async fn who_asks_without_end_keeps_nobody_waiting() {
        let questions = Arc::new(Questions::new(2).unwrap());
        let (begun, beginnings) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        let ends = Arc::new(Mutex::new(ends));
        let mut noisy = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let (questions, begun, ends) = (questions.clone(), begun.clone(), ends.clone());
            noisy.spawn(async move {
                let heavy = move || {
                    begun.send(()).unwrap();
                    ends.lock().unwrap().recv().unwrap();
                };
                questions.compute(NOISY, heavy).await.unwrap();
            });
        }
        for _ in 0..2 {
            beginnings.recv_timeout(Duration::from_secs(60)).expect("two begin");
        }
        assert_eq!(questions.compute(QUIET, || 7).await.unwrap(), 7, "the third thread is free");
        assert!(beginnings.try_recv().is_err(), "nor did another of the noisy take it");
        (0..10).for_each(|_| end.send(()).unwrap());
        noisy.join_all().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_panic_is_a_problem_and_the_thread_goes_on() {
        let questions = Questions::new(1).unwrap();
        for _ in 0..5 {
            let problem = questions.compute(QUIET, || panic!("as the test wants it")).await.unwrap_err();
            assert_eq!(problem.status(), 500);
        }
        assert!(questions.compute(QUIET, || true).await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn too_many_questions_of_one_are_refused() {
        let questions = Arc::new(Questions::new(1).unwrap());
        let (end, ends) = mpsc::channel::<()>();
        let first = questions.compute(NOISY, move || ends.recv().is_ok());
        tokio::pin!(first);
        let mut waiting = Vec::new();
        let mut refused = 0;
        for _ in 0..MOST_WAITING + 10 {
            let mut asked = Box::pin(questions.compute(NOISY, || ()));
            let _ = futures_util::poll!(&mut first);
            match futures_util::poll!(&mut asked) {
                std::task::Poll::Ready(Err(problem)) => {
                    assert_eq!((problem.status().as_u16(), problem.retry_after), (503, Some(1)));
                    refused += 1;
                }
                _ => waiting.push(asked),
            }
        }
        assert!((8..=11).contains(&refused), "{refused} were refused");
        assert!(questions.compute(QUIET, || true).await.unwrap(), "others are not");
        drop(waiting);
        end.send(()).unwrap();
        first.await.unwrap();
        // Those who went away are passed over before long.
        while let Err(problem) = questions.compute(NOISY, || true).await {
            assert_eq!(problem.status(), 503);
        }
    }
}

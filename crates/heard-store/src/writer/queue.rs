//! What waits for the writer: by turns for each workspace, and never for longer than promised.
//!
//! An answer that would wait too long is refused when it comes, by how long commits take now. What
//! waits too long all the same, because the disk has become slower or others have come, is refused
//! before anybody begins to write it. So an accepted answer has waited for at most the longest wait
//! and its own commit, however slow the disk is, and who is refused knows it within that time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use uuid::Uuid;

use heard_model::Turns;

use super::{Command, SubmitError};
use crate::StoreError;
use crate::store::Health;

/// Submissions that a workspace's line is given in its turn.
const CREDIT: usize = 32;
/// Parts of batches that wait at once.
const PATIENT: usize = 4;
/// Of so many who were answered together some will be back at once.
const CROWD: usize = 8;
/// How long they are waited for, if a commit takes at least [`WORTH`] times as long.
const MOMENT: Duration = Duration::from_millis(1);
const WORTH: u32 = 2;

/// What waits for the writer.
pub(crate) struct Queue {
    state: Mutex<State>,
    arrived: Notify,
    room: Notify,
    limits: QueueLimits,
    health: Arc<Health>,
}

/// How much may wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueLimits {
    /// Submissions that may wait; bounds memory.
    pub(crate) capacity: usize,
    /// Submissions of one commit.
    pub(crate) batch_size: usize,
    /// How long one may wait before its commit begins.
    pub(crate) longest_wait: Duration,
}

struct State {
    waiting: Turns<Uuid, Waiting>,
    /// How many of them are patient.
    patient: usize,
    pace: Pace,
    closed: bool,
}

struct Waiting {
    command: Command,
    since: Instant,
    /// Waits for as long as it takes: parts of batches, whose sender sends no more meanwhile.
    is_patient: bool,
}

/// How long commits take, with what the writer waits for its turn among other changes.
#[derive(Debug, Default)]
struct Pace {
    /// The last three, the latest first; forgotten at rest.
    last: Option<[Took; 3]>,
    /// When the writer asked for the turn that it is waiting for.
    asked: Option<Instant>,
    /// What it waited for the turn that it has.
    turn: Duration,
    /// When the present commit began.
    began: Option<Instant>,
    /// When the last one ended, what it took, how many it answered, and they with those who waited then.
    ended: Option<Instant>,
    took: Duration,
    answered: usize,
    about: usize,
}

/// What a commit took.
#[derive(Clone, Copy, Debug, Default)]
struct Took {
    /// Until it could begin.
    turn: Duration,
    commit: Duration,
}

impl Pace {
    fn ask(&mut self, now: Instant) {
        self.asked = Some(now);
    }

    fn begin(&mut self, now: Instant, size: usize) {
        self.turn = self.asked.take().map_or(Duration::ZERO, |asked| now - asked);
        self.began = Some(now);
        self.answered = size;
    }

    fn end(&mut self, now: Instant, waiting: usize) {
        self.asked = None;
        let Some(took) = self.began.take().map(|began| now - began) else { return };
        let one = Took { turn: self.turn, commit: took };
        metrics::histogram!("heard_turn_seconds").record(one.turn);
        metrics::histogram!("heard_commit_seconds").record(one.commit);
        metrics::counter!("heard_commit_answers_total").increment(self.answered as u64);
        let [latest, before, _] = self.last.unwrap_or([one; 3]);
        self.last = Some([one, latest, before]);
        self.ended = Some(now);
        self.took = took;
        self.about = self.answered + waiting;
    }

    /// The writer is at rest: what commits took while many waited says nothing of the next ones.
    fn forget(&mut self) {
        self.last = None;
    }

    /// From one beginning to the next.
    fn expected(&self) -> Duration {
        self.median(|took| took.turn + took.commit)
    }

    /// What the next one will take, the median of the last three: one that was slow by itself, behind a
    /// checkpoint, say, is no reason to refuse those who come after it.
    fn median(&self, of: impl Fn(Took) -> Duration) -> Duration {
        let mut last = self.last.unwrap_or_default().map(of);
        last.sort_unstable();
        last[1]
    }

    /// Whether many were answered just now who are not back yet, and waiting for them is short beside
    /// a commit (as PostgreSQL's commit_delay with commit_siblings).
    fn is_worth_a_moment(&self, waiting: usize, now: Instant) -> bool {
        let is_recent = self.ended.is_some_and(|ended| now - ended < self.took);
        is_recent && self.answered >= CROWD && waiting < self.about && self.took >= MOMENT * WORTH
    }

    /// When the writer will take again. A commit that takes longer than the last ones will take as
    /// long again.
    fn until_next(&self, now: Instant) -> Duration {
        let (since, expected) = match (self.began, self.asked) {
            (Some(began), _) => (began, self.expected()),
            (None, Some(asked)) => (asked, self.median(|took| took.turn)),
            (None, None) => return Duration::ZERO,
        };
        let took = now.saturating_duration_since(since);
        expected.checked_sub(took).unwrap_or(took)
    }

    /// How many commits begin within a time from now.
    fn commits_within(&self, time: Duration, now: Instant) -> usize {
        match time.checked_sub(self.until_next(now)) {
            None => 0,
            Some(left) => (left.as_nanos() / self.expected().as_nanos().max(1)) as usize + 1,
        }
    }
}

impl Queue {
    pub(crate) fn new(limits: QueueLimits, health: Arc<Health>) -> Self {
        let state = State { waiting: Turns::new(CREDIT), patient: 0, pace: Pace::default(), closed: false };
        Self { state: Mutex::new(state), arrived: Notify::new(), room: Notify::new(), limits, health }
    }

    /// Lets a command wait that has `waited` elsewhere, or says at once that it would wait for too long.
    pub(crate) fn offer(&self, command: Command, now: Instant, waited: Duration) -> Result<(), SubmitError> {
        let mut state = self.state();
        if state.closed {
            return Err(StoreError::Closed.into());
        }
        if state.is_at_rest() {
            state.pace.forget();
        }
        if !self.limits.admit(&state, command.workspace(), now, waited) {
            drop(state);
            metrics::counter!("heard_submissions_refused_total").increment(1);
            return Err(self.reason());
        }
        let since = now.checked_sub(waited).unwrap_or(now);
        state.push(Waiting { command, since, is_patient: false });
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Lets a command wait as soon as there is room for it.
    pub(crate) async fn offer_patiently(&self, command: Command, now: Instant) -> Result<(), StoreError> {
        loop {
            let room = self.room.notified();
            {
                let mut state = self.state();
                if state.closed {
                    return Err(StoreError::Closed);
                }
                // Not measured by the room that is left: those who do not wait could fill it for ever.
                if state.patient < PATIENT && state.waiting.size_of(&command.workspace()) == 0 {
                    state.push(Waiting { command, since: now, is_patient: true });
                    break;
                }
            }
            room.await;
        }
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits until something can be taken; `false` when there will be no more. Lets senders that are
    /// ready go first, as long as that brings more: a commit costs the same for ten and for a hundred.
    /// Who sends alone never waits for a clock.
    pub(crate) async fn wait(&self) -> bool {
        loop {
            let arrived = self.arrived.notified();
            match self.size_and_closed() {
                (0, true) => return false,
                (0, false) => arrived.await,
                (size, _) => {
                    self.gather(size).await;
                    return true;
                }
            }
        }
    }

    async fn gather(&self, mut before: usize) {
        if before < self.limits.batch_size && self.state().pace.is_worth_a_moment(before, Instant::now()) {
            tokio::time::sleep(MOMENT).await;
        }
        loop {
            // Has its turn after those that are ready; that it fails means that everything ends.
            let _ = tokio::spawn(async {}).await;
            let (size, _) = self.size_and_closed();
            if size <= before || size >= self.limits.batch_size {
                return;
            }
            before = size;
        }
    }

    /// The writer asks for its turn among other changes.
    pub(crate) fn asks(&self) {
        self.state().pace.ask(Instant::now());
    }

    /// The commands of the commit that begins; none if those that waited were refused meanwhile.
    pub(crate) fn take_now(&self, now: Instant) -> Vec<Command> {
        let mut late = VecDeque::new();
        let mut taken = Vec::new();
        let mut size = 0;
        {
            let mut state = self.state();
            while size < self.limits.batch_size
                && let Some((one, waiting)) = state.waiting.pop()
            {
                state.patient -= usize::from(waiting.is_patient);
                if self.limits.is_late(&waiting, now) {
                    late.push_back(waiting);
                } else {
                    size += one;
                    taken.push(waiting.command);
                }
            }
            if !taken.is_empty() {
                state.pace.begin(now, size);
            }
        }
        self.room.notify_waiters();
        self.refuse(late);
        taken
    }

    /// The commit has ended.
    pub(crate) fn committed(&self) {
        let mut state = self.state();
        let waiting = state.waiting.size();
        state.pace.end(Instant::now(), waiting);
    }

    /// Refuses what has waited for too long; to be asked now and then while a commit is made.
    pub(crate) fn refuse_late(&self) {
        let now = Instant::now();
        let late = self.state().waiting.take_out(|waiting| !self.limits.is_late(waiting, now));
        if !late.is_empty() {
            self.room.notify_waiters();
        }
        self.refuse(late);
    }

    fn refuse(&self, late: impl IntoIterator<Item = Waiting>) {
        for waiting in late {
            metrics::counter!("heard_submissions_refused_total").increment(1);
            waiting.command.refuse(&self.reason());
        }
    }

    /// Why one would wait for too long: what stops all writing, if something does.
    fn reason(&self) -> SubmitError {
        self.health.last().map_or(SubmitError::Busy, SubmitError::from)
    }

    /// Nothing more is let in; what waits is still taken.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.arrived.notify_one();
        self.room.notify_waiters();
    }

    /// Nobody will take any more.
    pub(crate) fn abandon(&self) {
        self.close();
        drop(self.state().waiting.take_out(|_| false));
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// Submissions that wait.
    pub(crate) fn depth(&self) -> usize {
        self.state().waiting.size()
    }

    /// How long one may wait before its commit begins.
    pub(crate) fn longest_wait(&self) -> Duration {
        self.limits.longest_wait
    }

    fn size_and_closed(&self) -> (usize, bool) {
        let state = self.state();
        (state.waiting.size(), state.closed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Nothing waits, and nothing is written.
    fn is_at_rest(&self) -> bool {
        self.waiting.size() == 0 && self.pace.began.is_none() && self.pace.asked.is_none()
    }

    fn push(&mut self, waiting: Waiting) {
        self.patient += usize::from(waiting.is_patient);
        self.waiting.push(waiting.command.workspace(), waiting.command.size(), waiting);
    }
}

impl QueueLimits {
    /// Whether one more of a workspace may wait.
    fn admit(&self, state: &State, workspace: Uuid, now: Instant, waited: Duration) -> bool {
        let waiting = &state.waiting;
        if state.is_at_rest() {
            return true;
        }
        // A line may be as long as there is room left (Choudhury and Hahne 1998): one alone gets half
        // of it, and there is always some for who comes next.
        let has_room = waiting.size_of(&workspace) < self.capacity.saturating_sub(waiting.size()).max(1);
        let left = self.longest_wait.saturating_sub(waited);
        let commits = state.pace.commits_within(left, now);
        has_room && waiting.ahead_of(&workspace) < commits.saturating_mul(self.batch_size)
    }

    fn is_late(&self, waiting: &Waiting, now: Instant) -> bool {
        !waiting.is_patient && now.saturating_duration_since(waiting.since) > self.longest_wait
    }
}

#[cfg(test)]
mod tests {
    use super::super::prepared::{PreparedChange, PreparedKind};
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn state(waiting: &[(u128, usize)], expected: Duration, began: Option<Instant>) -> State {
        let mut turns = Turns::new(CREDIT);
        for (workspace, count) in waiting {
            for _ in 0..*count {
                let (answer, _) = tokio::sync::oneshot::channel();
                let command = Command::Many(Uuid::from_u128(*workspace), Vec::new(), answer);
                let waiting = Waiting { command, since: Instant::now(), is_patient: false };
                turns.push(Uuid::from_u128(*workspace), 1, waiting);
            }
        }
        State {
            waiting: turns,
            patient: 0,
            pace: Pace { last: Some([took(expected); 3]), began, ..Pace::default() },
            closed: false,
        }
    }

    fn took(commit: Duration) -> Took {
        Took { turn: Duration::ZERO, commit }
    }

    const LIMITS: QueueLimits =
        QueueLimits { capacity: 4_000, batch_size: 500, longest_wait: MS.saturating_mul(500) };

    #[test]
    fn as_much_waits_as_can_begin_in_time() {
        let now = Instant::now();
        let admits = |count, expected: u32, began: Option<u32>| {
            let began = began.map(|ago| now.checked_sub(MS * ago).unwrap());
            LIMITS.admit(&state(&[(1, count)], MS * expected, began), Uuid::from_u128(1), now, Duration::ZERO)
        };
        for (count, expected, began, admitted, why) in [
            (0, 9_000, None, true, "whoever comes to a writer at rest is tried"),
            (499, 9_000, None, true, "and goes with the next commit"),
            (500, 9_000, None, false, "but the one after it is too late"),
            (1_999, 1, Some(0), true, "a quick disk: as many as there is room for"),
            (2_000, 1, Some(0), false, "one workspace leaves half of the room"),
            (999, 200, Some(50), true, "150 ms are left of this commit, and 200 for one before"),
            (1_000, 200, Some(50), false, "a third would begin after 550 ms"),
            (0, 600, Some(50), false, "the next commit begins after 550 ms"),
            (0, 600, Some(200), true, "the next commit begins after 400 ms"),
            (0, 2, Some(400), true, "it lasts longer than the last ones, and may end soon"),
            (0, 2, Some(501), false, "it lasts so long that it will hardly end soon"),
        ] {
            assert_eq!(admits(count, expected, began), admitted, "{why}");
        }
    }

    #[test]
    fn what_has_waited_elsewhere_waits_for_less_here() {
        let now = Instant::now();
        let state = state(&[(1, 0)], MS * 200, Some(now));
        let admits = |waited| LIMITS.admit(&state, Uuid::from_u128(1), now, MS * waited);
        assert_eq!([0, 299, 301, 600].map(admits), [true, true, false, false], "the next begins in 200 ms");
    }

    #[test]
    fn who_fills_the_queue_stops_nobody_else() {
        let now = Instant::now();
        let state = state(&[(1, 2_000), (2, 400)], MS * 100, Some(now));
        let admits = |workspace| LIMITS.admit(&state, Uuid::from_u128(workspace), now, Duration::ZERO);
        assert_eq!([1, 2, 3].map(admits), [false, true, true]);
    }

    #[test]
    fn one_slow_commit_is_passed_over_and_two_are_believed() {
        let now = Instant::now();
        let mut pace = Pace::default();
        let seen = [10, 800, 12, 14, 800, 900, 12, 10].map(|took| {
            pace.begin(now, 1);
            pace.end(now + MS * took, 0);
            pace.expected().as_millis()
        });
        assert_eq!(seen, [10, 10, 12, 14, 14, 800, 800, 12]);
    }

    #[test]
    fn waiting_for_the_turn_to_write_counts() {
        let now = Instant::now();
        let at = |ms: u32| now + MS * ms;
        let mut pace = Pace::default();
        pace.ask(now);
        pace.begin(at(100), 1);
        pace.end(at(300), 0);
        assert_eq!((pace.expected(), pace.median(|took| took.turn)), (MS * 300, MS * 100));
        pace.ask(at(300));
        assert_eq!(pace.until_next(at(340)), MS * 60, "the turn comes in 60 ms");
        pace.begin(at(400), 1);
        assert_eq!(
            pace.until_next(at(450)),
            MS * 250,
            "150 ms are left of the commit, then 100 for the turn"
        );
        assert_eq!(pace.commits_within(MS * 500, at(450)), 1);
        assert_eq!(pace.commits_within(MS * 550, at(450)), 2);
    }

    #[tokio::test]
    async fn what_was_slow_under_load_is_forgotten_at_rest() {
        let queue = Queue::new(LIMITS, Arc::default());
        let offer = || {
            let withdrawal = PreparedChange {
                workspace: Uuid::from_u128(1),
                response: Uuid::from_u128(2),
                at: 0,
                kind: PreparedKind::Withdraw,
            };
            let command = Command::Change(Box::new(withdrawal), tokio::sync::oneshot::channel().0);
            queue.offer(command, Instant::now(), Duration::ZERO).is_ok()
        };
        let slow = Some([took(MS * 900); 3]);
        let take = async || {
            assert!(queue.wait().await);
            queue.asks();
            queue.take_now(Instant::now()).len()
        };
        queue.state().pace.last = slow;
        assert!(offer(), "whoever comes to a writer at rest is tried");
        queue.state().pace.last = slow;
        assert_eq!(take().await, 1);
        assert!(!offer(), "those before this commit took too long to wait for it");
        queue.committed();
        assert!(offer());
        assert_eq!(take().await, 1);
        assert!(offer(), "and what they took was forgotten at rest");
    }

    #[test]
    fn a_crowd_is_waited_for_and_nobody_alone() {
        let now = Instant::now();
        let is_worth = |answered, left, took: u32, waiting, later: u32| {
            let mut pace = Pace::default();
            pace.begin(now, answered);
            pace.end(now + MS * took, left);
            pace.is_worth_a_moment(waiting, now + MS * (took + later))
        };
        for (answered, left, took, waiting, later, worth, why) in [
            (1, 0, 5, 1, 0, false, "one alone waits for nobody"),
            (7, 0, 5, 1, 0, false, "nor do a few"),
            (64, 0, 5, 1, 0, true, "of 64 more will be back"),
            (64, 0, 5, 64, 1, false, "all are back"),
            (32, 32, 5, 32, 0, true, "half are here, half were answered just now"),
            (64, 0, 1, 1, 0, false, "a quick commit is no reason to wait"),
            (64, 0, 5, 1, 6, false, "the others went away"),
        ] {
            assert_eq!(is_worth(answered, left, took, waiting, later), worth, "{why}");
        }
    }
}

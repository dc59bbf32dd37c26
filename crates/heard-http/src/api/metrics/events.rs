//! `GET /api/v1/events`: what is new, as it happens.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use heard_model::policy::{allows, hides_small_groups};
use heard_model::{Action, CaseId, Position};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use crate::api::common::*;
use crate::guard::identity_of;
use crate::live::{CaseNotice, Subscription, told_position};

/// A page is told of facts, and of cases, at most this often.
const EVERY: Duration = Duration::from_secs(1);
/// Between two pages of a workspace that are told of the same; each of them will ask again.
const BETWEEN_PAGES: Duration = Duration::from_millis(2);
/// Cases that are named one by one; of more it is only said that there are.
const MOST_CASES: usize = 16;
/// A stream ends after about this long; browsers come again by themselves, and are asked again
/// who they are.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Browsers come again after at least this long, and at most five times as long.
const COME_AGAIN: Duration = Duration::from_secs(2);
/// A sign of life, so that nothing on the way takes the stream for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// Facts have advanced.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FactsEvent {
    /// Every change up to this position is counted.
    pub position: Position,
}

/// A case was opened or changed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct CaseChangedEvent {
    /// The case.
    pub id: CaseId,
}

/// Hear what is new
///
/// Server-sent events: `facts` with `{"position": …}`, `case` with `{"id": …}`, each kind at most once a
/// second, and `resync` when so many cases have changed that they are not named: read them all again.
/// Those from whom small groups are hidden hear of facts in steps of a small group. One person or
/// key may have 50 streams, and one workspace as many as there are places left.
#[utoipa::path(get, path = "/api/v1/events", tag = "metrics", responses(
    (status = 200, description = "a stream of events", body = String, content_type = "text/event-stream",
     example = "event: facts\ndata: {\"position\":\"1042\"}\n\n")
))]
pub async fn stream_events(State(state): State<AppState>, caller: Caller) -> Answer<Response> {
    let news = state.live.subscribe(caller.workspace(), identity_of(&caller.principal))?;
    let step = if hides_small_groups(&caller.principal) {
        i64::from(state.workspace(caller.workspace()).await?.settings.small_group)
    } else {
        1
    };
    let events = stream::unfold(Teller::new(state, caller, step, news), async |mut teller| {
        teller.next().await.map(|event| (Ok::<_, Infallible>(event), teller))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response())
}

/// Says what is new whenever the page has taken what was said before: a page that does not read
/// costs nothing, and finds the newest when it does.
struct Teller {
    state: AppState,
    caller: Caller,
    step: i64,
    news: Subscription,
    spread: Spread,
    ready: VecDeque<Event>,
    told: Option<Position>,
    is_new: bool,
    facts_due: Instant,
    cases: Vec<CaseId>,
    are_left_out: bool,
    cases_due: Instant,
    end: Instant,
}

impl Teller {
    fn new(state: AppState, caller: Caller, step: i64, news: Subscription) -> Self {
        let now = Instant::now();
        let spread = Spread(news.place);
        let ready = VecDeque::from([Event::default().retry(COME_AGAIN + spread.part_of(COME_AGAIN * 4))]);
        Self {
            step,
            ready,
            told: None,
            is_new: true,
            facts_due: now,
            cases: Vec::new(),
            are_left_out: false,
            cases_due: now,
            end: now + LONGEST + spread.part_of(LONGEST / 4),
            spread,
            news,
            caller,
            state,
        }
    }

    async fn next(&mut self) -> Option<Event> {
        let hears_cases = allows(&self.caller.principal, Action::ReadCases);
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let has_cases = self.are_left_out || !self.cases.is_empty();
            tokio::select! {
                () = tokio::time::sleep_until(self.end) => return None,
                () = self.state.stop.cancelled() => return None,
                () = tokio::time::sleep_until(self.facts_due), if self.is_new => self.tell_facts(),
                changed = self.news.facts.changed(), if !self.is_new => {
                    changed.ok()?;
                    self.is_new = true;
                    self.facts_due = self.facts_due.max(Instant::now() + self.spread.delay());
                }
                () = tokio::time::sleep_until(self.cases_due), if has_cases => self.tell_cases(),
                notice = self.news.cases.recv(), if hears_cases => self.note_case(notice)?,
            }
        }
    }

    fn tell_facts(&mut self) {
        let mut position = self.news.facts.borrow_and_update().clone();
        position.extend(&self.state.projector.snapshot(self.caller.workspace()).watermark);
        self.is_new = false;
        self.facts_due = Instant::now() + EVERY;
        let position = told_position(&position, self.step);
        if self.told.as_ref().is_none_or(|told| !told.includes(&position)) {
            self.told = Some(position.clone());
            self.tell("facts", &FactsEvent { position });
        }
    }

    fn note_case(&mut self, notice: Result<CaseNotice, RecvError>) -> Option<()> {
        let case = match notice {
            Ok(notice) if self.caller.scope.reaches(notice.unit) => notice.case,
            Ok(_) => return Some(()),
            Err(RecvError::Lagged(_)) => {
                self.are_left_out = true;
                return Some(());
            }
            Err(RecvError::Closed) => return None,
        };
        if !self.cases.contains(&case) {
            self.are_left_out |= self.cases.len() >= MOST_CASES;
            self.cases.push(case);
            self.cases.truncate(MOST_CASES);
        }
        Some(())
    }

    fn tell_cases(&mut self) {
        self.cases_due = Instant::now() + EVERY;
        let cases = std::mem::take(&mut self.cases);
        if std::mem::take(&mut self.are_left_out) {
            self.ready.push_back(Event::default().event("resync").data("{}"));
            return;
        }
        for id in cases {
            self.tell("case", &CaseChangedEvent { id });
        }
    }

    fn tell(&mut self, name: &str, data: &impl Serialize) {
        let data = serde_json::to_string(data).unwrap_or_default();
        self.ready.push_back(Event::default().event(name).data(data));
    }
}

/// Keeps the pages of a workspace from doing the same at the same moment.
#[derive(Clone, Copy, Debug)]
struct Spread(usize);

impl Spread {
    /// How much later than the first page this one is told.
    fn delay(self) -> Duration {
        (BETWEEN_PAGES * u32::try_from(self.0).unwrap_or(u32::MAX)).min(EVERY)
    }

    /// A part of a time, so that many pages have many different parts of it.
    fn part_of(self, time: Duration) -> Duration {
        const GOLDEN: f64 = 0.618_033_988_749_895;
        time.mul_f64((self.0 as f64 * GOLDEN).fract())
    }
}

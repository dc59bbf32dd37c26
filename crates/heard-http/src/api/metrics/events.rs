//! `GET /api/v1/events`: what is new, as it happens.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use heard_model::policy::{allows, hides_small_groups};
use heard_model::{Action, CaseId, Position};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::api::common::*;
use crate::live::{Subscription, told_position};

/// Facts are told at most this often.
const FACTS_EVERY: Duration = Duration::from_secs(1);
/// A stream ends after this long; browsers come again by themselves, and are asked again who
/// they are.
const LONGEST: Duration = Duration::from_secs(15 * 60);
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
/// Server-sent events: `facts` with `{"position": …}` at most once a second, `case` with `{"id": …}`.
/// Those from whom small groups are hidden hear of facts in steps of a small group.
#[utoipa::path(get, path = "/api/v1/events", tag = "metrics", responses(
    (status = 200, description = "a stream of events", body = String, content_type = "text/event-stream",
     example = "event: facts\ndata: {\"position\":\"1042\"}\n\n")
))]
pub async fn stream_events(State(state): State<AppState>, caller: Caller) -> Answer<Response> {
    let subscription = state.live.subscribe(caller.workspace())?;
    let step = if hides_small_groups(&caller.principal) {
        i64::from(state.workspace(caller.workspace()).await?.settings.small_group)
    } else {
        1
    };
    let (sender, receiver) = mpsc::channel(16);
    let teller = Teller { state: state.clone(), caller, step, sender, told: None };
    tokio::spawn(teller.run(subscription));
    let stream = Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE));
    Ok(stream.into_response())
}

struct Teller {
    state: AppState,
    caller: Caller,
    step: i64,
    sender: mpsc::Sender<Result<Event, Infallible>>,
    told: Option<Position>,
}

impl Teller {
    async fn run(mut self, mut news: Subscription) {
        let hears_cases = allows(&self.caller.principal, Action::ReadCases);
        let end = tokio::time::sleep(LONGEST);
        tokio::pin!(end);
        let mut next_facts = tokio::time::Instant::now();
        let mut is_new = true;
        let stop = self.state.stop.clone();
        loop {
            tokio::select! {
                () = &mut end => return,
                () = stop.cancelled() => return,
                () = self.sender.closed() => return,
                () = tokio::time::sleep_until(next_facts), if is_new => {
                    let mut position = news.facts.borrow_and_update().clone();
                    position.extend(&self.state.projector.snapshot(self.caller.workspace()).watermark);
                    is_new = false;
                    next_facts = tokio::time::Instant::now() + FACTS_EVERY;
                    if !self.tell_facts(&position).await {
                        return;
                    }
                }
                changed = news.facts.changed(), if !is_new => match changed {
                    Ok(()) => is_new = true,
                    Err(_) => return,
                },
                notice = news.cases.recv(), if hears_cases => match notice {
                    Ok(notice) if self.caller.scope.reaches(notice.unit) => {
                        if !self.tell("case", &CaseChangedEvent { id: notice.case }).await {
                            return;
                        }
                    }
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }

    async fn tell_facts(&mut self, position: &Position) -> bool {
        let position = told_position(position, self.step);
        if self.told.as_ref().is_some_and(|told| told.includes(&position)) {
            return true;
        }
        self.told = Some(position.clone());
        self.tell("facts", &FactsEvent { position }).await
    }

    async fn tell(&self, name: &str, data: &impl Serialize) -> bool {
        let data = serde_json::to_string(data).unwrap_or_default();
        self.sender.send(Ok(Event::default().event(name).data(data))).await.is_ok()
    }
}

//! Opens cases: follows accepted answers with a position of its own and asks every rule.
//!
//! When it begins, it reads each workspace on from the position that is noted for it. From then on it
//! reads the changes of all together and asks only where there were any. Now and then it notes all positions
//! in one transaction, so that two hundred workspaces cost hardly more than one, and answers that are being
//! accepted do not wait for a second writing to the disk each time.
//!
//! A rule opens one case for a response, however often it is asked, so a job that was killed
//! before noting its position only asks again.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use heard_cases::{Candidate, due_at, matches};
use heard_model::case::{Case, Rule};
use heard_model::person::User;
use heard_model::unit::UnitTree;
use heard_model::{CaseId, Clock, Position, Role, UnitId, WorkspaceId};
use heard_store::{DeliveryKind, NewCase, NewDelivery, OpenedCase, OutboxEntry, Store, StoreError, Webhook};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::told::Told;

/// The job's name in the store.
const JOB: &str = "alerts";
/// What a delivery about an opened case is about.
pub const CASE_OPENED: &str = "case.opened";
/// What a delivery about a case that was given to somebody is about.
pub const CASE_ASSIGNED: &str = "case.assigned";
/// Answers older than this open no case: nobody can make good what an imported file tells of
/// last year.
const RECENT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Changes read at a time.
const PAGE: usize = 1_000;
/// How long answers may gather.
const GATHER: Duration = Duration::from_millis(200);
/// How long the job is this process's without word from it.
const LEASE: Duration = Duration::from_secs(30);
/// How often positions are noted.
const BETWEEN_NOTES: Duration = Duration::from_secs(5);
/// How often to look whether the process that has the job is still there.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// How long to wait after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(2);

type OnOpened = dyn Fn(WorkspaceId, CaseId, UnitId) + Send + Sync;

/// The job that opens cases.
pub struct Alerts {
    store: Store,
    clock: Arc<dyn Clock>,
    sends_mail: bool,
    on_opened: Box<OnOpened>,
    /// How far this process has come, as long as it has the job.
    reached: Mutex<Option<Reached>>,
}

/// How far all workspaces were asked.
struct Reached {
    position: Position,
    noted: Instant,
    /// Those who have changes between the position that is noted for them and this one.
    ahead: BTreeSet<WorkspaceId>,
}

/// What the rules of a workspace need to know.
struct Watch {
    workspace: WorkspaceId,
    rules: Vec<Rule>,
    units: UnitTree,
    people: Vec<User>,
    webhooks: Vec<Webhook>,
}

impl Alerts {
    /// A job that tells `on_opened` of every case that it opens; mails are put into the queue
    /// only where `sends_mail`.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        sends_mail: bool,
        on_opened: impl Fn(WorkspaceId, CaseId, UnitId) + Send + Sync + 'static,
    ) -> Self {
        Self { store, clock, sends_mail, on_opened: Box::new(on_opened), reached: Mutex::default() }
    }

    /// Opens cases until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        self.follow_all(&stop).await;
        if let Some(reached) = &mut *self.reached.lock().await
            && let Err(error) = self.note(reached).await
        {
            tracing::debug!(%error, "how far cases were opened could not be noted; they are looked at again");
        }
    }

    async fn follow_all(&self, stop: &CancellationToken) {
        let mut committed = self.store.committed();
        let mut told = Told::new("opening cases");
        while !stop.is_cancelled() {
            let seen = committed.borrow_and_update().clone();
            if !told.note(&self.take_turn(&seen).await) {
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                advanced = committed.changed() => {
                    if advanced.is_err() {
                        return;
                    }
                }
            }
            tokio::time::sleep(GATHER).await;
        }
    }

    /// Catches up, unless another process does.
    async fn take_turn(&self, until: &Position) -> Result<(), StoreError> {
        if self.store.hold(JOB, LEASE).await? {
            return self.catch_up(until).await;
        }
        // The other one notes how far it comes.
        *self.reached.lock().await = None;
        Ok(())
    }

    /// Asks the rules of all workspaces about everything accepted up to `until`.
    ///
    /// # Errors
    /// What the store says; then it begins again from the positions that were noted.
    pub async fn catch_up(&self, until: &Position) -> Result<(), StoreError> {
        let mut reached = self.reached.lock().await;
        let so_far = match reached.take() {
            Some(so_far) => self.follow(so_far, until).await?,
            None => self.begin(until).await?,
        };
        *reached = Some(so_far);
        Ok(())
    }

    /// Reads each workspace on from its own position.
    async fn begin(&self, until: &Position) -> Result<Reached, StoreError> {
        let mut rules = self.rules().await?;
        let mut behind = Vec::new();
        for workspace in self.store.workspaces().list().await? {
            let mut position = self.store.job_position(workspace.id, JOB).await?;
            if position.includes(until) {
                continue;
            }
            behind.push(workspace.id);
            // Where nothing is asked, nothing needs to be read.
            let Some(rules) = rules.remove(&workspace.id) else { continue };
            let watch = self.watch(workspace.id, rules).await?;
            while !position.includes(until) {
                let changes = self.store.changes_between(workspace.id, &position, until, PAGE).await?;
                for entry in &changes.entries {
                    self.judge(&watch, entry).await?;
                }
                position = changes.reached;
                self.store.set_job_position(workspace.id, JOB, &position).await?;
            }
        }
        self.store.set_job_positions(behind, JOB, until).await?;
        Ok(Reached { position: until.clone(), noted: Instant::now(), ahead: BTreeSet::new() })
    }

    /// Reads the changes of all workspaces after a position that all have reached.
    async fn follow(&self, mut reached: Reached, until: &Position) -> Result<Reached, StoreError> {
        let mut rules = self.rules().await?;
        let mut watched: HashMap<WorkspaceId, Option<Watch>> = HashMap::new();
        while !reached.position.includes(until) {
            let changes = self.store.all_changes_between(&reached.position, until, PAGE).await?;
            for entry in &changes.entries {
                let watch = match watched.entry(entry.workspace) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(match rules.remove(&entry.workspace) {
                        Some(rules) => Some(self.watch(entry.workspace, rules).await?),
                        None => None,
                    }),
                };
                if let Some(watch) = watch {
                    self.judge(watch, entry).await?;
                }
            }
            reached.position = changes.reached;
        }
        reached.position = until.clone();
        reached.ahead.extend(watched.into_keys());
        if reached.noted.elapsed() > BETWEEN_NOTES {
            self.note(&mut reached).await?;
        }
        Ok(reached)
    }

    async fn note(&self, reached: &mut Reached) -> Result<(), StoreError> {
        reached.noted = Instant::now();
        self.store.set_job_positions(std::mem::take(&mut reached.ahead), JOB, &reached.position).await
    }

    /// The rules that are asked, by workspace.
    async fn rules(&self) -> Result<HashMap<WorkspaceId, Vec<Rule>>, StoreError> {
        let mut rules = self.store.rules().of_all().await?;
        rules.retain(|_, rules| rules.iter().any(|rule| rule.definition.enabled));
        Ok(rules)
    }

    async fn watch(&self, workspace: WorkspaceId, rules: Vec<Rule>) -> Result<Watch, StoreError> {
        Ok(Watch {
            workspace,
            rules,
            units: self.store.units().tree(workspace).await?,
            people: self.store.users().list(workspace).await?,
            webhooks: self.store.webhooks().list(workspace).await?,
        })
    }

    async fn judge(&self, watch: &Watch, entry: &OutboxEntry) -> Result<(), StoreError> {
        let now = self.clock.now();
        let (true, Some(event)) = (entry.accepted, entry.events.first()) else { return Ok(()) };
        let answered_at = Timestamp::from_millisecond(event.instant_ms).unwrap_or(Timestamp::MIN);
        if now.duration_since(answered_at) > RECENT {
            return Ok(());
        }
        let words: Vec<&str> = entry.words.iter().map(|(_, words)| words.as_str()).collect();
        let candidate = Candidate {
            survey: event.survey,
            unit: event.unit,
            touchpoint: event.touchpoint.as_deref(),
            scores: &event.scores,
            words: &words,
        };
        for rule in &watch.rules {
            let Some(trigger) = matches(&rule.definition, &candidate, &watch.units) else { continue };
            let new = NewCase {
                response: entry.response,
                survey: event.survey,
                unit: event.unit,
                rule: Some(rule.id),
                question: trigger.question,
                score: trigger.score,
                touchpoint: event.touchpoint.clone(),
                owner: rule.definition.owner,
                opened_at: now,
                due_at: due_at(&rule.definition, now),
                actor: None,
            };
            let messages = |case: &Case| messages(watch, rule, case, self.sends_mail);
            if let OpenedCase::New(case) = self.store.cases().open(watch.workspace, new, messages).await? {
                metrics::counter!("heard_cases_opened_total").increment(1);
                (self.on_opened)(watch.workspace, case.id, case.unit);
            }
        }
        Ok(())
    }
}

fn messages(watch: &Watch, rule: &Rule, case: &Case, sends_mail: bool) -> Vec<NewDelivery> {
    let message = |kind, target: String| NewDelivery::about_case(kind, CASE_OPENED, target, case);
    let mut messages = Vec::new();
    if rule.definition.notify_by_mail && sends_mail {
        let told = recipients(watch, case);
        messages.extend(told.map(|person| message(DeliveryKind::Mail, person.id.to_string())));
    }
    if rule.definition.notify_by_webhook {
        let enabled = watch.webhooks.iter().filter(|webhook| webhook.enabled);
        messages.extend(enabled.map(|webhook| message(DeliveryKind::Webhook, webhook.id.to_string())));
    }
    messages
}

/// The case's owner; without one, the managers whose branch holds the unit; without those, the
/// owners of the workspace.
fn recipients<'a>(watch: &'a Watch, case: &'a Case) -> impl Iterator<Item = &'a User> {
    let reaches =
        |person: &User| person.unit.is_none_or(|unit| watch.units.branch(unit).contains(&case.unit));
    let has_managers =
        watch.people.iter().any(|person| person.active && person.role == Role::Manager && reaches(person));
    watch.people.iter().filter(move |person| {
        let is_meant = match case.owner {
            Some(owner) => person.id == owner,
            None if has_managers => person.role == Role::Manager && reaches(person),
            None => person.role == Role::Owner,
        };
        person.active && is_meant
    })
}

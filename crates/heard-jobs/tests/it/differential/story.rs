//! A simulated company's life, told to a store: two years of answers, and then everything that
//! happens to answers afterwards: corrections, withdrawals, an erasure, answers of the past that
//! come late, another version of a survey. The same seed tells the same story, also to the other
//! database.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use heard_facts::ColumnCache;
use heard_intake::{Context, Sender, ValidatedResponse, body_hash, validate_definition, validate_response};
use heard_jobs::Projector;
use heard_jobs::redate::Redating;
use heard_model::fact::FactEvent;
use heard_model::response::RawResponse;
use heard_model::settings::Workspace;
use heard_model::survey::{SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{Clock, Entropy, FixedClock, Position, ResponseId, SeededEntropy, SurveyId};
use heard_simulation::SurveyKey;
use heard_store::{CorrectionExtent, Store, StoreOptions, Submission, SubmitError};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::draw::Draw;

/// Answers to the company's own surveys.
const ANSWERS: u64 = 2_400;
/// Answers to the survey that asks what they do not.
const FURTHER_ANSWERS: usize = 500;
/// Answers of one submission.
const PART: usize = 200;
/// The instant at which everything is told.
const NOW: &str = "2026-11-22T12:00:00Z";

/// Entropy that begins anew, so that identifiers do not depend on what else was drawn.
struct Anew(Mutex<SeededEntropy>);

impl Anew {
    fn begin(&self, seed: u64) {
        *self.0.lock().unwrap() = SeededEntropy::new(seed);
    }
}

impl Entropy for Anew {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill(bytes);
    }
}

/// A published survey.
#[derive(Clone)]
struct Published {
    version: SurveyVersion,
    context: SurveyContext,
}

/// The company in a store.
pub struct Story {
    pub store: Store,
    pub workspace: Workspace,
    pub units: UnitTree,
    pub survey_names: BTreeMap<SurveyId, String>,
    /// Places in the order of acceptance at which something had just happened.
    pub positions: Vec<Position>,
    company: heard_simulation::Company,
    surveys: BTreeMap<SurveyKey, Published>,
    further: Published,
    accepted: Vec<(ResponseId, Published)>,
    clock: Arc<FixedClock>,
    entropy: Arc<Anew>,
    draw: Draw,
}

/// Opens a store: a SQLite file in a folder, or a PostgreSQL database.
pub async fn open(folder: &Path, database: Option<String>) -> Store {
    open_with(folder, database, Arc::new(SeededEntropy::new(99))).await
}

async fn open_with(folder: &Path, database: Option<String>, entropy: Arc<dyn Entropy>) -> Store {
    let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
    let options = StoreOptions { database, ..StoreOptions::new(folder, clock, entropy) };
    Store::open(options).await.unwrap()
}

impl Story {
    /// Tells the whole story.
    pub async fn tell(folder: &Path, database: Option<String>, seed: u64) -> Self {
        let entropy = Arc::new(Anew(Mutex::new(SeededEntropy::new(seed))));
        let store = open_with(folder, database, entropy.clone()).await;
        let mut story = Self::found(store, entropy, seed).await;
        story.two_years().await;
        story.further_answers().await;
        story.changes(220).await;
        story
    }

    /// The company before anybody answers.
    async fn found(store: Store, entropy: Arc<Anew>, seed: u64) -> Self {
        let company = heard_simulation::Company::new(seed);
        entropy.begin(seed);
        let workspace = store.workspaces().create(company.slug(), true, company.settings()).await.unwrap();
        let mut ids = BTreeMap::new();
        for unit in company.units().units() {
            let parent = unit.parent.map(|parent| ids[&parent]);
            let made = store.units().create(workspace.id, parent, &unit.name, unit.code.as_deref()).await;
            ids.insert(unit.id, made.unwrap().id);
        }
        let units = store.units().tree(workspace.id).await.unwrap();
        let mut surveys = BTreeMap::new();
        for survey in company.surveys() {
            let context = SurveyContext {
                unit: units.find(survey.unit).map(|unit| unit.id),
                touchpoint: survey.touchpoint.map(str::to_owned),
            };
            surveys.insert(survey.key, publish(&store, &workspace, &survey.definition, context).await);
        }
        let further = publish(&store, &workspace, &further_survey(false), SurveyContext::default()).await;
        // Two surveys of one name, and one that nobody has named.
        let names = surveys.values().take(7).map(|published| published.version.survey);
        let survey_names =
            names.enumerate().map(|(place, survey)| (survey, format!("Survey {}", place / 2))).collect();
        Self {
            store,
            workspace,
            units,
            survey_names,
            positions: vec![Position::START, Position::after(1_000_000)],
            company,
            surveys,
            further,
            accepted: Vec::new(),
            clock: Arc::new(FixedClock::at(NOW.parse().unwrap())),
            entropy,
            draw: Draw::new(seed),
        }
    }

    async fn two_years(&mut self) {
        let until = self.workspace_day();
        let mut part = Vec::new();
        let company = heard_simulation::Company::new(self.company.seed());
        for simulated in company.responses(ANSWERS, until) {
            let published = self.surveys[&simulated.survey].clone();
            let raw = self.altered(simulated.raw);
            part.push((published, raw));
            if part.len() == PART {
                self.submit(std::mem::take(&mut part)).await;
            }
        }
        self.submit(part).await;
    }

    fn workspace_day(&self) -> jiff::civil::Date {
        let zone = jiff::tz::TimeZone::get(&self.workspace.settings.zone).unwrap();
        zone.to_datetime(self.clock.now()).date()
    }

    /// What the simulation leaves out: questions that do not apply, weights of some, numbers of all
    /// kinds in an attribute.
    fn altered(&mut self, mut raw: RawResponse) -> RawResponse {
        let draw = &mut self.draw;
        let keys: Vec<String> = raw.answers.keys().cloned().collect();
        if draw.percent(6) {
            let key = draw.pick(&keys).clone();
            raw.answers.insert(key, json!({ "not_applicable": true }));
        }
        if draw.percent(15) {
            raw.weight = Some(f64::from(u16::try_from(draw.between(1, 3_000)).unwrap()) / 1_000.0);
        }
        if draw.percent(30) {
            let numbers = ["12.5", "1e1", "-3", "007", "free", "NaN", "inf", "20", "+4", "0x10", "٣"];
            raw.attributes.insert("basket".to_owned(), (*draw.pick(&numbers)).to_owned());
        }
        raw
    }

    async fn submit(&mut self, part: Vec<(Published, RawResponse)>) {
        let mut submissions = Vec::new();
        for (published, raw) in &part {
            submissions.push(Submission {
                workspace: self.workspace.id,
                id: self.next_id(submissions.len()),
                accepted_at: self.clock.now(),
                key: None,
                body_hash: body_hash(raw),
                source: "api".to_owned(),
                response: self.validated(published, raw.clone()),
            });
        }
        for (outcome, (published, _)) in self.store.submit_many(submissions).await.into_iter().zip(part) {
            self.accepted.push((outcome.unwrap().receipt().id, published));
        }
        self.note_position();
    }

    fn next_id(&self, place: usize) -> ResponseId {
        ResponseId(Uuid::from_u128(u128::try_from(self.accepted.len() + place).unwrap() + 1))
    }

    fn note_position(&mut self) {
        self.positions.push(self.store.committed().borrow().clone());
    }

    fn validated(&self, published: &Published, raw: RawResponse) -> ValidatedResponse {
        let context = Context {
            now: self.clock.now(),
            zones: self.workspace.settings.zones(),
            units: &self.units,
            survey: &published.context,
            sender: Sender::Trusted,
            channel: "api",
        };
        validate_response(&published.version, raw, &context).unwrap()
    }

    /// Another survey asks on other scales and other choices under the same keys; its answers all
    /// have weights, many come late, and half of it is another version.
    async fn further_answers(&mut self) {
        for version in 1..=2 {
            if version == 2 {
                self.publish_again().await;
            }
            for _ in 0..FURTHER_ANSWERS / 2 / PART + 1 {
                let published = self.further.clone();
                let part = (0..PART / 2).map(|_| (published.clone(), self.further_answer(version == 2)));
                let part = part.collect();
                self.submit(part).await;
            }
        }
    }

    async fn publish_again(&mut self) {
        let survey = self.further.version.survey;
        let (store, workspace) = (&self.store, self.workspace.id);
        let known = store.surveys().get(workspace, survey).await.unwrap().unwrap();
        let definition = validate_definition(&further_survey(true)).unwrap();
        store.surveys().publish(workspace, survey, known.revision, &definition).await.unwrap().unwrap();
        self.further.version = store.surveys().version(workspace, survey, 2).await.unwrap().unwrap();
    }

    fn further_answer(&mut self, is_second: bool) -> RawResponse {
        let draw = &mut self.draw;
        let mut answers = serde_json::Map::new();
        let mut put = |key: &str, value: Value, draw: &mut Draw| {
            let value = match draw.below(20) {
                0 => json!({ "not_applicable": true }),
                1 => Value::Null,
                _ => value,
            };
            answers.insert(key.to_owned(), value);
        };
        for (key, points) in [("likely", 10), ("overall", 10), ("worth", 10), ("pace", 7), ("effort", 5)] {
            let score = draw.between(1, points).max(draw.between(1, points));
            put(key, score.into(), draw);
        }
        let choices = ["staff", "price", "waiting", "hours"];
        let known = if is_second { 4 } else { 3 };
        for key in ["reasons", "matters_most"] {
            let chosen: Vec<&str> = choices[..known].iter().copied().filter(|_| draw.percent(40)).collect();
            put(key, chosen.into(), draw);
        }
        let shop = draw.pick(self.company.units().units()).code.clone();
        let late = draw.between(0, 900).days().seconds(draw.between(0, 86_399));
        let zone = jiff::tz::TimeZone::UTC;
        let answered_at = self.clock.now().to_zoned(zone).checked_sub(late).unwrap().timestamp();
        RawResponse {
            answers: answers.into_iter().collect(),
            answered_at: Some(answered_at),
            weight: Some(if draw.percent(40) { 1.0 } else { draw.below(900) as f64 / 100.0 + 0.01 }),
            unit: shop.filter(|_| draw.percent(80)),
            channel: Some("desk".to_owned()),
            country: draw.percent(50).then(|| "FI".to_owned()),
            ..RawResponse::default()
        }
    }

    /// Corrections by respondents and by trusted senders, withdrawals, the erasure of a customer.
    pub async fn changes(&mut self, many: usize) {
        for number in 0..many {
            let place = self.draw.below(self.accepted.len());
            let (response, published) = self.accepted[place].clone();
            let outcome = if self.draw.percent(30) {
                self.store.withdraw(self.workspace.id, response, self.now()).await
            } else {
                let raw = self.another_answer(&published);
                let extent = *self.draw.pick(&[CorrectionExtent::Answers, CorrectionExtent::Everything]);
                let corrected = self.validated(&published, raw);
                self.store.correct(self.workspace.id, response, self.now(), corrected, extent).await
            };
            assert!(matches!(outcome, Ok(_) | Err(SubmitError::Withdrawn)), "{outcome:?}");
            if number % 20 == 0 {
                self.note_position();
            }
            if number == many / 3 {
                self.change_zone().await;
            }
            if number == many / 2 {
                self.erase().await;
            }
        }
    }

    /// Another time zone from some day on; what lies on another day by it is moved there.
    async fn change_zone(&mut self) {
        let zone =
            *self.draw.pick(&["Asia/Tehran", "America/New_York", "Europe/Budapest", "Pacific/Auckland"]);
        let from = self.workspace_day().saturating_sub(self.draw.between(0, 800).days());
        let settings = &mut self.workspace.settings;
        settings.earlier_zones = settings.zones().changed(zone, from);
        zone.clone_into(&mut settings.zone);
        self.entropy.begin(u64::try_from(self.positions.len()).unwrap());
        self.store.zone_changes().begin(self.workspace.id, &self.workspace.settings, from).await.unwrap();
        let before = self.store.committed().borrow().changes();
        Redating::new(self.store.clone(), self.clock.clone()).work().await.unwrap();
        assert!(self.store.committed().borrow().changes() > before, "some answers lie on another day");
        self.note_position();
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// An answer to the same survey as somebody else gave it.
    fn another_answer(&mut self, published: &Published) -> RawResponse {
        let survey = published.version.survey;
        let Some((key, _)) = self.surveys.iter().find(|(_, known)| known.version.survey == survey) else {
            return self.further_answer(published.version.version == 2);
        };
        let key = *key;
        let until = self.workspace_day();
        let first = self.draw.below(usize::try_from(ANSWERS).unwrap() / 2);
        let company = heard_simulation::Company::new(self.company.seed());
        let found = company.responses(ANSWERS, until).skip(first).find(|other| other.survey == key);
        let raw = self.altered(found.unwrap().raw);
        RawResponse { external_id: None, contact: None, ..raw }
    }

    async fn erase(&mut self) {
        self.entropy.begin(u64::try_from(self.accepted.len()).unwrap());
        let company = heard_simulation::Company::new(self.company.seed());
        let named = company.responses(ANSWERS, self.workspace_day()).find_map(|one| one.raw.contact);
        let external_id = named.unwrap().external_id.unwrap();
        let known = self.store.contacts().by_external_id(self.workspace.id, &external_id).await.unwrap();
        if let Some(contact) = known {
            self.store.erase_contact(self.workspace.id, contact.id).await.unwrap().unwrap();
        }
    }

    /// All changes, as the truth has them.
    pub async fn all_changes(&self) -> Vec<FactEvent> {
        let until = self.store.committed().borrow().clone();
        let mut after = Position::START;
        let mut events = Vec::new();
        while !after.includes(&until) {
            let page = self.store.changes_between(self.workspace.id, &after, &until, 500).await.unwrap();
            after = page.reached;
            events.extend(page.entries.iter().flat_map(|entry| entry.events.clone()));
        }
        events
    }
}

async fn publish(
    store: &Store,
    workspace: &Workspace,
    definition: &SurveyDefinition,
    context: SurveyContext,
) -> Published {
    let valid = validate_definition(definition).unwrap();
    let survey = store.surveys().create(workspace.id, definition, &context).await.unwrap();
    store.surveys().publish(workspace.id, survey.id, survey.revision, &valid).await.unwrap().unwrap();
    let version = store.surveys().version(workspace.id, survey.id, 1).await.unwrap().unwrap();
    Published { version, context }
}

/// A survey of the kinds that the company's own do not have, under keys that they do.
fn further_survey(is_second: bool) -> SurveyDefinition {
    let text = json!({ "en": "How was it?" });
    let mut choices = vec!["staff", "price", "waiting"];
    if is_second {
        choices.push("hours");
    }
    let choices: Vec<Value> = choices.iter().map(|key| json!({ "key": key, "text": text })).collect();
    serde_json::from_value(json!({
        "title": { "en": "At the desk" }, "languages": ["en"],
        "questions": [
            { "key": "likely", "kind": "nps_1_10", "text": text },
            { "key": "overall", "kind": "rating", "points": 10, "text": text },
            { "key": "worth", "kind": "rating", "points": 10, "text": text },
            { "key": "pace", "kind": "rating", "points": 7, "text": text },
            { "key": "effort", "kind": "ces", "points": 5, "text": text },
            { "key": "reasons", "kind": "multiple_choice", "choices": choices, "text": text },
            { "key": "matters_most", "kind": "multiple_choice", "choices": choices, "text": text },
        ],
        "index": ["overall", "worth"],
    }))
    .unwrap()
}

/// Segments of so many rows and a rest in memory, merged or not.
pub async fn project(store: &Store, rows_of_a_segment: usize, is_merged: bool) -> Projector {
    let cache = Arc::new(ColumnCache::new(1 << 22));
    let projector = Projector::load(store.clone(), cache, rows_of_a_segment).await.unwrap();
    projector.catch_up().await.unwrap();
    if is_merged {
        for workspace in store.workspaces().list().await.unwrap() {
            projector.compact(workspace.id, &CancellationToken::new()).await.unwrap();
        }
    }
    projector
}

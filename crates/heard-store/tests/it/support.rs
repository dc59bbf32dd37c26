//! A small company on a fresh data folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use heard_intake::{Context, Sender, ValidatedResponse, body_hash, validate_response};
use heard_model::fact::{FactEvent, FactKind};
use heard_model::response::{RawContact, RawResponse};
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::{Question, QuestionKind, SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::unit::{OrganisationUnit, UnitTree};
use heard_model::{
    FixedClock, LocalizedText, Position, ResponseId, Scope, SeededEntropy, SurveyId, UnitId, UnitScope,
    WorkspaceId, Zones,
};
use heard_store::{IdempotencyKey, Objects, Outcome, Receipt, Store, StoreOptions, Submission};
use jiff::Timestamp;
use sea_orm::{Database, DatabaseConnection};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// 2026-03-02T10:00:00Z, a Monday.
pub const NOW: Timestamp = Timestamp::constant(1_772_445_600, 0);

/// A company: an open store with a workspace, three units and a published survey.
pub struct Company {
    pub folder: Arc<TempDir>,
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub workspace: WorkspaceId,
    pub company: OrganisationUnit,
    pub north: OrganisationUnit,
    pub south: OrganisationUnit,
    pub units: UnitTree,
    pub survey: SurveyId,
    pub version: SurveyVersion,
    ids: AtomicU64,
}

pub async fn options(folder: &TempDir) -> StoreOptions {
    let clock = Arc::new(FixedClock::at(NOW));
    let database = heard_testing::database(folder.path()).await;
    StoreOptions { database, ..StoreOptions::new(folder.path(), clock, Arc::new(SeededEntropy::new(7))) }
}

/// The database of a closed store, past the store.
pub async fn behind(folder: &TempDir) -> DatabaseConnection {
    let file = format!("sqlite://{}", folder.path().join("heard.db").display());
    Database::connect(heard_testing::database(folder.path()).await.unwrap_or(file)).await.unwrap()
}

impl Company {
    pub async fn new() -> Self {
        Self::in_folder(Arc::new(tempfile::tempdir().unwrap()), Objects::default()).await
    }

    /// With images of segments at a place of their own.
    pub async fn in_folder(folder: Arc<TempDir>, objects: Objects) -> Self {
        let clock = Arc::new(FixedClock::at(NOW));
        let options = StoreOptions { clock: clock.clone(), objects, ..options(&folder).await };
        let store = Store::open(options).await.unwrap();
        Self::found(store, folder, clock, "acme", 1).await
    }

    /// Another company in the same store.
    pub async fn beside(&self, slug: &str, ids: u64) -> Self {
        Self::found(self.store.clone(), self.folder.clone(), self.clock.clone(), slug, ids << 32).await
    }

    async fn found(store: Store, folder: Arc<TempDir>, clock: Arc<FixedClock>, slug: &str, ids: u64) -> Self {
        let settings = WorkspaceSettings { name: slug.to_owned(), ..WorkspaceSettings::default() };
        let workspace = store.workspaces().create(slug, false, settings).await.unwrap().id;
        let units = store.units();
        let company = units.create(workspace, None, "Company", None).await.unwrap();
        let north = units.create(workspace, Some(company.id), "North", Some("n")).await.unwrap();
        let south = units.create(workspace, Some(company.id), "South", Some("s")).await.unwrap();
        let draft = definition();
        let survey = store.surveys().create(workspace, &draft, &SurveyContext::default()).await.unwrap();
        let valid = heard_intake::validate_definition(&draft).unwrap();
        store.surveys().publish(workspace, survey.id, survey.revision, &valid).await.unwrap().unwrap();
        let version = store.surveys().version(workspace, survey.id, 1).await.unwrap().unwrap();
        let tree = store.units().tree(workspace).await.unwrap();
        Self {
            folder,
            store,
            clock,
            workspace,
            company,
            north,
            south,
            units: tree,
            survey: survey.id,
            version,
            ids: AtomicU64::new(ids),
        }
    }

    pub fn scope(&self) -> Scope {
        Scope::all(self.workspace)
    }

    pub fn branch(&self, unit: UnitId) -> Scope {
        Scope { workspace: self.workspace, units: UnitScope::Branch(self.units.branch(unit)) }
    }

    pub fn validated(&self, raw: RawResponse) -> ValidatedResponse {
        let survey = SurveyContext::default();
        let context = Context {
            now: NOW,
            zones: Zones::always("UTC"),
            units: &self.units,
            survey: &survey,
            sender: Sender::Trusted,
            channel: "link",
        };
        validate_response(&self.version, raw, &context).unwrap()
    }

    pub fn next_id(&self) -> ResponseId {
        ResponseId(Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::SeqCst)) + 1))
    }

    /// A submission of a response without a key.
    pub fn submission(&self, raw: RawResponse) -> Submission {
        Submission {
            workspace: self.workspace,
            id: self.next_id(),
            accepted_at: NOW,
            key: None,
            body_hash: body_hash(&raw),
            source: "api".to_owned(),
            response: self.validated(raw),
        }
    }

    /// A submission with a key.
    pub fn keyed(&self, key: &str, raw: RawResponse) -> Submission {
        let key = IdempotencyKey { scope: "test".to_owned(), key: key.to_owned() };
        Submission { key: Some(key), ..self.submission(raw) }
    }

    pub async fn accept(&self, raw: RawResponse) -> Receipt {
        match self.store.submit(self.submission(raw)).await.unwrap() {
            Outcome::Accepted(receipt) => receipt,
            Outcome::Replayed(_) => panic!("it should be new"),
        }
    }

    /// All facts from the beginning, read in pages of three.
    pub async fn facts(&self) -> Vec<FactEvent> {
        let mut events = Vec::new();
        let until = self.store.committed().borrow().clone();
        let mut after = Position::START;
        while after != until {
            let page = self.store.changes_between(self.workspace, &after, &until, 3).await.unwrap();
            after = page.reached;
            events.extend(page.entries.iter().flat_map(|entry| entry.events.clone()));
        }
        events
    }

    /// The sum of the signed scores of the question of recommendation, and their number.
    pub async fn nps(&self) -> (i64, i64) {
        let mut sum = (0, 0);
        for event in self.facts().await {
            for score in event.scores.iter().filter(|score| score.kind == FactKind::Nps && score.score <= 10)
            {
                sum.0 += i64::from(event.sign) * i64::from(score.score);
                sum.1 += i64::from(event.sign);
            }
        }
        sum
    }
}

fn question(key: &str, kind: QuestionKind) -> Question {
    Question {
        key: key.to_owned(),
        text: LocalizedText::from([("en", "How was it?")]),
        help: LocalizedText::default(),
        required: false,
        low: LocalizedText::default(),
        high: LocalizedText::default(),
        kind,
    }
}

pub fn definition() -> SurveyDefinition {
    SurveyDefinition {
        title: LocalizedText::from([("en", "Your visit")]),
        languages: vec!["en".to_owned()],
        questions: vec![
            question("recommend", QuestionKind::Nps),
            question("ease", QuestionKind::Csat),
            question("comment", QuestionKind::Text { long: true }),
            question("more", QuestionKind::Text { long: false }),
        ],
        ..SurveyDefinition::default()
    }
}

/// A response with a score.
pub fn scored(score: u8) -> RawResponse {
    raw(json!({ "recommend": score }))
}

/// A response with a score and words.
pub fn said(score: u8, words: &str) -> RawResponse {
    raw(json!({ "recommend": score, "comment": words }))
}

pub fn raw(answers: Value) -> RawResponse {
    RawResponse { answers: serde_json::from_value(answers).unwrap(), ..RawResponse::default() }
}

/// The same response by a customer.
pub fn by(
    external_id: Option<&str>,
    email: Option<&str>,
    name: Option<&str>,
    raw: RawResponse,
) -> RawResponse {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let contact = RawContact { external_id: owned(external_id), email: owned(email), name: owned(name) };
    RawResponse { contact: Some(contact), ..raw }
}

/// The same response at a unit.
pub fn at(unit: &OrganisationUnit, raw: RawResponse) -> RawResponse {
    RawResponse { unit: Some(unit.id.to_string()), ..raw }
}

/// What a future has to say at once.
pub fn poll_now<F: Future>(future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

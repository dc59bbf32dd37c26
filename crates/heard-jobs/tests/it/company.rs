//! A small company in a folder of its own.

use std::path::Path;
use std::sync::Arc;

use heard_facts::ColumnCache;
use heard_intake::{Context, Sender, body_hash, validate_definition, validate_response};
use heard_jobs::Projector;
use heard_jobs::project::ROWS_OF_A_SEGMENT;
use heard_model::response::RawResponse;
use heard_model::settings::{Workspace, WorkspaceSettings};
use heard_model::survey::{SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{Clock, FixedClock, ResponseId, SeededEntropy, Zones};
use heard_store::{Outcome, Store, StoreOptions, Submission};
use serde_json::json;

/// The instant at which everything here happens.
pub const NOW: &str = "2026-03-02T12:00:00Z";

pub struct Company {
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub workspace: Workspace,
    pub units: UnitTree,
    pub version: SurveyVersion,
    entropy: Arc<SeededEntropy>,
}

pub async fn open_store(folder: &Path, clock: Arc<FixedClock>, seed: u64) -> (Store, Arc<SeededEntropy>) {
    let entropy = Arc::new(SeededEntropy::new(seed));
    let database = heard_testing::database(folder).await;
    let options = StoreOptions { database, ..StoreOptions::new(folder, clock, entropy.clone()) };
    (Store::open(options).await.unwrap(), entropy)
}

fn definition() -> SurveyDefinition {
    serde_json::from_value(json!({
        "title": { "en": "Visit" }, "languages": ["en"],
        "questions": [
            { "key": "recommend", "kind": "nps", "text": { "en": "Would you recommend us?" } },
            { "key": "why", "kind": "text", "text": { "en": "Why?" } },
        ],
    }))
    .unwrap()
}

impl Company {
    pub async fn found(folder: &Path) -> Self {
        let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
        let (store, entropy) = open_store(folder, clock.clone(), 1).await;
        let settings = WorkspaceSettings { name: "Example".to_owned(), ..WorkspaceSettings::default() };
        let workspace = store.workspaces().create("example", false, settings).await.unwrap();
        store.units().create(workspace.id, None, "Example", Some("all")).await.unwrap();
        let units = store.units().tree(workspace.id).await.unwrap();
        let survey =
            store.surveys().create(workspace.id, &definition(), &SurveyContext::default()).await.unwrap();
        let definition = validate_definition(&definition()).unwrap();
        store.surveys().publish(workspace.id, survey.id, survey.revision, &definition).await.unwrap();
        let version = store.surveys().version(workspace.id, survey.id, 1).await.unwrap().unwrap();
        Self { store, clock, workspace, units, version, entropy }
    }

    pub fn submission(&self, raw: RawResponse) -> Submission {
        let survey_context = SurveyContext::default();
        let context = Context {
            now: self.clock.now(),
            zones: Zones::always("UTC"),
            units: &self.units,
            survey: &survey_context,
            sender: Sender::Trusted,
            channel: "api",
        };
        Submission {
            workspace: self.workspace.id,
            id: ResponseId::new(&*self.clock, &*self.entropy),
            accepted_at: self.clock.now(),
            key: None,
            body_hash: body_hash(&raw),
            source: "api".to_owned(),
            response: validate_response(&self.version, raw, &context).unwrap(),
        }
    }

    pub async fn answer(&self, score: u8, words: Option<&str>) -> ResponseId {
        let raw: RawResponse =
            serde_json::from_value(json!({ "answers": { "recommend": score, "why": words } })).unwrap();
        match self.store.submit(self.submission(raw)).await.unwrap() {
            Outcome::Accepted(receipt) => receipt.id,
            Outcome::Replayed(_) => panic!("a new answer is no repetition"),
        }
    }

    pub async fn projector(&self) -> Projector {
        let cache = Arc::new(ColumnCache::new(1 << 24));
        Projector::load(self.store.clone(), cache, ROWS_OF_A_SEGMENT).await.unwrap()
    }
}

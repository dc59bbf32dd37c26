//! A company with a store, and a folder for its backups.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use heard_backup::{
    Backup, BackupError, BackupReport, Keep, Passphrase, Repository, Restored, choose, restore,
};
use heard_intake::{Context, Sender, ValidatedResponse, body_hash, validate_definition, validate_response};
use heard_model::response::{RawContact, RawResponse};
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::{Question, QuestionKind, SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{
    Clock, FixedClock, LocalizedText, ResponseId, Scope, SeededEntropy, SystemEntropy, UnitId, WorkspaceId,
    Zones,
};
use heard_store::{
    FrameReader, IdempotencyKey, Location, Receipt, ResponseFilter, SnapshotRequest, Store, StoreOptions,
    StoredResponse, Submission,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// 2026-03-02T10:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_772_445_600, 0);
/// Blocks are small, so that there are many.
const BLOCK: u64 = 4_096;

/// A company, and where its backups are.
pub struct Company {
    pub folder: TempDir,
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub workspace: WorkspaceId,
    pub unit: UnitId,
    units: UnitTree,
    version: SurveyVersion,
    ids: AtomicU64,
}

/// The same company on another store.
impl Company {
    pub fn on(self, store: Store) -> Self {
        Self { store, ..self }
    }
}

pub async fn options(folder: &Path, clock: Arc<FixedClock>) -> StoreOptions {
    let database = heard_testing::database(folder).await;
    StoreOptions { database, ..StoreOptions::new(folder, clock, Arc::new(SystemEntropy)) }
}

impl Company {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let store = Store::open(options(&folder.path().join("data"), clock.clone()).await).await.unwrap();
        let settings = WorkspaceSettings { name: "Acme".to_owned(), ..WorkspaceSettings::default() };
        let workspace = store.workspaces().create("acme", false, settings).await.unwrap().id;
        let unit = store.units().create(workspace, None, "Company", None).await.unwrap().id;
        let draft = definition();
        let survey = store.surveys().create(workspace, &draft, &SurveyContext::default()).await.unwrap();
        let valid = validate_definition(&draft).unwrap();
        store.surveys().publish(workspace, survey.id, survey.revision, &valid).await.unwrap().unwrap();
        let version = store.surveys().version(workspace, survey.id, 1).await.unwrap().unwrap();
        let units = store.units().tree(workspace).await.unwrap();
        Self { folder, store, clock, workspace, unit, units, version, ids: AtomicU64::new(1) }
    }

    pub fn backups(&self) -> PathBuf {
        self.folder.path().join("backups")
    }

    pub fn target(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
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

    /// Takes an answer with a key of its own.
    pub async fn accept(&self, raw: RawResponse) -> Receipt {
        let number = self.ids.fetch_add(1, Ordering::SeqCst);
        let submission = Submission {
            workspace: self.workspace,
            id: ResponseId(Uuid::from_u128(u128::from(number))),
            accepted_at: NOW,
            key: Some(IdempotencyKey { scope: "test".to_owned(), key: format!("key-{number}") }),
            body_hash: body_hash(&raw),
            source: "api".to_owned(),
            response: self.validated(raw),
        };
        self.store.submit(submission).await.unwrap().receipt()
    }

    /// Takes many at once.
    pub async fn accept_many(&self, count: u64) {
        for number in 0..count {
            self.accept(said((number % 11) as u8, &format!("so so, number {number}"))).await;
        }
    }

    /// Backs up, a minute after the backup before.
    pub async fn back_up(&self) -> BackupReport {
        self.back_up_with(None, Keep::default()).await.unwrap()
    }

    pub async fn back_up_with(
        &self,
        key: Option<&Passphrase>,
        keep: Keep,
    ) -> Result<BackupReport, BackupError> {
        self.clock.advance_milliseconds(60_000);
        let repository = Repository::open_to_write(&self.backups(), key, Arc::new(SeededEntropy::new(3)))?;
        run(&self.store, &repository, keep, self.clock.now()).await
    }

    pub fn repository(&self, key: Option<&Passphrase>) -> Repository {
        Repository::open_to_read(&self.backups(), key, Arc::new(SystemEntropy)).unwrap()
    }

    /// Restores into a new folder.
    pub async fn restore(&self, at: Option<Timestamp>, name: &str) -> Result<Restored, BackupError> {
        self.restore_to(None, at, &Location::Folder(self.target(name))).await
    }

    pub async fn restore_to(
        &self,
        key: Option<&Passphrase>,
        at: Option<Timestamp>,
        to: &Location,
    ) -> Result<Restored, BackupError> {
        let repository = self.repository(key);
        let manifest = choose(&repository, at)?;
        let (clock, entropy) = (self.clock.clone(), Arc::new(SystemEntropy));
        restore(&repository, &manifest, to, clock, entropy, &|_, _| {}).await
    }

    pub fn scope(&self) -> Scope {
        Scope::all(self.workspace)
    }
}

/// A store on a restored folder.
pub async fn open(folder: &Path, clock: &Arc<FixedClock>) -> Store {
    Store::open(StoreOptions::new(folder, clock.clone(), Arc::new(SystemEntropy))).await.unwrap()
}

/// All responses of a company in a store.
pub async fn responses(store: &Store, scope: &Scope) -> Vec<StoredResponse> {
    store.responses().export(scope, &ResponseFilter::default(), 0, 10_000).await.unwrap()
}

/// One run from a store.
pub async fn run(
    store: &Store,
    repository: &Repository,
    keep: Keep,
    now: Timestamp,
) -> Result<BackupReport, BackupError> {
    let mut backup = Backup::begin(repository)?.with_blocks_of(BLOCK);
    let mut parts = store.snapshot(backup.request());
    let mut frames = FrameReader::default();
    while let Some(bytes) = parts.recv().await {
        frames.push(&bytes);
        while let Some(frame) = frames.take_frame()? {
            backup.take(frame)?;
        }
    }
    backup.finish(keep, now)
}

/// A snapshot's rows by table.
pub async fn rows_by_table(store: &Store, request: SnapshotRequest) -> Vec<(String, u64)> {
    use heard_store::Frame;
    let mut parts = store.snapshot(request);
    let mut frames = FrameReader::default();
    let (mut shapes, mut rows) = (Vec::new(), Vec::<(String, u64)>::new());
    while let Some(bytes) = parts.recv().await {
        frames.push(&bytes);
        while let Some(frame) = frames.take_frame().unwrap() {
            match frame {
                Frame::Header(header) => shapes = header.tables,
                Frame::Table(place) => rows.push((shapes[place].table.clone(), 0)),
                Frame::Row(_) => rows.last_mut().unwrap().1 += 1,
                _ => {}
            }
        }
    }
    rows
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

fn definition() -> SurveyDefinition {
    SurveyDefinition {
        title: LocalizedText::from([("en", "Your visit")]),
        languages: vec!["en".to_owned()],
        questions: vec![
            question("recommend", QuestionKind::Nps),
            question("comment", QuestionKind::Text { long: true }),
        ],
        ..SurveyDefinition::default()
    }
}

pub fn raw(answers: Value) -> RawResponse {
    RawResponse { answers: serde_json::from_value(answers).unwrap(), ..RawResponse::default() }
}

/// A response with a score and words.
pub fn said(score: u8, words: &str) -> RawResponse {
    raw(json!({ "recommend": score, "comment": words }))
}

/// The same response by a customer.
pub fn by(external_id: &str, email: &str, name: &str, raw: RawResponse) -> RawResponse {
    let contact = RawContact {
        external_id: Some(external_id.to_owned()),
        email: Some(email.to_owned()),
        name: Some(name.to_owned()),
    };
    RawResponse { contact: Some(contact), ..raw }
}

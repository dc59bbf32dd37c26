//! A door to try: a fresh store, a clock that stands still, and ways to ask.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use heard_aggregate::kernel::Kernel;
use heard_facts::ColumnCache;
use heard_http::auth::{api_key, cross_site, token};
use heard_http::{
    Allowance, AppState, HttpSettings, LimitSettings, LiveHub, OperatorConnection, Parts, Questions,
    ReceiptKey,
};
use heard_jobs::Projector;
use heard_model::person::User;
use heard_model::policy::KeyScope;
use heard_model::settings::WorkspaceSettings;
use heard_model::{Clock, Entropy, FixedClock, InterfaceLanguage, Role, SeededEntropy, UnitId, WorkspaceId};
use heard_store::{NewUser, Store, StoreOptions};
use http_body_util::BodyExt;
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// 2026-11-22 12:00 UTC.
const NOON: i64 = 1_795_348_800;

pub const PASSWORD: &str = "a long enough sentence";

pub struct Door {
    _folder: TempDir,
    pub store: Store,
    pub projector: Projector,
    pub clock: Arc<FixedClock>,
    pub entropy: Arc<SeededEntropy>,
    pub live: LiveHub,
    inner: heard_http::Door,
}

pub fn unlimited() -> LimitSettings {
    let free = Allowance::new(0, 0);
    LimitSettings {
        submissions_by_address_and_survey: free,
        submissions_by_address: free,
        submissions_by_survey: free,
        logins_by_address: free,
        logins_by_account: free,
        pages_by_address: free,
        requests_by_caller: free,
        submissions_by_key: free,
        heavy_by_caller: free,
    }
}

impl Door {
    pub async fn open() -> Self {
        Self::with(HttpSettings::default()).await
    }

    pub async fn unlimited() -> Self {
        Self::with(HttpSettings { limits: unlimited(), ..HttpSettings::default() }).await
    }

    pub async fn with(settings: HttpSettings) -> Self {
        Self::with_queue(settings, 8_192).await
    }

    /// With so many answers that may wait.
    pub async fn with_queue(settings: HttpSettings, queue_capacity: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(jiff::Timestamp::from_second(NOON).unwrap()));
        let entropy = Arc::new(SeededEntropy::new(1));
        let options = StoreOptions {
            database: heard_testing::database(folder.path()).await,
            queue_capacity,
            ..StoreOptions::new(folder.path(), clock.clone(), entropy.clone())
        };
        let store = Store::open(options).await.unwrap();
        let cache = Arc::new(ColumnCache::new(1 << 24));
        let projector =
            Projector::load(store.clone(), cache, heard_jobs::project::ROWS_OF_A_SEGMENT).await.unwrap();
        let live = LiveHub::default();
        let state = AppState::new(Parts {
            receipts: ReceiptKey::new(&store.secret("receipts").await.unwrap()),
            store: store.clone(),
            projector: projector.clone(),
            kernel: Arc::new(Kernel::new(1 << 24, 1)),
            questions: Questions::new(1).unwrap(),
            answers: heard_http::Answers::new(1 << 20),
            clock: clock.clone(),
            entropy: entropy.clone(),
            settings,
            live: live.clone(),
            measurements: None,
            stop: CancellationToken::new(),
        });
        let inner = heard_http::Door::new(state);
        Self { _folder: folder, store, projector, clock, entropy, live, inner }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let is_stream = request.uri().path() == "/api/v1/events";
        let response = self.inner.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = if is_stream && parts.status.is_success() {
            Vec::new()
        } else {
            body.collect().await.map(|collected| collected.to_bytes().to_vec()).unwrap_or_default()
        };
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// The answer without reading its body.
    pub async fn stream(&self, request: Request<Body>) -> axum::response::Response {
        self.inner.clone().oneshot(request).await.unwrap()
    }

    pub async fn catch_up(&self) {
        self.projector.catch_up().await.unwrap();
    }

    /// A workspace with its root unit.
    pub async fn workspace(&self, name: &str) -> (WorkspaceId, UnitId) {
        let settings = WorkspaceSettings { name: name.to_owned(), ..WorkspaceSettings::default() };
        let slug = name.to_lowercase().replace(' ', "-");
        let workspace = self.store.workspaces().create(&slug, false, settings).await.unwrap();
        let root = self.store.units().create(workspace.id, None, name, None).await.unwrap();
        (workspace.id, root.id)
    }

    /// A person whose password nobody knows.
    pub async fn person(&self, workspace: WorkspaceId, role: Role, unit: Option<UnitId>) -> User {
        let mut random = [0u8; 8];
        self.entropy.fill(&mut random);
        let email = format!("{:x}@example.org", u64::from_le_bytes(random));
        let new = NewUser {
            email,
            name: format!("{role:?}"),
            role,
            unit,
            language: InterfaceLanguage::En,
            password_hash: "none".to_owned(),
        };
        self.store.users().create(workspace, new).await.unwrap()
    }

    /// A session of a person, without logging in.
    pub async fn session(&self, workspace: WorkspaceId, user: &User) -> Caller {
        let secret = token::new(&*self.entropy);
        let expires_at = self.clock.now() + jiff::SignedDuration::from_hours(1);
        self.store.sessions().create(workspace, user.id, token::hash(&secret), expires_at).await.unwrap();
        Caller::Session(secret)
    }

    pub async fn caller(&self, workspace: WorkspaceId, role: Role, unit: Option<UnitId>) -> Caller {
        let person = self.person(workspace, role, unit).await;
        self.session(workspace, &person).await
    }

    pub async fn key(&self, workspace: WorkspaceId, scopes: &[KeyScope], unit: Option<UnitId>) -> Caller {
        let new = api_key::new(&*self.entropy);
        let hash = token::hash(&new.secret);
        self.store.api_keys().create(workspace, "key", &new.prefix, hash, scopes, unit).await.unwrap();
        Caller::Key(new.secret)
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum Caller {
    Nobody,
    Session(String),
    Key(String),
    Operator(String),
}

/// A request in the making.
pub struct Ask {
    builder: axum::http::request::Builder,
    body: Body,
    operator: bool,
}

pub fn ask(method: &str, path: &str) -> Ask {
    Ask { builder: Request::builder().method(method).uri(path), body: Body::empty(), operator: false }
}

pub fn get(path: &str) -> Ask {
    ask("GET", path)
}

pub fn post(path: &str, body: Value) -> Ask {
    ask("POST", path).json(&body)
}

impl Ask {
    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub fn raw(mut self, kind: &str, body: impl Into<Body>) -> Self {
        self.builder = self.builder.header("content-type", kind);
        self.body = body.into();
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    pub fn by(mut self, caller: &Caller) -> Self {
        match caller {
            Caller::Nobody => {}
            Caller::Session(secret) => {
                self.builder = self
                    .builder
                    .header("cookie", format!("heard_session={secret}"))
                    .header(cross_site::HEADER, cross_site::token_of(secret));
            }
            Caller::Key(secret) => {
                self.builder = self.builder.header("authorization", format!("Bearer {secret}"))
            }
            Caller::Operator(slug) => {
                self.operator = true;
                self.builder = self.builder.header("heard-workspace", slug);
            }
        }
        self
    }

    pub fn request(self) -> Request<Body> {
        let mut request = self.builder.body(self.body).unwrap();
        if self.operator {
            request.extensions_mut().insert(OperatorConnection);
        }
        request
    }

    pub async fn at(self, door: &Door) -> Reply {
        door.send(self.request()).await
    }
}

#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// A refusal that says what is wrong.
    #[track_caller]
    pub fn expect_problem(self, status: u16) -> Value {
        let reply = self.expect(status);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        let problem = reply.json();
        assert_eq!(problem["status"], status);
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
        problem
    }
}

/// The session that a log-in's answer carries.
pub fn session_of(reply: &Reply) -> Caller {
    let cookie = reply.header("set-cookie");
    let secret = cookie.trim_start_matches("heard_session=").split(';').next().unwrap();
    Caller::Session(secret.to_owned())
}

/// Sets up a company with its first owner.
pub async fn set_up(door: &Door) -> Caller {
    let body = serde_json::json!({
        "company": "Corner Bakery", "name": "Ada", "email": "owner@example.org", "password": PASSWORD,
        "language": "en", "zone": "Europe/Budapest",
    });
    session_of(&post("/api/v1/setup", body).at(door).await.expect(200))
}

/// Publishes a survey of a template; its identifier.
pub async fn publish(door: &Door, caller: &Caller, template: &str) -> String {
    let made = post("/api/v1/surveys", serde_json::json!({ "template": template })).by(caller).at(door).await;
    let made = made.expect(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let body = serde_json::json!({ "revision": made["revision"] });
    post(&format!("/api/v1/surveys/{id}/publish"), body).by(caller).at(door).await.expect(200);
    id
}

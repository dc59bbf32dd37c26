//! What every handler may reach: the store, the clock, the numbers, the settings of the door.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use heard_aggregate::kernel::Kernel;
use heard_jobs::Projector;
use heard_model::settings::Workspace;
use heard_model::unit::UnitTree;
use heard_model::{Clock, Entropy, SurveyId, WorkspaceId};
use heard_store::Store;
use metrics_exporter_prometheus::PrometheusHandle;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use crate::answers::Answers;
use crate::auth::password::Passwords;
use crate::entrance::Entrance;
use crate::limits::{LimitSettings, Limits};
use crate::live::LiveHub;
use crate::live_survey::{Known, LiveSurvey};
use crate::problem::Problem;
use crate::questions::Questions;
use crate::receipt::ReceiptKey;

/// Settings of the door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Where people reach Heard, without a slash at the end: `https://heard.example.org`. Links,
    /// QR codes and the check of a page's origin are made of it.
    pub public_url: String,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The bearer token that may read `/metrics`; without one only the operator may.
    pub metrics_token: Option<String>,
    /// Whether mails can be sent, so that people are told of what concerns them.
    pub sends_mail: bool,
    /// How often what may be asked.
    pub limits: LimitSettings,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            trusted_proxies: Vec::new(),
            metrics_token: None,
            sends_mail: false,
            limits: LimitSettings::default(),
        }
    }
}

impl HttpSettings {
    /// Whether people come by https, so that cookies may insist on it.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Scheme, host and port of the public address, as browsers write an origin.
    pub fn origin(&self) -> &str {
        let after_scheme = self.public_url.find("://").map_or(0, |position| position + 3);
        let end =
            self.public_url[after_scheme..].find('/').map_or(self.public_url.len(), |end| after_scheme + end);
        &self.public_url[..end]
    }

    /// The public address of a path that begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.trim_end_matches('/'))
    }
}

/// What the door is built from.
pub struct Parts {
    /// The truth.
    pub store: Store,
    /// The facts.
    pub projector: Projector,
    /// Sums facts.
    pub kernel: Arc<Kernel>,
    /// Computes questions.
    pub questions: Questions,
    /// Answers of the numbers that were given lately.
    pub answers: Answers,
    /// Where the present instant comes from.
    pub clock: Arc<dyn Clock>,
    /// Where secrets come from.
    pub entropy: Arc<dyn Entropy>,
    /// Settings of the door.
    pub settings: HttpSettings,
    /// What is new, told to open pages.
    pub live: LiveHub,
    /// The key of links to receipts.
    pub receipts: ReceiptKey,
    /// The measurements behind `/metrics`, where they are collected.
    pub measurements: Option<PrometheusHandle>,
    /// Told when Heard stops, so that open streams end.
    pub stop: CancellationToken,
}

/// What every handler may reach; a cheap clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What all clones share.
pub struct Shared {
    /// The truth.
    pub store: Store,
    /// The facts.
    pub projector: Projector,
    /// Sums facts.
    pub kernel: Arc<Kernel>,
    /// Where the present instant comes from.
    pub clock: Arc<dyn Clock>,
    /// Where secrets come from.
    pub entropy: Arc<dyn Entropy>,
    /// Settings of the door.
    pub settings: HttpSettings,
    /// What is new, told to open pages.
    pub live: LiveHub,
    /// The measurements behind `/metrics`, where they are collected.
    pub measurements: Option<PrometheusHandle>,
    /// How often.
    pub limits: Limits,
    /// Hashes of passwords.
    pub passwords: Passwords,
    /// Surveys and workspaces, kept in memory.
    pub known: Known,
    /// The key of links to receipts.
    pub receipts: ReceiptKey,
    /// Computes questions.
    pub questions: Questions,
    /// Answers of the numbers that were given lately.
    pub answers: Answers,
    /// Told when Heard stops, so that open streams end.
    pub stop: CancellationToken,
    /// Whether connections can be taken.
    pub entrance: Arc<Entrance>,
    /// Held while the first owner is made, so that there is one.
    pub setting_up: tokio::sync::Mutex<()>,
    /// Where jobs run, and what is asked by people who work with Heard.
    pub work: Handle,
}

impl AppState {
    /// The state of a door; where this is called is where its work is done.
    ///
    /// # Panics
    /// Outside of a runtime.
    pub fn new(parts: Parts) -> Self {
        let limits = Limits::new(&parts.settings.limits);
        Self(Arc::new(Shared {
            store: parts.store,
            projector: parts.projector,
            kernel: parts.kernel,
            questions: parts.questions,
            answers: parts.answers,
            stop: parts.stop,
            clock: parts.clock,
            entropy: parts.entropy,
            settings: parts.settings,
            live: parts.live,
            measurements: parts.measurements,
            limits,
            passwords: Passwords::default(),
            known: Known::default(),
            receipts: parts.receipts,
            entrance: Arc::default(),
            setting_up: tokio::sync::Mutex::default(),
            work: Handle::current(),
        }))
    }
}

impl AppState {
    /// A workspace with its settings.
    pub async fn workspace(&self, id: WorkspaceId) -> Result<Arc<Workspace>, Problem> {
        if let Some(workspace) = self.known.workspace(id) {
            return Ok(workspace);
        }
        let seen = self.known.seen();
        let found = self.store.workspaces().get(id).await?.ok_or_else(|| Problem::not_found("workspace"))?;
        let workspace = Arc::new(found);
        self.known.keep_workspace(workspace.clone(), seen);
        Ok(workspace)
    }

    /// A workspace's units.
    pub async fn units(&self, id: WorkspaceId) -> Result<Arc<UnitTree>, Problem> {
        if let Some(units) = self.known.units(id) {
            return Ok(units);
        }
        let seen = self.known.seen();
        let units = Arc::new(self.store.units().tree(id).await?);
        self.known.keep_units(id, units.clone(), seen);
        Ok(units)
    }

    /// A survey that was published, in whichever workspace, with all that its answers are judged
    /// by.
    pub async fn survey(&self, id: SurveyId) -> Result<Option<Arc<LiveSurvey>>, Problem> {
        if let Some(survey) = self.known.survey(id) {
            return Ok(Some(survey));
        }
        let seen = self.known.seen();
        let Some(found) = self.store.surveys().published(id).await? else { return Ok(None) };
        let survey = Arc::new(LiveSurvey {
            workspace: self.workspace(found.workspace).await?,
            units: self.units(found.workspace).await?,
            version: Arc::new(found.version),
            context: found.context,
            state: found.state,
        });
        self.known.keep_survey(survey.clone(), seen);
        Ok(Some(survey))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_ends_before_the_path() {
        for (url, origin) in [
            ("https://heard.example.org", "https://heard.example.org"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("https://example.org/heard/", "https://example.org"),
        ] {
            let settings = HttpSettings { public_url: url.to_owned(), ..HttpSettings::default() };
            assert_eq!(settings.origin(), origin);
            assert!(settings.link("/s/x").ends_with("/s/x"));
            assert!(!settings.link("/s/x").contains("//s"));
        }
    }
}

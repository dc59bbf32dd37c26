//! A data folder with many workspaces, made past the door: companies of every size on one server.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, ensure};
use heard_http::auth::token;
use heard_intake::{Context, Sender, body_hash, templates, validate_definition, validate_response};
use heard_model::response::RawResponse;
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::{SurveyContext, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{
    Clock, InterfaceLanguage, ResponseId, Role, SurveyId, SystemClock, SystemEntropy, WorkspaceId, Zones,
};
use heard_store::{NewUser, Store, StoreOptions, Submission};
use jiff::{SignedDuration, ToSpan};
use serde_json::json;

use crate::person::Session;

/// Answers that are stored together.
const PART: u64 = 1_000;
const ZONE: &str = "Europe/Budapest";

/// A workspace, as its people and senders know it.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its survey.
    pub survey: SurveyId,
    /// Its owners, logged in.
    pub owners: Vec<Session>,
}

/// Makes workspaces with so many answers each, spread over a year, and so many owners.
///
/// # Errors
/// When the store refuses something.
pub async fn make(folder: &Path, answers: &[u64], owners: usize) -> anyhow::Result<Vec<Tenant>> {
    let store =
        Store::open(StoreOptions::new(folder, Arc::new(SystemClock), Arc::new(SystemEntropy))).await?;
    let mut tenants = Vec::with_capacity(answers.len());
    for (number, answers) in answers.iter().enumerate() {
        tenants.push(found(&store, number, *answers, owners).await?);
    }
    store.close().await?;
    Ok(tenants)
}

async fn found(store: &Store, number: usize, answers: u64, owners: usize) -> anyhow::Result<Tenant> {
    let name = format!("Company {number}");
    let settings =
        WorkspaceSettings { name: name.clone(), zone: ZONE.to_owned(), ..WorkspaceSettings::default() };
    let workspace = store.workspaces().create(&format!("company-{number}"), false, settings).await?.id;
    store.units().create(workspace, None, &name, Some("all")).await?;
    let mut sessions = Vec::with_capacity(owners);
    for owner in 0..owners {
        sessions.push(log_in(store, workspace, format!("owner-{number}-{owner}@bench.example")).await?);
    }
    let version = publish(store, workspace).await?;
    let survey = version.survey;
    let units = store.units().tree(workspace).await?;
    let filling = Filling { store, workspace, version, units };
    for first in (0..answers).step_by(PART as usize) {
        filling.store(first..answers.min(first + PART), answers).await?;
    }
    Ok(Tenant { survey, owners: sessions })
}

async fn log_in(store: &Store, workspace: WorkspaceId, email: String) -> anyhow::Result<Session> {
    let owner = NewUser {
        email,
        name: "Owner".to_owned(),
        role: Role::Owner,
        unit: None,
        language: InterfaceLanguage::En,
        password_hash: "nobody logs in with it".to_owned(),
    };
    let owner = store.users().create(workspace, owner).await?;
    let secret = token::new(&SystemEntropy);
    let until = SystemClock.now() + SignedDuration::from_hours(24);
    store.sessions().create(workspace, owner.id, token::hash(&secret), until).await?;
    Ok(Session::of_secret(&secret))
}

async fn publish(store: &Store, workspace: WorkspaceId) -> anyhow::Result<SurveyVersion> {
    let draft = &templates::template("relationship_nps").context("the template is gone")?.definition;
    let made = store.surveys().create(workspace, draft, &SurveyContext::default()).await?;
    let valid = validate_definition(draft).map_err(|problems| anyhow!("{problems:?}"))?;
    store.surveys().publish(workspace, made.id, made.revision, &valid).await?;
    store.surveys().version(workspace, made.id, 1).await?.context("the survey has no version")
}

struct Filling<'a> {
    store: &'a Store,
    workspace: WorkspaceId,
    version: SurveyVersion,
    units: UnitTree,
}

impl Filling<'_> {
    async fn store(&self, numbers: std::ops::Range<u64>, all: u64) -> anyhow::Result<()> {
        let part = numbers.map(|number| self.submission(number, all)).collect::<anyhow::Result<_>>()?;
        for outcome in self.store.submit_many(part).await {
            outcome?;
        }
        Ok(())
    }

    fn submission(&self, number: u64, all: u64) -> anyhow::Result<Submission> {
        let now = SystemClock.now();
        let minutes = i64::try_from((all - number) * 525_600 / (all + 1))?;
        let raw = json!({
            "answers": {
                "recommend": number * 7 % 11, "satisfaction": number * 3 % 5 + 1,
                "reason": "Somebody kind helped at once, and the parcel came the day after.",
            },
            "language": "en",
            "answered_at": (now - minutes.minutes()).to_string(),
            "touchpoint": format!("touchpoint {}", number * 5 % 8),
            "agent": format!("agent {}", number * 13 % 40),
        });
        let raw: RawResponse = serde_json::from_value(raw)?;
        let survey = SurveyContext::default();
        let context = Context {
            now,
            zones: Zones::always(ZONE),
            units: &self.units,
            survey: &survey,
            sender: Sender::Trusted,
            channel: "api",
        };
        let body_hash = body_hash(&raw);
        let response =
            validate_response(&self.version, raw, &context).map_err(|problems| anyhow!("{problems:?}"))?;
        ensure!(response.survey() == self.version.survey, "an answer to another survey");
        Ok(Submission {
            workspace: self.workspace,
            id: ResponseId::new(&SystemClock, &SystemEntropy),
            accepted_at: now,
            key: None,
            body_hash,
            source: "bench".to_owned(),
            response,
        })
    }
}

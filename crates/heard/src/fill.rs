//! Fills a data folder with the simulated company, through the same validation and the same
//! writer as every answer.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use heard_http::auth::password::Passwords;
use heard_intake::{Context, Sender, body_hash, validate_definition, validate_response};
use heard_model::settings::Workspace;
use heard_model::survey::{SurveyContext, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{Clock, InterfaceLanguage, ResponseId, Role, SystemClock, SystemEntropy, UnitId, UserId};
use heard_simulation::{Company, SimulatedResponse, SurveyKey};
use heard_store::{NewUser, Submission};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use crate::runtime::Runtime;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "try heard today";

/// Responses that are submitted together.
const PART: usize = 1_000;

/// Somebody of the demo.
pub struct DemoPerson {
    /// The log-in name.
    pub email: &'static str,
    name: &'static str,
    role: Role,
}

/// Everybody of the demo, the owner first.
pub const PEOPLE: [DemoPerson; 4] = [
    DemoPerson { email: "owner@demo.example", name: "Demo owner", role: Role::Owner },
    DemoPerson { email: "manager@demo.example", name: "Demo manager", role: Role::Manager },
    DemoPerson { email: "analyst@demo.example", name: "Demo analyst", role: Role::Analyst },
    DemoPerson { email: "agent@demo.example", name: "Demo agent", role: Role::Agent },
];

/// A published survey of the company.
struct Published {
    version: SurveyVersion,
    context: SurveyContext,
}

/// Filling one folder.
pub struct Filling<'a> {
    runtime: &'a Runtime,
    company: Company,
    responses: u64,
    until: Date,
}

impl<'a> Filling<'a> {
    /// A company of a seed with so many responses in the two years up to a day.
    pub fn new(runtime: &'a Runtime, seed: u64, responses: u64, until: Date) -> Self {
        Self { runtime, company: Company::new(seed), responses, until }
    }

    /// Makes what is missing; what is there already changes nothing.
    ///
    /// # Errors
    /// When the store refuses something, or the simulation makes an invalid answer.
    pub async fn run(&self) -> anyhow::Result<()> {
        let workspace = self.workspace().await?;
        let units = self.units(&workspace).await?;
        let surveys = self.surveys(&workspace, &units).await?;
        self.people(&workspace).await?;
        self.rules(&workspace, &units, &surveys).await?;
        self.answers(&workspace, &units, &surveys).await
    }

    async fn workspace(&self) -> anyhow::Result<Workspace> {
        let workspaces = self.runtime.store.workspaces();
        if let Some(known) = workspaces.by_slug(self.company.slug()).await? {
            return Ok(known);
        }
        Ok(workspaces.create(self.company.slug(), true, self.company.settings()).await?)
    }

    async fn units(&self, workspace: &Workspace) -> anyhow::Result<UnitTree> {
        let store = self.runtime.store.units();
        let known = store.tree(workspace.id).await?;
        let mut stored: HashMap<UnitId, UnitId> = HashMap::new();
        for unit in self.company.units().units() {
            let id = match unit.code.as_deref().and_then(|code| known.find(code)) {
                Some(known) => known.id,
                None => {
                    let parent = unit.parent.and_then(|parent| stored.get(&parent)).copied();
                    store.create(workspace.id, parent, &unit.name, unit.code.as_deref()).await?.id
                }
            };
            stored.insert(unit.id, id);
        }
        Ok(store.tree(workspace.id).await?)
    }

    async fn surveys(
        &self,
        workspace: &Workspace,
        units: &UnitTree,
    ) -> anyhow::Result<HashMap<SurveyKey, Published>> {
        let store = self.runtime.store.surveys();
        let known = store.list(workspace.id).await?;
        let mut published = HashMap::new();
        for survey in self.company.surveys() {
            let context = SurveyContext {
                unit: units.find(survey.unit).map(|unit| unit.id),
                touchpoint: survey.touchpoint.map(str::to_owned),
            };
            let definition = validate_definition(&survey.definition)
                .map_err(|problems| anyhow!("a simulated survey is invalid: {problems:?}"))?;
            let mut stored = match known.iter().find(|known| known.draft.title == survey.definition.title) {
                Some(known) => known.clone(),
                None => store.create(workspace.id, &survey.definition, &context).await?,
            };
            if stored.current_version.is_none() {
                let made = store.publish(workspace.id, stored.id, stored.revision, &definition).await?;
                stored = made.context("a survey vanished while it was published")?;
            }
            let number = stored.current_version.context("a published survey has no version")?;
            let version = store.version(workspace.id, stored.id, number).await?;
            let version = version.context("a published version is missing")?;
            published.insert(survey.key, Published { version, context });
        }
        Ok(published)
    }

    async fn people(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let store = self.runtime.store.users();
        for person in &PEOPLE {
            if store.by_email(person.email).await?.is_some() {
                continue;
            }
            let password_hash = Passwords::default()
                .hash(PASSWORD, &SystemEntropy)
                .await
                .map_err(|_| anyhow!("the demo's password could not be hashed"))?;
            let user = NewUser {
                email: person.email.to_owned(),
                name: person.name.to_owned(),
                role: person.role,
                unit: None,
                language: InterfaceLanguage::En,
                password_hash,
            };
            store.create(workspace.id, user).await?;
        }
        Ok(())
    }

    /// Only what was answered lately opens cases; the rules pass over the two years before.
    async fn rules(
        &self,
        workspace: &Workspace,
        units: &UnitTree,
        surveys: &HashMap<SurveyKey, Published>,
    ) -> anyhow::Result<()> {
        let store = self.runtime.store.rules();
        if !store.list(workspace.id).await?.is_empty() {
            return Ok(());
        }
        for rule in self.company.rules() {
            let survey = rule.survey.and_then(|key| surveys.get(&key)).map(|survey| survey.version.survey);
            let unit = rule.unit.and_then(|code| units.find(code)).map(|unit| unit.id);
            let owner = self.person(rule.owner).await?;
            store.create(workspace.id, rule.definition(survey, unit, owner)).await?;
        }
        Ok(())
    }

    /// The person of a role.
    async fn person(&self, role: Option<Role>) -> anyhow::Result<Option<UserId>> {
        let Some(person) = PEOPLE.iter().find(|person| Some(person.role) == role) else { return Ok(None) };
        Ok(self.runtime.store.users().by_email(person.email).await?.map(|stored| stored.user.id))
    }

    async fn answers(
        &self,
        workspace: &Workspace,
        units: &UnitTree,
        surveys: &HashMap<SurveyKey, Published>,
    ) -> anyhow::Result<()> {
        let style = ProgressStyle::with_template("simulating {bar:40} {pos} of {len} answered surveys")?;
        let bar = ProgressBar::new(self.responses).with_style(style);
        let mut part = Vec::with_capacity(PART);
        for simulated in self.company.responses(self.responses, self.until) {
            part.push(submission(workspace, units, surveys, simulated)?);
            if part.len() == PART {
                bar.inc(PART as u64);
                self.submit(std::mem::take(&mut part)).await?;
            }
        }
        self.submit(part).await?;
        bar.finish_and_clear();
        Ok(())
    }

    async fn submit(&self, part: Vec<Submission>) -> anyhow::Result<()> {
        for outcome in self.runtime.store.submit_many(part).await {
            outcome?;
        }
        Ok(())
    }
}

fn submission(
    workspace: &Workspace,
    units: &UnitTree,
    surveys: &HashMap<SurveyKey, Published>,
    simulated: SimulatedResponse,
) -> anyhow::Result<Submission> {
    let Some(survey) = surveys.get(&simulated.survey) else {
        bail!("the simulation answers a survey that it does not have");
    };
    let now = SystemClock.now();
    let context = Context {
        now,
        zones: workspace.settings.zones(),
        units,
        survey: &survey.context,
        sender: Sender::Trusted,
        channel: "api",
    };
    let hash = body_hash(&simulated.raw);
    let response = validate_response(&survey.version, simulated.raw, &context)
        .map_err(|problems| anyhow!("a simulated answer is invalid: {problems:?}"))?;
    Ok(Submission {
        workspace: workspace.id,
        id: ResponseId::new(&SystemClock, &SystemEntropy),
        accepted_at: now,
        key: None,
        body_hash: hash,
        source: "demo".to_owned(),
        response,
    })
}

//! The simulated company's answers, once more outside the server: for the peer's table, and to
//! send new ones.

use anyhow::{Context as _, anyhow};
use heard_intake::{Context, Sender, validate_definition, validate_response};
use heard_model::fact::{FactEvent, FactKind, SCORE_MAX};
use heard_model::survey::{SurveyContext, SurveyVersion};
use heard_model::{Clock, SurveyId, SystemClock, SystemEntropy, Zones};
use heard_simulation::{Company, SimulatedResponse};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::Value;

/// The seed of the company.
pub const SEED: u64 = 7;
/// The day after the last of the two simulated years.
pub const UNTIL: Date = date(2026, 11, 1);
/// Responses looked at to learn how many scored answers one has.
const LOOKED_AT: u64 = 4_000;

/// The company with its surveys as the server would publish them.
pub struct SimulatedCompany {
    company: Company,
    surveys: Vec<(SurveyVersion, SurveyContext)>,
    now: Timestamp,
    zone: String,
}

impl SimulatedCompany {
    /// The company of [`SEED`].
    ///
    /// # Errors
    /// When a simulated survey is invalid.
    pub fn new() -> anyhow::Result<Self> {
        let company = Company::new(SEED);
        let mut surveys = Vec::new();
        for survey in company.surveys() {
            let definition = validate_definition(&survey.definition)
                .map_err(|problems| anyhow!("a simulated survey is invalid: {problems:?}"))?;
            let version = SurveyVersion {
                survey: SurveyId::new(&SystemClock, &SystemEntropy),
                version: 1,
                definition: definition.into_definition(),
            };
            let context = SurveyContext {
                unit: company.units().find(survey.unit).map(|unit| unit.id),
                touchpoint: survey.touchpoint.map(str::to_owned),
            };
            surveys.push((version, context));
        }
        let zone = company.settings().zone;
        Ok(Self { company, surveys, now: SystemClock.now(), zone })
    }

    /// How many responses have about so many scored answers.
    ///
    /// # Errors
    /// When a simulated answer is invalid.
    pub fn responses_for(&self, scored_answers: u64) -> anyhow::Result<u64> {
        let mut seen = 0;
        for response in self.company.responses(LOOKED_AT, UNTIL) {
            seen += scored(&self.facts(&response)?);
        }
        Ok((scored_answers * LOOKED_AT).div_ceil(seen.max(1)))
    }

    /// The responses that `heard demo --responses COUNT` fills a folder with, as facts.
    pub fn all(&self, count: u64) -> impl Iterator<Item = anyhow::Result<FactEvent>> {
        self.company.responses(count, UNTIL).map(|response| self.facts(&response))
    }

    /// `count` further responses of the last weeks.
    pub fn new_ones(&self, count: u64) -> Vec<SimulatedResponse> {
        let among = count * 10;
        let skipped = usize::try_from(among - count).unwrap_or(usize::MAX);
        let mut responses: Vec<_> = self.company.responses(among, UNTIL).skip(skipped).collect();
        // The identifiers belong to responses that are there already.
        responses.iter_mut().for_each(|response| response.raw.external_id = None);
        responses
    }

    /// What the facts learn of a response.
    ///
    /// # Errors
    /// When a simulated answer is invalid.
    pub fn facts(&self, response: &SimulatedResponse) -> anyhow::Result<FactEvent> {
        let (version, survey) = &self.surveys[response.survey as usize];
        let context = Context {
            now: self.now,
            zones: Zones::always(&self.zone),
            units: self.company.units(),
            survey,
            sender: Sender::Trusted,
            channel: "api",
        };
        let valid = validate_response(version, response.raw.clone(), &context)
            .map_err(|problems| anyhow!("a simulated answer is invalid: {problems:?}"))?;
        Ok(valid.into_fact_event(0, 0).0)
    }

    /// A response as a line of a batch, for the server that listed `surveys`.
    ///
    /// # Errors
    /// When the server does not have the survey.
    pub fn batch_line(&self, response: &SimulatedResponse, surveys: &Value) -> anyhow::Result<String> {
        let title = serde_json::to_value(&self.company.survey(response.survey).definition.title)?;
        let items = surveys["items"].as_array().context("the surveys have another form")?;
        let survey = items.iter().find(|survey| survey["title"] == title);
        let survey = survey.with_context(|| format!("the server has no survey {title}"))?;
        let mut line = serde_json::to_value(&response.raw)?;
        line["survey"] = survey["id"].clone();
        Ok(line.to_string())
    }
}

/// Answers with a score in an event: likelihoods to recommend, satisfaction, effort, ratings and
/// matrix rows that were answered; no counts, choices, indices, or skipped questions.
pub fn scored(event: &FactEvent) -> u64 {
    let is_scored = |kind| {
        use FactKind::{Ces, Csat, Likert, Nps, Nps1To10, Rating};
        matches!(kind, Nps | Nps1To10 | Csat | Ces | Rating | Likert)
    };
    event.scores.iter().filter(|score| is_scored(score.kind) && score.score <= SCORE_MAX).count() as u64
}

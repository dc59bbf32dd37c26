//! A response as the API shows it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use heard_model::fact::FactKind;
use heard_model::response::Answers;
use heard_model::survey::{QuestionKind, Scale, SurveyDefinition};
use heard_model::{ContactId, ResponseId, SurveyId, UnitId, WorkspaceId};
use heard_store::{StoredHeadline, StoredResponse};
use jiff::Timestamp;

use crate::api::common::*;

/// The longest excerpt in characters.
const EXCERPT: usize = 240;

/// The score that stands for a response in lists.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct HeadlineScore {
    /// The question's key, with the row's for a matrix (`key.row`).
    pub question: String,
    /// Its kind.
    pub kind: FactKind,
    /// Its scale.
    pub scale: Scale,
    /// The score.
    pub score: u8,
}

impl From<StoredHeadline> for HeadlineScore {
    fn from(headline: StoredHeadline) -> Self {
        let StoredHeadline { question, kind, scale, score } = headline;
        Self { question, kind, scale, score }
    }
}

/// A response in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ResponseSummary {
    /// Identifier.
    pub id: ResponseId,
    /// The survey.
    pub survey: SurveyId,
    /// The unit.
    pub unit: UnitId,
    /// The touchpoint.
    pub touchpoint: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// The language answered in.
    pub language: Option<String>,
    /// When it was answered.
    #[schema(value_type = String, format = "date-time")]
    pub answered_at: Timestamp,
    /// The score that stands for it.
    pub headline: Option<HeadlineScore>,
    /// The beginning of its words.
    pub excerpt: Option<String>,
    /// When it was withdrawn; then it no longer counts.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub withdrawn_at: Option<Timestamp>,
}

/// A response whole.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ResponseView {
    /// Identifier.
    pub id: ResponseId,
    /// Its number in the order of acceptance.
    pub seq: i64,
    /// The survey.
    pub survey: SurveyId,
    /// The version that was answered.
    pub version: u32,
    /// What was asked.
    pub definition: SurveyDefinition,
    /// The answers by question key.
    #[schema(value_type = Object)]
    pub answers: Answers,
    /// The score that stands for it.
    pub headline: Option<HeadlineScore>,
    /// The unit.
    pub unit: UnitId,
    /// The touchpoint.
    pub touchpoint: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// The language answered in.
    pub language: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// The agent.
    pub agent: Option<String>,
    /// The product.
    pub product: Option<String>,
    /// Further attributes of the moment.
    pub attributes: BTreeMap<String, String>,
    /// Sampling weight; absent is "not weighted", which is not weight 1.
    pub weight: Option<f64>,
    /// When it was answered.
    #[schema(value_type = String, format = "date-time")]
    pub answered_at: Timestamp,
    /// When it was accepted.
    #[schema(value_type = String, format = "date-time")]
    pub accepted_at: Timestamp,
    /// The IANA time zone in which its day was cut.
    pub zone: String,
    /// The sender's own identifier.
    pub external_id: Option<String>,
    /// Who answered, if known and not erased.
    pub contact: Option<ContactId>,
    /// How it came in: `page`, `api`, `batch`, `import`, `demo`.
    pub source: String,
    /// 1, and one more for each change.
    pub revision: i64,
    /// Its changes, oldest first.
    pub changes: Vec<ResponseChangeView>,
    /// When it was withdrawn; then it no longer counts and its words are gone.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub withdrawn_at: Option<Timestamp>,
}

/// A change of a response.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct ResponseChangeView {
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    /// Whether it was a withdrawal; else a correction.
    pub withdrawal: bool,
    /// Whether only its civil day is another, because the workspace changed its time zone.
    pub redated: bool,
}

/// The definitions that a page of responses was given to.
#[derive(Debug, Default)]
pub struct Definitions(HashMap<(SurveyId, u32), SurveyDefinition>);

impl Definitions {
    /// The definition of a version.
    pub async fn get(
        &mut self,
        state: &AppState,
        workspace: WorkspaceId,
        survey: SurveyId,
        version: u32,
    ) -> Answer<&SurveyDefinition> {
        Ok(match self.0.entry((survey, version)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let found = state.store.surveys().version(workspace, survey, version).await?;
                place.insert(found.map(|found| found.definition).unwrap_or_default())
            }
        })
    }
}

impl ResponseSummary {
    /// A response in a list.
    pub fn new(response: StoredResponse, definition: &SurveyDefinition) -> Self {
        let excerpt = words(&response.answers, definition).next().map(excerpt);
        Self {
            id: response.id,
            survey: response.survey,
            unit: response.unit,
            touchpoint: response.touchpoint,
            channel: response.channel,
            language: response.language,
            answered_at: response.answered_at,
            headline: response.headline.map(HeadlineScore::from),
            excerpt,
            withdrawn_at: response.withdrawn_at,
        }
    }
}

impl ResponseView {
    /// A response whole.
    pub fn new(
        response: StoredResponse,
        definition: SurveyDefinition,
        changes: Vec<ResponseChangeView>,
    ) -> Self {
        Self {
            id: response.id,
            seq: response.seq,
            survey: response.survey,
            version: response.version,
            definition,
            answers: response.answers,
            headline: response.headline.map(HeadlineScore::from),
            unit: response.unit,
            touchpoint: response.touchpoint,
            channel: response.channel,
            language: response.language,
            country: response.country,
            team: response.team,
            agent: response.agent,
            product: response.product,
            attributes: response.attributes,
            weight: response.weight_millionths.map(|weight| f64::from(weight) / 1e6),
            answered_at: response.answered_at,
            accepted_at: response.accepted_at,
            zone: response.zone,
            external_id: response.external_id,
            contact: response.contact,
            source: response.source,
            revision: response.revision,
            changes,
            withdrawn_at: response.withdrawn_at,
        }
    }
}

/// What was said in words, in the order of the questions.
pub fn words<'a>(answers: &'a Answers, definition: &'a SurveyDefinition) -> impl Iterator<Item = &'a str> {
    definition
        .questions
        .iter()
        .filter(|question| matches!(question.kind, QuestionKind::Text { .. }))
        .filter_map(|question| answers.get(&question.key)?.as_str())
}

fn excerpt(words: &str) -> String {
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", flat[..end].trim_end()),
        None => flat,
    }
}

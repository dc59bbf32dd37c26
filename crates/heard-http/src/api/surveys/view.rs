//! A survey as the API shows it.

use heard_model::survey::{SurveyContext, SurveyDefinition, SurveyState};
use heard_model::{LocalizedText, SurveyId};
use heard_store::Survey;
use jiff::Timestamp;

use crate::api::common::*;

/// A survey in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SurveySummary {
    /// Identifier.
    pub id: SurveyId,
    /// Where it is in its life.
    pub state: SurveyState,
    /// Its title.
    pub title: LocalizedText,
    /// Its languages, the base language first.
    pub languages: Vec<String>,
    /// How many questions it has.
    pub questions: usize,
    /// The version that respondents see; absent before the first is published.
    pub version: Option<u32>,
    /// The public link.
    #[schema(example = "https://heard.example.org/s/01935c3e-0000-7000-8000-000000000001")]
    pub link: String,
    /// Responses within the caller's reach.
    pub responses: u64,
    /// When last changed.
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Timestamp,
}

/// A survey.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SurveyView {
    /// Identifier.
    pub id: SurveyId,
    /// Where it is in its life.
    pub state: SurveyState,
    /// What is being edited.
    pub draft: SurveyDefinition,
    /// What respondents see; absent before the first version is published.
    pub published: Option<SurveyDefinition>,
    /// The number of the version that respondents see.
    pub version: Option<u32>,
    /// What it adds to each of its answers.
    pub context: SurveyContext,
    /// Grows with each change; a change names the one it saw.
    pub revision: i64,
    /// The public link.
    pub link: String,
    /// When made.
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Timestamp,
    /// When last changed.
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Timestamp,
}

/// The public link of a survey.
pub fn link(state: &AppState, id: SurveyId) -> String {
    state.settings.link(&format!("/s/{id}"))
}

impl SurveySummary {
    /// A survey in a list.
    pub fn new(state: &AppState, survey: Survey, responses: u64) -> Self {
        Self {
            id: survey.id,
            state: survey.state,
            title: survey.draft.title,
            languages: survey.draft.languages,
            questions: survey.draft.questions.len(),
            version: survey.current_version,
            link: link(state, survey.id),
            responses,
            updated_at: survey.updated_at,
        }
    }
}

/// A survey with its published definition.
pub async fn view(state: &AppState, caller: &Caller, survey: Survey) -> Answer<SurveyView> {
    let published = match survey.current_version {
        Some(version) => state.store.surveys().version(caller.workspace(), survey.id, version).await?,
        None => None,
    };
    Ok(SurveyView {
        id: survey.id,
        state: survey.state,
        draft: survey.draft,
        published: published.map(|version| version.definition),
        version: survey.current_version,
        context: survey.context,
        revision: survey.revision,
        link: link(state, survey.id),
        created_at: survey.created_at,
        updated_at: survey.updated_at,
    })
}

/// The survey of the caller's workspace.
pub async fn find(state: &AppState, caller: &Caller, id: SurveyId) -> Answer<Survey> {
    let found = state.store.surveys().get(caller.workspace(), id).await?;
    found.ok_or_else(|| Problem::not_found("survey"))
}

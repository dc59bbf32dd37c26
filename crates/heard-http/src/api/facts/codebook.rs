//! The codebook of an export: what every file, column, survey and unit is, and how numbers are
//! computed, for programs and people who do not know Heard.

use std::sync::Arc;

use heard_aggregate::definitions;
use heard_facts::PlainColumn;
use heard_model::fact::FactKind;
use heard_model::metric::MetricDefinition;
use heard_model::settings::Workspace;
use heard_model::survey::{Choice, Question, QuestionKind, Scale, SurveyState, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{LocalizedText, Position, SurveyId, UnitId};
use heard_store::Survey;
use jiff::Timestamp;
use jiff::civil::Date;

use super::sql::sql;
use crate::api::common::*;

/// The format of the files; grows when a column changes its meaning.
const FORMAT: &str = "heard.facts/1";

/// What explains the rows and is known before they are read.
pub(super) struct Explained {
    workspace: Arc<Workspace>,
    written_at: Timestamp,
    branch: Option<UnitId>,
    surveys: Vec<SurveyEntry>,
    units: Vec<UnitEntry>,
}

/// The codebook.
#[derive(Serialize)]
pub(super) struct Codebook<'a> {
    pub format: &'static str,
    pub workspace: WorkspaceEntry<'a>,
    /// The branch that the export is confined to; absent for the whole company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<UnitId>,
    /// The rows are those of all changes up to here.
    pub as_of: &'a Position,
    pub written_at: Timestamp,
    pub rows: u64,
    pub files: &'a [FileEntry],
    pub columns: Vec<ColumnEntry<'a>>,
    pub surveys: &'a [SurveyEntry],
    pub units: &'a [UnitEntry],
    pub metrics: Vec<MetricEntry>,
}

#[derive(Serialize)]
pub(super) struct WorkspaceEntry<'a> {
    pub name: &'a str,
    pub slug: &'a str,
    pub zone: &'a str,
    /// Whether the answers are simulated.
    pub simulated: bool,
}

#[derive(Serialize)]
pub(super) struct FileEntry {
    pub file: String,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
    pub first_day: Date,
    pub last_day: Date,
}

#[derive(Serialize)]
pub(super) struct ColumnEntry<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub data_type: &'static str,
    pub optional: bool,
    pub meaning: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    pub rows_without_value: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<LabelEntry<'a>>>,
}

#[derive(Serialize)]
pub(super) struct LabelEntry<'a> {
    pub value: &'a str,
    /// What it is called, where the value is an identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    pub rows: u64,
}

#[derive(Serialize)]
pub(super) struct SurveyEntry {
    id: SurveyId,
    /// Its title in the workspace's language.
    name: String,
    state: SurveyState,
    versions: Vec<VersionEntry>,
}

#[derive(Serialize)]
struct VersionEntry {
    version: u32,
    title: LocalizedText,
    languages: Vec<String>,
    questions: Vec<QuestionEntry>,
}

/// A question that has rows, as the column `question` names it.
#[derive(Serialize)]
struct QuestionEntry {
    question: String,
    text: LocalizedText,
    /// The statement of a matrix.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<LocalizedText>,
    kind: FactKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<Scale>,
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    low: LocalizedText,
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    high: LocalizedText,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Choice>,
}

#[derive(Serialize)]
pub(super) struct UnitEntry {
    id: UnitId,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<UnitId>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The names from the top down to it.
    path: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct MetricEntry {
    pub definition: MetricDefinition,
    /// The number over all rows; add conditions and groups at will.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
}

impl Explained {
    /// Gathers it for a caller.
    pub(super) async fn gather(state: &AppState, caller: &Caller) -> Answer<Self> {
        let workspace = state.workspace(caller.workspace()).await?;
        let language = workspace.settings.language.tag();
        let store = state.store.surveys();
        let mut surveys = Vec::new();
        for survey in store.list(caller.workspace()).await? {
            let versions = store.versions(caller.workspace(), survey.id).await?;
            if !versions.is_empty() {
                surveys.push(SurveyEntry::new(&survey, versions, language));
            }
        }
        let units = unit_entries(&*state.units(caller.workspace()).await?, &caller.scope);
        let branch = caller.principal.unit();
        Ok(Self { workspace, written_at: state.clock.now(), branch, surveys, units })
    }
}

fn unit_entries(tree: &UnitTree, scope: &Scope) -> Vec<UnitEntry> {
    let reached = |id: &UnitId| scope.reaches(*id);
    let units = tree.units().iter().filter(|unit| scope.reaches(unit.id));
    let entry = |unit: &heard_model::unit::OrganisationUnit| {
        let above = (0..=u8::MAX).map_while(|depth| tree.ancestor_at(unit.id, depth)).filter(reached);
        UnitEntry {
            id: unit.id,
            parent: unit.parent.filter(reached),
            name: unit.name.clone(),
            code: unit.code.clone(),
            path: above.filter_map(|id| tree.get(id)).map(|unit| unit.name.clone()).collect(),
        }
    };
    units.map(entry).collect()
}

impl SurveyEntry {
    fn new(survey: &Survey, versions: Vec<SurveyVersion>, language: &str) -> Self {
        let latest = versions.last().map(|version| &version.definition);
        let name = latest.map_or(String::new(), |definition| {
            let base = definition.languages.first().map_or("en", String::as_str);
            definition.title.get(language, base).to_owned()
        });
        let versions = versions.into_iter().map(VersionEntry::from).collect();
        Self { id: survey.id, name, state: survey.state, versions }
    }
}

impl From<SurveyVersion> for VersionEntry {
    fn from(SurveyVersion { version, definition, .. }: SurveyVersion) -> Self {
        let questions = definition.questions.into_iter().flat_map(question_entries);
        Self {
            version,
            title: definition.title,
            languages: definition.languages,
            questions: questions.collect(),
        }
    }
}

/// A question as its rows have it: a matrix has rows for each statement, words have none.
fn question_entries(question: Question) -> Vec<QuestionEntry> {
    let scale = question.kind.scale();
    let (kind, statements, choices) = match question.kind {
        QuestionKind::Nps => (FactKind::Nps, Vec::new(), Vec::new()),
        QuestionKind::Nps1To10 => (FactKind::Nps1To10, Vec::new(), Vec::new()),
        QuestionKind::Csat => (FactKind::Csat, Vec::new(), Vec::new()),
        QuestionKind::Ces { .. } => (FactKind::Ces, Vec::new(), Vec::new()),
        QuestionKind::Rating { .. } => (FactKind::Rating, Vec::new(), Vec::new()),
        QuestionKind::Matrix { rows, .. } => (FactKind::Likert, rows, Vec::new()),
        QuestionKind::SingleChoice { choices } => (FactKind::SingleChoice, Vec::new(), choices),
        QuestionKind::MultipleChoice { choices } => (FactKind::MultipleChoice, Vec::new(), choices),
        QuestionKind::Text { .. } => return Vec::new(),
    };
    let entry = |key: String, statement: Option<LocalizedText>| QuestionEntry {
        question: key,
        text: question.text.clone(),
        statement,
        kind,
        scale,
        low: question.low.clone(),
        high: question.high.clone(),
        choices: choices.clone(),
    };
    if kind != FactKind::Likert {
        return vec![entry(question.key.clone(), None)];
    }
    let key = |statement: &Choice| format!("{}.{}", question.key, statement.key);
    statements.into_iter().map(|statement| entry(key(&statement), Some(statement.text))).collect()
}

impl<'a> Codebook<'a> {
    /// The codebook of files that were written.
    pub(super) fn new(
        explained: &'a Explained,
        as_of: &'a Position,
        files: &'a [FileEntry],
        columns: &'a [PlainColumn],
    ) -> Self {
        let settings = &explained.workspace.settings;
        Self {
            format: FORMAT,
            workspace: WorkspaceEntry {
                name: &settings.name,
                slug: &explained.workspace.slug,
                zone: &settings.zone,
                simulated: explained.workspace.simulated,
            },
            branch: explained.branch,
            as_of,
            written_at: explained.written_at,
            rows: files.iter().map(|file| file.rows).sum(),
            files,
            columns: columns.iter().map(|column| column_entry(explained, column)).collect(),
            surveys: &explained.surveys,
            units: &explained.units,
            metrics: definitions()
                .into_iter()
                .map(|definition| MetricEntry { sql: sql(&definition), definition })
                .collect(),
        }
    }
}

fn column_entry<'a>(explained: &'a Explained, column: &'a PlainColumn) -> ColumnEntry<'a> {
    let entry = |(value, rows)| LabelEntry { value, name: name_of(explained, column.name(), value), rows };
    ColumnEntry {
        name: column.name(),
        data_type: column.data_type().name(),
        optional: column.is_optional(),
        meaning: column.meaning(),
        unit: column.unit(),
        rows_without_value: column.empty_rows(),
        labels: column.labels().map(|labels| labels.into_iter().map(entry).collect()),
    }
}

fn name_of<'a>(explained: &'a Explained, column: &str, value: &str) -> Option<&'a str> {
    match column {
        "survey" => {
            let id = value.parse().ok()?;
            let survey = explained.surveys.iter().find(|survey| survey.id == id)?;
            Some(&survey.name)
        }
        "unit" => {
            let id = value.parse().ok()?;
            Some(&explained.units.iter().find(|unit| unit.id == id)?.name)
        }
        _ => None,
    }
}

//! A survey of every kind, and a workspace to answer it in.

use std::path::{Path, PathBuf};

use heard_intake::import::{CellProblem, ImportError, ImportReader, ImportRow, Mapping};
use heard_intake::{AnswerProblem, Context, Sender, ValidatedResponse, validate_response};
use heard_model::response::RawResponse;
use heard_model::survey::{SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::unit::{OrganisationUnit, UnitTree};
use heard_model::{SurveyId, UnitId, Zones};
use jiff::Timestamp;
use serde_json::{Value, json};

pub const ROOT: UnitId = UnitId(uuid::Uuid::from_u128(1));
pub const SHOP: UnitId = UnitId(uuid::Uuid::from_u128(2));

/// A survey with a question of every kind.
pub fn definition() -> SurveyDefinition {
    let text = |words: &str| json!({ "en": words });
    let choice = |key: &str| json!({ "key": key, "text": text(key) });
    serde_json::from_value(json!({
        "title": text("Every kind"),
        "languages": ["en", "pt-BR"],
        "questions": [
            { "key": "visit", "kind": "csat", "text": text("The visit") },
            { "key": "recommend", "kind": "nps", "text": text("Recommend"), "required": true },
            { "key": "ten", "kind": "nps_1_10", "text": text("Recommend from one") },
            { "key": "ease", "kind": "ces", "points": 7, "text": text("Ease") },
            { "key": "stars", "kind": "rating", "points": 5, "text": text("Stars") },
            { "key": "reason", "kind": "single_choice", "text": text("Reason"), "choices": [choice("price"), choice("staff")] },
            { "key": "used", "kind": "multiple_choice", "text": text("Used"), "choices": [choice("web"), choice("shop"), choice("phone")] },
            { "key": "items", "kind": "matrix", "points": 5, "text": text("Items"), "rows": [choice("fast"), choice("kind")] },
            { "key": "why", "kind": "text", "text": text("Why") },
        ],
        "index": ["visit", "stars", "items"],
    }))
    .unwrap()
}

pub fn version_of(definition: SurveyDefinition) -> SurveyVersion {
    SurveyVersion { survey: SurveyId(uuid::Uuid::from_u128(7)), version: 3, definition }
}

pub fn version() -> SurveyVersion {
    version_of(definition())
}

pub fn units() -> UnitTree {
    let unit = |id, parent, code: &str| OrganisationUnit {
        id,
        parent,
        name: code.to_owned(),
        code: Some(code.to_owned()),
    };
    UnitTree::new(vec![unit(ROOT, None, "all"), unit(SHOP, Some(ROOT), "shop-2")])
}

pub fn now() -> Timestamp {
    "2026-11-22T22:30:00Z".parse().unwrap()
}

pub fn with_context<T>(sender: Sender, act: impl FnOnce(&Context<'_>) -> T) -> T {
    let survey = SurveyContext { unit: None, touchpoint: Some("checkout".to_owned()) };
    act(&Context {
        now: now(),
        zones: Zones::always("Europe/Helsinki"),
        units: &units(),
        survey: &survey,
        sender,
        channel: "link",
    })
}

pub fn validate(sender: Sender, body: &Value) -> Result<ValidatedResponse, Vec<AnswerProblem>> {
    let raw: RawResponse = serde_json::from_value(body.clone()).unwrap();
    with_context(sender, |context| validate_response(&version(), raw, context))
}

/// The codes of what is wrong, with their paths.
pub fn codes(result: Result<ValidatedResponse, Vec<AnswerProblem>>) -> Vec<String> {
    let problems = result.err().unwrap_or_default();
    problems.iter().map(|problem| format!("{} {}", problem.path, problem.fault.code())).collect()
}

pub fn lines(problems: &[impl ToString]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A file of its own in a folder that goes with the guard.
pub fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// Opens a file and hands on its reader.
pub fn read<T>(
    path: &Path,
    mapping: &Mapping,
    version: &SurveyVersion,
    act: impl FnOnce(ImportReader<'_>) -> T,
) -> Result<T, ImportError> {
    with_context(Sender::Trusted, |context| {
        Ok(act(ImportReader::open(path, mapping, version, Context { channel: "import", ..*context })?))
    })
}

/// All rows of a file.
pub fn rows(path: &Path, mapping: &Mapping, version: &SurveyVersion) -> Result<Vec<ImportRow>, ImportError> {
    read(path, mapping, version, |reader| reader.collect::<Result<Vec<_>, _>>())?
}

pub fn problem_line(problem: &CellProblem) -> String {
    format!("{} {}={:?} {}: {}", problem.line, problem.column, problem.value, problem.code, problem.reason)
}

//! Surveys that are ready to be sent, in the five languages of the interface.

use std::sync::LazyLock;

use heard_model::LocalizedText;
use heard_model::survey::SurveyDefinition;
use serde::{Deserialize, Serialize};

/// A ready survey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What it is called in addresses: `relationship_nps`.
    pub key: String,
    /// What people call it.
    pub name: LocalizedText,
    /// What it is good for.
    pub description: LocalizedText,
    /// How many minutes an answer takes.
    pub minutes: u8,
    /// What it asks.
    pub definition: SurveyDefinition,
}

const FILES: [&str; 5] = [
    include_str!("../templates/relationship_nps.json"),
    include_str!("../templates/purchase_csat.json"),
    include_str!("../templates/support_ces.json"),
    include_str!("../templates/touchpoint_check.json"),
    include_str!("../templates/product_feedback.json"),
];

#[expect(clippy::expect_used, reason = "the files are part of the program, and a test reads every one")]
static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    FILES.iter().map(|file| serde_json::from_str(file).expect("a ready survey is a template")).collect()
});

/// All templates, in the order in which they are offered.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The template of a key.
pub fn template(key: &str) -> Option<&'static Template> {
    templates().iter().find(|template| template.key == key)
}

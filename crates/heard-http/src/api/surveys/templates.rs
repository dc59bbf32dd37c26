//! `GET /api/v1/templates`: ready surveys to begin with.

use heard_intake::templates::templates;
use heard_model::LocalizedText;
use heard_model::survey::SurveyDefinition;

use crate::api::common::*;

/// A ready survey.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateView {
    /// Its key.
    #[schema(example = "relationship_nps")]
    pub key: String,
    /// What it is called.
    pub name: LocalizedText,
    /// When to use it.
    pub description: LocalizedText,
    /// How many minutes an answer takes.
    pub minutes: u8,
    /// What it asks, in five languages.
    pub definition: SurveyDefinition,
}

/// List templates
///
/// Ready surveys in five languages; change their words and publish.
#[utoipa::path(get, path = "/api/v1/templates", tag = "surveys", responses(
    (status = 200, description = "templates", body = List<TemplateView>)
))]
pub async fn list_templates() -> Json<List<TemplateView>> {
    let views: Vec<TemplateView> = templates()
        .iter()
        .map(|template| TemplateView {
            key: template.key.clone(),
            name: template.name.clone(),
            description: template.description.clone(),
            minutes: template.minutes,
            definition: template.definition.clone(),
        })
        .collect();
    Json(views.into())
}

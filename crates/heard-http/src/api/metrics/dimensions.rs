//! `GET /api/v1/dimensions`: what numbers can be split and filtered by.

use heard_aggregate::{AnswerContext, QuestionError};
use heard_facts::{LabelSet, Snapshot};
use heard_model::Position;
use heard_model::dimension::Dimension;
use heard_model::metric::{GroupKey, MetricId, MetricQuestion};

use super::ask::{ask, position};
use crate::api::common::*;

/// The most values that are listed of one dimension.
const MOST_VALUES: usize = 1_000;

/// A dimension with the values that answers within the caller's reach have.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DimensionValues {
    /// The dimension.
    #[schema(example = "touchpoint")]
    pub dimension: Dimension,
    /// Its values, in order of their labels.
    pub values: Vec<GroupKey>,
    /// Whether it has more than 1,000 values and only some are listed.
    pub truncated: bool,
}

/// List dimensions
///
/// Those that answers have, with their values.
#[utoipa::path(get, path = "/api/v1/dimensions", tag = "metrics", responses(
    (status = 200, description = "dimensions", body = List<DimensionValues>)
))]
pub async fn list_dimensions(
    State(state): State<AppState>,
    caller: Caller,
) -> Answer<Json<List<DimensionValues>>> {
    let as_of = position(&state, &caller, None).await?;
    let found = ask(&state, &caller, move |snapshot, context| {
        dimensions(snapshot, context)
            .map(|dimension| values(snapshot, context, dimension, as_of.clone()))
            .collect()
    });
    let mut items: Vec<DimensionValues> = found.await?;
    items.retain(|dimension| dimension.truncated || dimension.values.iter().any(|key| key.value.is_some()));
    Ok(Json(items.into()))
}

fn dimensions(snapshot: &Snapshot, context: &AnswerContext<'_>) -> impl Iterator<Item = Dimension> {
    let depth = depth(context);
    let attributes: Vec<Dimension> = snapshot
        .dictionary
        .labels(LabelSet::AttributeNames)
        .map(|(_, name)| Dimension::Attribute(name.to_owned()))
        .collect();
    let fixed = [
        Dimension::Unit,
        Dimension::Survey,
        Dimension::Touchpoint,
        Dimension::Channel,
        Dimension::Language,
        Dimension::Country,
        Dimension::Team,
        Dimension::Agent,
        Dimension::Product,
    ];
    (1..depth).map(Dimension::UnitAtDepth).chain(fixed).chain(attributes)
}

/// How many levels the tree of units has.
fn depth(context: &AnswerContext<'_>) -> u8 {
    let units = context.units.units();
    let levels = (0..16).take_while(|level| {
        units.iter().any(|unit| context.units.ancestor_at(unit.id, *level) == Some(unit.id))
    });
    u8::try_from(levels.count()).unwrap_or(0)
}

fn values(
    snapshot: &Snapshot,
    context: &AnswerContext<'_>,
    dimension: Dimension,
    as_of: Option<Position>,
) -> Result<DimensionValues, QuestionError> {
    let question =
        MetricQuestion { by: vec![dimension.clone()], as_of, ..MetricQuestion::of(MetricId::Responses) };
    let groups = match heard_aggregate::answer(snapshot, context, &question) {
        Ok(answer) => answer.groups,
        // More values than an answer may have: the page asks for one by typing it.
        Err(QuestionError::TooManyGroups) => {
            return Ok(DimensionValues { dimension, values: Vec::new(), truncated: true });
        }
        Err(error) => return Err(error),
    };
    let mut values: Vec<GroupKey> =
        groups.into_iter().filter_map(|group| group.keys.into_iter().next()).collect();
    values.sort_by(|a, b| a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value)));
    let truncated = values.len() > MOST_VALUES;
    values.truncate(MOST_VALUES);
    Ok(DimensionValues { dimension, values, truncated })
}

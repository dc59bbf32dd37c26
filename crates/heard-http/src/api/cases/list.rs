//! `GET /api/v1/cases`: the board.

use heard_model::case::Case;
use heard_model::{ResponseId, RuleId, SurveyId, UnitId};
use heard_store::{CaseFilter, CaseState, Cursor};

use super::view::{CaseView, Names};
use crate::api::common::*;
use crate::api::responses::view::{Definitions, ResponseSummary};

/// Where a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseStateFilter {
    /// Open, late or not; by deadline, the soonest first.
    Open,
    /// Open beyond its deadline; by deadline, the soonest first.
    Late,
    /// Closed.
    Closed,
}

/// Which cases; everything that is given must hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct CaseQuery {
    /// Where it is; all if absent.
    #[param(inline)]
    pub state: Option<CaseStateFilter>,
    /// Whose: a person's identifier, `me`, or `none` for nobody's.
    pub owner: Option<String>,
    /// Of this unit and everything below it.
    pub unit: Option<UnitId>,
    /// Of this survey.
    pub survey: Option<SurveyId>,
    /// Of this rule.
    pub rule: Option<RuleId>,
    /// Of this response.
    pub response: Option<ResponseId>,
    /// Where to go on: `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page: 1 to 500, 50 if absent.
    pub limit: Option<u64>,
}

/// List cases
///
/// Open ones by deadline, others the newest first.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CaseQuery),
    responses((status = 200, description = "a page of cases", body = Page<CaseView>)))]
pub async fn list_cases(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<CaseQuery>,
) -> Answer<Json<Page<CaseView>>> {
    let limit = usize::try_from(page_size(query.limit)?).unwrap_or(1);
    let cursor = query.cursor.as_deref().map(str::parse::<Cursor>).transpose();
    let cursor = cursor.map_err(|error| Problem::invalid("cursor", error.to_string()))?;
    let filter = query.filter(&state, &caller).await?;
    let now = state.clock.now();
    let page = state.store.cases().list(&caller.scope, &filter, now, cursor, limit).await?;
    let names = Names::of(&state, caller.workspace()).await?;
    let mut definitions = Definitions::default();
    let mut items = Vec::with_capacity(page.items.len());
    for case in page.items {
        let said = said(&state, &caller, &case, &mut definitions).await?;
        items.push(CaseView::new(case, said, &names, now));
    }
    Ok(Json(Page { items, next: page.next.map(|next| next.to_string()) }))
}

/// What the response of a case said, if it is within reach.
async fn said(
    state: &AppState,
    caller: &Caller,
    case: &Case,
    definitions: &mut Definitions,
) -> Answer<Option<ResponseSummary>> {
    let Some(response) = state.store.responses().get(&caller.scope, case.response).await? else {
        return Ok(None);
    };
    let (survey, version) = (response.survey, response.version);
    let definition = definitions.get(state, caller.workspace(), survey, version).await?;
    Ok(Some(ResponseSummary::new(response, definition)))
}

impl CaseQuery {
    async fn filter(&self, state: &AppState, caller: &Caller) -> Answer<CaseFilter> {
        let owner = match self.owner.as_deref() {
            None => None,
            Some("none") => Some(None),
            Some("me") => Some(Some(caller.person()?)),
            Some(id) => Some(Some(id.parse().map_err(|_| {
                Problem::invalid("owner", "is neither a person's identifier nor `me` nor `none`")
            })?)),
        };
        let units = match self.unit {
            None => None,
            Some(unit) => Some(state.units(caller.workspace()).await?.branch(unit)),
        };
        Ok(CaseFilter {
            state: self.state.map(|state| match state {
                CaseStateFilter::Open => CaseState::Open,
                CaseStateFilter::Late => CaseState::Late,
                CaseStateFilter::Closed => CaseState::Closed,
            }),
            owner,
            units,
            survey: self.survey,
            rule: self.rule,
            response: self.response,
        })
    }
}

//! `PATCH /api/v1/units/{id}`: rename, recode or move a unit.

use heard_model::UnitId;
use heard_model::unit::OrganisationUnit;

use crate::api::common::*;
use crate::audit;

/// What to change; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnitChange {
    /// The unit above.
    pub parent: Option<UnitId>,
    /// Name.
    pub name: Option<String>,
    /// The company's own code; empty for none.
    pub code: Option<String>,
}

/// Change a unit
///
/// A unit that is moved takes what is below it along; people and numbers follow the tree.
#[utoipa::path(patch, path = "/api/v1/units/{id}", tag = "workspace",
    params(("id" = UnitId, Path, description = "the unit")),
    request_body(content = UnitChange, example = json!({"name": "Shop Szeged"})),
    responses((status = 200, description = "changed", body = OrganisationUnit)))]
pub async fn change_unit(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<UnitId>,
    Json(change): Json<UnitChange>,
) -> Answer<Json<OrganisationUnit>> {
    let tree = state.units(caller.workspace()).await?;
    let mut unit = tree.get(id).cloned().ok_or_else(|| Problem::not_found("unit"))?;
    let mut fields = FieldCheck::default();
    if let Some(name) = &change.name {
        unit.name = fields.line("/name", name, 100);
    }
    if let Some(code) = &change.code {
        unit.code = fields.optional_line("/code", Some(code), 100);
    }
    if let Some(parent) = change.parent {
        let is_below = tree.branch(id).contains(&parent);
        if unit.parent.is_none() || is_below || tree.get(parent).is_none() {
            fields.refuse("/parent", "cannot stand above this unit");
        }
        unit.parent = Some(parent);
    }
    fields.finish()?;
    if !state.store.units().update(caller.workspace(), &unit).await? {
        return Err(Problem::not_found("unit"));
    }
    state.known.forget_workspace(caller.workspace());
    audit::note(&state, &caller.principal, "unit.changed", id, None).await;
    Ok(Json(unit))
}

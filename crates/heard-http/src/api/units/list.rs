//! `GET /api/v1/units`: the tree, as far as the caller sees.

use heard_model::unit::OrganisationUnit;

use crate::api::common::*;

/// List units
///
/// Parents stand before children. Who is confined to a branch sees that branch.
#[utoipa::path(get, path = "/api/v1/units", tag = "workspace", responses(
    (status = 200, description = "units", body = List<OrganisationUnit>)
))]
pub async fn list_units(
    State(state): State<AppState>,
    caller: Caller,
) -> Answer<Json<List<OrganisationUnit>>> {
    let tree = state.units(caller.workspace()).await?;
    let items: Vec<_> = tree.units().iter().filter(|unit| caller.scope.reaches(unit.id)).cloned().collect();
    Ok(Json(items.into()))
}

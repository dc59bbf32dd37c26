//! `POST /api/v1/units`: add a unit.

use heard_model::UnitId;
use heard_model::unit::OrganisationUnit;

use crate::api::common::*;
use crate::audit;

/// The most units of a workspace.
pub const MOST_UNITS: usize = 10_000;

/// A unit to be added.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    /// The unit above.
    pub parent: UnitId,
    /// Name.
    #[schema(example = "Shop Szeged")]
    pub name: String,
    /// The company's own code of it, unique in the workspace; senders may use it.
    #[serde(default)]
    #[schema(example = "HU-SZ")]
    pub code: Option<String>,
}

/// Add a unit
#[utoipa::path(post, path = "/api/v1/units", tag = "workspace", request_body = NewUnit, responses(
    (status = 201, description = "added", body = OrganisationUnit)
))]
pub async fn add_unit(
    State(state): State<AppState>,
    caller: Caller,
    Json(new): Json<NewUnit>,
) -> Answer<Response> {
    let mut fields = FieldCheck::default();
    let name = fields.line("/name", &new.name, 100);
    let code = fields.optional_line("/code", new.code.as_deref(), 100);
    let tree = state.units(caller.workspace()).await?;
    if tree.get(new.parent).is_none() {
        fields.refuse("/parent", "there is no such unit");
    }
    fields.finish()?;
    if tree.units().len() >= MOST_UNITS {
        return Err(Problem::conflict(format!("a workspace has at most {MOST_UNITS} units")));
    }
    let unit =
        state.store.units().create(caller.workspace(), Some(new.parent), &name, code.as_deref()).await?;
    state.known.forget_workspace(caller.workspace());
    audit::note(&state, &caller.principal, "unit.added", unit.id, None).await;
    Ok(created(unit))
}

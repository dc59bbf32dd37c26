//! `PATCH /api/v1/people/{id}`: role, branch, access.

use heard_model::person::User;
use heard_model::{UnitId, UserId};

use crate::api::common::*;
use crate::audit;

/// What to change; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonChange {
    /// Role.
    pub role: Option<Role>,
    /// The branch; `null` for the whole company.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub unit: Option<Option<UnitId>>,
    /// Whether the person may log in; without, all sessions end at once.
    pub active: Option<bool>,
}

/// Tells a field that is `null` from one that is absent.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<UnitId>>, D::Error> {
    Option::<UnitId>::deserialize(deserializer).map(Some)
}

/// Change a person
///
/// The last active owner of the whole company stays one.
#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "workspace",
    params(("id" = UserId, Path, description = "the person")),
    request_body(content = PersonChange, example = json!({"role": "manager", "unit": null})),
    responses((status = 200, description = "changed", body = User)))]
pub async fn change_person(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<UserId>,
    Json(change): Json<PersonChange>,
) -> Answer<Json<User>> {
    let stored = state.store.users().get(caller.workspace(), id).await?;
    let mut person = stored.ok_or_else(|| Problem::not_found("person"))?.user;
    if let Some(Some(unit)) = change.unit
        && state.units(caller.workspace()).await?.get(unit).is_none()
    {
        return Err(Problem::invalid("/unit", "there is no such unit"));
    }
    person.role = change.role.unwrap_or(person.role);
    person.unit = change.unit.unwrap_or(person.unit);
    person.active = change.active.unwrap_or(person.active);
    let is_there =
        state.store.users().update(caller.workspace(), &person).await.map_err(|error| match error {
            heard_store::StoreError::Stale => {
                Problem::conflict("this is the last owner of the whole company; make somebody else one first")
            }
            error => error.into(),
        })?;
    if !is_there {
        return Err(Problem::not_found("person"));
    }
    audit::note(&state, &caller.principal, "person.changed", id, Some(audit::role(person.role))).await;
    Ok(Json(person))
}

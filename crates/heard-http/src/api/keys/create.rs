//! `POST /api/v1/keys`: make a key.

use heard_model::UnitId;
use heard_model::person::ApiKey;
use heard_model::policy::KeyScope;

use crate::api::common::*;
use crate::audit;
use crate::auth::{api_key, token};

/// What the key is for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyRequest {
    /// What it is for.
    #[schema(example = "Web shop")]
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Vec<KeyScope>,
    /// The branch that it sees; the whole company if absent.
    #[serde(default)]
    pub unit: Option<UnitId>,
}

/// A key with its secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewApiKey {
    /// The key.
    #[serde(flatten)]
    pub key: ApiKey,
    /// What to send as `Authorization: Bearer …`; it is shown this once.
    #[schema(example = "heard_k2m8xw4p_…")]
    pub secret: String,
}

/// Make a key
///
/// The secret is shown this once; Heard keeps only a hash of it.
#[utoipa::path(post, path = "/api/v1/keys", tag = "workspace", request_body(content = KeyRequest,
    example = json!({"name": "Web shop", "scopes": ["responses_write"]})), responses(
    (status = 201, description = "made", body = NewApiKey)
))]
pub async fn create_key(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<KeyRequest>,
) -> Answer<Response> {
    let mut fields = FieldCheck::default();
    let name = fields.line("/name", &request.name, 100);
    let scopes: Vec<KeyScope> =
        KeyScope::ALL.into_iter().filter(|scope| request.scopes.contains(scope)).collect();
    if scopes.is_empty() {
        fields.refuse("/scopes", "name at least one scope");
    }
    if let Some(unit) = request.unit
        && state.units(caller.workspace()).await?.get(unit).is_none()
    {
        fields.refuse("/unit", "there is no such unit");
    }
    fields.finish()?;
    let new = api_key::new(&*state.entropy);
    let hash = token::hash(&new.secret);
    let keys = state.store.api_keys();
    let key = keys.create(caller.workspace(), &name, &new.prefix, hash, &scopes, request.unit).await?;
    audit::note(&state, &caller.principal, "key.created", key.id, None).await;
    Ok(created(NewApiKey { key, secret: new.secret }))
}

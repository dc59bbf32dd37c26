//! The one gate: who calls, how often, whether they may, and which rows they reach.
//!
//! It runs after the row of the policy table is known ([`crate::routes`]) and before any handler.

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use heard_model::policy::allows;
use heard_model::{Action, Principal, Scope, UnitScope, WorkspaceId};
use heard_store::StoredUser;
use jiff::Timestamp;
use uuid::Uuid;

use crate::address;
use crate::auth::{api_key, cross_site, session, token};
use crate::policy::{self, Rate, Row};
use crate::problem::{Problem, ProblemKind};
use crate::state::AppState;

/// Put into a request by a listener that only the operator of the machine reaches: the socket in
/// the data folder, or the command line in the same process. Nothing from a network can set it.
#[derive(Clone, Copy, Debug)]
pub struct OperatorConnection;

/// The address that limits count by.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// The secret of the session that the request came with.
#[derive(Clone, Debug)]
pub struct SessionSecret(pub String);

/// The header by which the operator names a workspace by its slug.
pub const WORKSPACE_HEADER: &str = "heard-workspace";

/// Lets a request through to its handler, or says why not. `named` is a hash of what the path
/// names first.
///
/// # Errors
/// What the caller is to be told.
pub async fn admit(
    state: &AppState,
    request: &mut Parts,
    row: &'static Row,
    named: u64,
) -> Result<(), Problem> {
    let now = state.clock.now();
    let address = address::client(&request.extensions, &request.headers, &state.settings.trusted_proxies);
    limit_strangers(state, row, address, now)?;
    let identity = identify(state, request, row, now).await?;
    if row.is_unsafe() {
        check_own_page(state, request, row, &identity)?;
    }
    if !allows(&identity.principal, row.action) {
        return Err(refusal(&identity.principal));
    }
    limit_caller(state, row, &identity.principal, (address, named), now)?;
    let scope = scope_of(state, &identity.principal).await?;
    let extensions = &mut request.extensions;
    if let Some(scope) = scope {
        extensions.insert(scope);
    }
    if let Some(secret) = identity.session {
        extensions.insert(SessionSecret(secret));
    }
    extensions.insert(identity.principal);
    extensions.insert(ClientAddress(address));
    Ok(())
}

/// The answer to a request by a method that a path of the table has not.
pub fn no_such_method(path: &str) -> Response {
    let allowed = policy::methods_of(path).join(", ");
    let mut response =
        Problem::new(ProblemKind::MethodNotAllowed, format!("this address answers to {allowed}"))
            .into_response();
    if let Ok(value) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

fn refusal(principal: &Principal) -> Problem {
    match principal {
        Principal::Anonymous => Problem::new(
            ProblemKind::Unauthenticated,
            "log in with POST /api/v1/session, or send a key as `Authorization: Bearer heard_…`",
        ),
        Principal::Key { .. } => {
            Problem::new(ProblemKind::Forbidden, "the key has no scope for this; make one that has")
        }
        _ => Problem::new(ProblemKind::Forbidden, "your role does not allow this; ask an owner"),
    }
}

struct Identity {
    principal: Principal,
    session: Option<String>,
}

impl Identity {
    fn of(principal: Principal) -> Self {
        Self { principal, session: None }
    }
}

async fn identify(state: &AppState, request: &Parts, row: &Row, now: Timestamp) -> Result<Identity, Problem> {
    if request.extensions.get::<OperatorConnection>().is_some() {
        return operator(state, request, row).await.map(Identity::of);
    }
    if let Some(bearer) = api_key::bearer(&request.headers) {
        return key(state, row, bearer).await.map(Identity::of);
    }
    // What anybody may do is not slowed by looking up who it is.
    if row.action == Action::Public {
        return Ok(Identity::of(Principal::Anonymous));
    }
    let Some(secret) = session::from_headers(&request.headers) else {
        return Ok(Identity::of(Principal::Anonymous));
    };
    let Some(found) = state.store.sessions().find(token::hash(secret), now).await? else {
        return Ok(Identity::of(Principal::Anonymous));
    };
    let StoredUser { user, workspace, .. } = found.user;
    let principal = Principal::User { user: user.id, workspace, role: user.role, unit: user.unit };
    Ok(Identity { principal, session: Some(secret.to_owned()) })
}

async fn operator(state: &AppState, request: &Parts, row: &Row) -> Result<Principal, Problem> {
    let named = request.headers.get(WORKSPACE_HEADER).and_then(|value| value.to_str().ok());
    let workspaces = state.store.workspaces().list().await?;
    let workspace = match named {
        Some(slug) => workspaces
            .iter()
            .find(|workspace| workspace.slug == slug)
            .map(|workspace| workspace.id)
            .ok_or_else(|| Problem::not_found("workspace"))?,
        None if workspaces.len() > 1 && !row.everywhere => {
            let slugs: Vec<&str> = workspaces.iter().map(|workspace| workspace.slug.as_str()).collect();
            return Err(Problem::new(
                ProblemKind::Malformed,
                format!(
                    "there are several workspaces; name one of {} in the header `{WORKSPACE_HEADER}`",
                    slugs.join(", ")
                ),
            ));
        }
        None => workspaces.first().map_or(WorkspaceId(Uuid::nil()), |workspace| workspace.id),
    };
    Ok(Principal::Operator { workspace })
}

async fn key(state: &AppState, row: &Row, bearer: &str) -> Result<Principal, Problem> {
    let unknown = || Problem::new(ProblemKind::Unauthenticated, "the key is not known or was taken back");
    if !api_key::is_key(bearer) {
        let is_measurement = row.path == "/metrics"
            && state
                .settings
                .metrics_token
                .as_deref()
                .is_some_and(|token| !token.is_empty() && token::equal(token, bearer));
        // The configured token opens this one page, nothing else.
        return if is_measurement {
            Ok(Principal::Operator { workspace: WorkspaceId(Uuid::nil()) })
        } else {
            Err(unknown())
        };
    }
    let found = state.store.api_keys().by_secret(token::hash(bearer)).await?;
    let (workspace, key) = found.ok_or_else(unknown)?;
    Ok(Principal::Key { key: key.id, workspace, scopes: key.scopes, unit: key.unit })
}

/// A change that a browser asks for must come from our own page. Programs with a key have no
/// cookie that a foreign page could use, and answers of respondents may come from any page.
fn check_own_page(state: &AppState, request: &Parts, row: &Row, identity: &Identity) -> Result<(), Problem> {
    if row.rate == Rate::Submission
        || matches!(identity.principal, Principal::Key { .. } | Principal::Operator { .. })
    {
        return Ok(());
    }
    cross_site::check_origin(&request.headers, state.settings.origin())?;
    match &identity.session {
        Some(secret) => cross_site::check_token(&request.headers, secret),
        None => Ok(()),
    }
}

fn limit_strangers(state: &AppState, row: &Row, address: IpAddr, now: Timestamp) -> Result<(), Problem> {
    match row.rate {
        Rate::Login => state.limits.logins_by_address.take(address, now),
        Rate::Page => state.limits.pages_by_address.take(address, now),
        Rate::Free | Rate::Submission | Rate::Ordinary | Rate::Heavy => Ok(()),
    }
}

fn limit_caller(
    state: &AppState,
    row: &Row,
    principal: &Principal,
    (address, named): (IpAddr, u64),
    now: Timestamp,
) -> Result<(), Problem> {
    let limits = &state.limits;
    if matches!(principal, Principal::Operator { .. }) {
        return Ok(());
    }
    match (row.rate, identity_of(principal)) {
        (Rate::Submission, Some(caller)) => limits.submissions_by_key.take(caller, now),
        (Rate::Submission, None) => limits.take_submission(address, named, now),
        (Rate::Ordinary, Some(caller)) => limits.requests_by_caller.take(caller, now),
        (Rate::Heavy, Some(caller)) => limits.heavy_by_caller.take(caller, now),
        _ => Ok(()),
    }
}

/// The person or key behind a request, by which it is counted.
pub fn identity_of(principal: &Principal) -> Option<u128> {
    match principal {
        Principal::User { user, .. } => Some(user.0.as_u128()),
        Principal::Key { key, .. } => Some(key.0.as_u128()),
        Principal::Operator { .. } | Principal::Anonymous => None,
    }
}

async fn scope_of(state: &AppState, principal: &Principal) -> Result<Option<Scope>, Problem> {
    let Some(workspace) = principal.workspace() else { return Ok(None) };
    let units = match principal.unit() {
        None => UnitScope::All,
        Some(unit) => UnitScope::Branch(state.units(workspace).await?.branch(unit)),
    };
    Ok(Some(Scope { workspace, units }))
}

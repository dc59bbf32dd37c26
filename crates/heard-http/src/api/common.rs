//! What nearly every endpoint uses.

pub use axum::extract::State;
pub use axum::http::StatusCode;
pub use axum::response::{IntoResponse, Response};
use heard_model::settings::Workspace;
pub use heard_model::{Principal, Role, Scope};
use jiff::Timestamp;
use jiff::civil::Date;
pub use serde::{Deserialize, Serialize};
pub use utoipa::ToSchema;

pub use crate::extract::{Caller, Json, Path, Query, created};
pub use crate::problem::{FieldProblem, Problem, ProblemKind};
pub use crate::state::AppState;
pub use crate::text::FieldCheck;

/// What a handler answers.
pub type Answer<T> = Result<T, Problem>;

/// The civil day in a workspace.
pub fn today(state: &AppState, workspace: &Workspace) -> Answer<Date> {
    Ok(workspace.settings.zones().day_at(state.clock.now())?.1)
}

/// The first instant of a workspace's civil day.
pub fn start_of(workspace: &Workspace, day: Date) -> Answer<Timestamp> {
    Ok(workspace.settings.zones().start_of(day)?)
}

/// All of a short list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    /// The things, in a stable order.
    pub items: Vec<T>,
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items }
    }
}

/// A page of a long list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The things, the newest first.
    pub items: Vec<T>,
    /// Send it back as `cursor` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How many things a page has unless asked otherwise.
pub const PAGE_SIZE: u64 = 50;
/// The most things of a page.
pub const LARGEST_PAGE: u64 = 500;

/// The size of a page that was asked for, in bounds.
pub fn page_size(limit: Option<u64>) -> Answer<u64> {
    let limit = limit.unwrap_or(PAGE_SIZE);
    if (1..=LARGEST_PAGE).contains(&limit) {
        return Ok(limit);
    }
    Err(Problem::invalid("limit", format!("must lie between 1 and {LARGEST_PAGE}")))
}

//! The door: the public API, one endpoint a file, and the server-rendered pages for respondents.
//!
//! A request's way: compression outermost, then `passage` measures it, turns a panic into a
//! problem document and adds the headers of safety, and inside of it [`guard`] — the one gate —
//! looks the route up in [`policy::TABLE`], finds the caller, counts it against the limits, asks
//! `heard_model::policy::allows`, and puts `Principal` and `Scope` into the request. Only then
//! does a handler run: it reads with [`extract`], calls another room, and answers. Whatever is
//! refused on the way is a [`problem`] document.

pub mod address;
pub mod api;
mod audit;
pub mod auth;
mod console;
mod csv;
pub mod entrance;
pub mod extract;
pub mod guard;
mod headers;
pub mod limits;
pub mod live;
pub mod live_survey;
pub mod mount;
mod openapi;
mod operations;
pub mod operator;
mod passage;
pub mod policy;
pub mod problem;
pub mod questions;
pub mod receipt;
pub mod respondent;
pub mod state;
pub mod submission;
mod text;
mod trace;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tower_http::compression::CompressionLayer;

pub use guard::OperatorConnection;
pub use limits::{Allowance, LimitSettings};
pub use live::LiveHub;
pub use questions::Questions;
pub use receipt::ReceiptKey;
pub use state::{AppState, HttpSettings, Parts};

/// The whole door.
///
/// # Panics
/// Where a route has no row in the policy table, or a documented row has no route: such a door
/// must not open.
pub fn router(state: AppState) -> Router {
    let (api, mut document) = api::routes().split_for_parts();
    let disagreements = openapi::disagreements(&mut document);
    assert!(disagreements.is_empty(), "the policy table and the routes disagree: {disagreements:?}");
    api.merge(operations::routes().into_router())
        .merge(operator::routes().into_router())
        .merge(respondent::routes().into_router())
        .fallback(console::fallback)
        .layer(from_fn_with_state(state.clone(), passage::pass))
        .layer(CompressionLayer::new())
        .with_state(state)
}

/// The contract as OpenAPI 3.1.
pub fn openapi() -> utoipa::openapi::OpenApi {
    openapi::complete(api::routes().into_openapi())
}

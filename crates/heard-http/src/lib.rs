//! The door: the public API, one endpoint a file, and the server-rendered pages for respondents.
//!
//! A request's way: [`Door`] finds its row in [`policy::TABLE`], measures it, turns a panic into a
//! problem document and adds the headers of safety; [`guard`] — the one gate — finds the caller,
//! counts it against the limits, asks `heard_model::policy::allows`, and puts `Principal` and
//! `Scope` into the request. Only then does a handler run: it reads with [`extract`], calls another
//! room, and answers. Whatever is refused on the way is a [`problem`] document.

pub mod address;
mod answers;
pub mod api;
mod audit;
pub mod auth;
mod console;
mod csv;
mod door;
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
pub mod policy;
pub mod problem;
pub mod questions;
pub mod receipt;
pub mod respondent;
pub mod routes;
pub mod state;
pub mod submission;
mod text;
mod trace;

pub use answers::Answers;
pub use door::Door;
pub use guard::OperatorConnection;
pub use limits::{Allowance, LimitSettings};
pub use live::LiveHub;
pub use questions::Questions;
pub use receipt::ReceiptKey;
pub use state::{AppState, HttpSettings, Parts};

/// The contract as OpenAPI 3.1.
pub fn openapi() -> utoipa::openapi::OpenApi {
    openapi::complete(api::routes().into_openapi())
}

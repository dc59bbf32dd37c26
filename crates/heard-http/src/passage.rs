//! What happens to every request around its handler, in one layer: an answer is small, and a
//! layer of its own for each of these would cost more than what it does.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::problem::{Problem, ProblemKind};
use crate::respondent::Softening;
use crate::state::AppState;
use crate::trace::Measured;
use crate::{guard, headers};

/// Measures a request, guards its handler, answers for a panic, turns refusals into pages where
/// a respondent meets them, and adds the headers of safety.
pub async fn pass(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let measured = Measured::begin(&request);
    let softening = Softening::of(&request);
    let handled = AssertUnwindSafe(measured.within(guard::guard(&state, request, next)));
    let mut response = handled.catch_unwind().await.unwrap_or_else(|panic| answer_for_panic(&*panic));
    if let Some(softening) = softening {
        response = softening.soften(response);
    }
    measured.end(response.status());
    headers::add(response.headers_mut(), state.settings.is_https());
    response
}

fn answer_for_panic(panic: &(dyn Any + Send)) -> Response {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or_default();
    tracing::error!(said, "a request made a handler panic");
    Problem::new(ProblemKind::Internal, "something went wrong inside Heard; its log says what")
        .into_response()
}

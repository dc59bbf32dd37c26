//! `GET` and `POST /r/{receipt}/withdraw`: asked first, then the answers are taken back.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::html;
use super::notice_page::WithdrawPage;
use super::receipt::hold;
use super::refusal::not_stored;
use crate::state::AppState;

/// Asks whether the answers shall be withdrawn.
pub async fn ask(State(state): State<AppState>, Path(receipt): Path<String>, headers: HeaderMap) -> Response {
    match hold(&state, &receipt, &headers).await {
        Ok(held) => html::page(StatusCode::OK, &WithdrawPage::new(&receipt, &held.asker(), &held.language)),
        Err(refusal) => *refusal,
    }
}

/// Withdraws them; the receipt says so from then on.
pub async fn withdraw(
    State(state): State<AppState>,
    Path(receipt): Path<String>,
    headers: HeaderMap,
) -> Response {
    let held = match hold(&state, &receipt, &headers).await {
        Ok(held) => held,
        Err(refusal) => return *refusal,
    };
    match state.store.withdraw(held.workspace.id, held.response.id, state.clock.now()).await {
        Ok(_) => html::see_other(&format!("/r/{receipt}")),
        Err(error) => not_stored(&error, &headers),
    }
}

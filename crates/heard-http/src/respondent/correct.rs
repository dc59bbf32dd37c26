//! `GET` and `POST /r/{receipt}/edit`: other answers in the place of the first.

use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use heard_intake::{Context, Sender, validate_response};
use heard_model::survey::SurveyContext;
use heard_store::CorrectionExtent;

use super::answer::read;
use super::entered::{Entered, Faults};
use super::form_page::{FormPage, Purpose};
use super::html;
use super::receipt::{Held, hold};
use super::refusal::{again, busy, may_pass, not_stored};
use crate::state::AppState;

/// Shows the form with what was said.
pub async fn edit(
    State(state): State<AppState>,
    Path(receipt): Path<String>,
    headers: HeaderMap,
) -> Response {
    match hold(&state, &receipt, &headers).await {
        Ok(held) => {
            let entered = Entered::of_answers(&held.response.answers);
            form(&held, &receipt, StatusCode::OK, &entered, &Faults::default())
        }
        Err(refusal) => *refusal,
    }
}

/// Takes the correction: back to the receipt, or the form again with what is amiss.
pub async fn correct(
    State(state): State<AppState>,
    Path(receipt): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let held = match hold(&state, &receipt, &headers).await {
        Ok(held) => held,
        Err(refusal) => return *refusal,
    };
    let entered = match read(&headers, body) {
        Ok(entered) => entered,
        Err(refusal) => return *refusal,
    };
    let Ok(units) = state.units(held.workspace.id).await else { return busy(&headers) };
    let mut raw = entered.to_raw(&held.version);
    raw.language = Some(held.language.tag.clone());
    let now = state.clock.now();
    // The moment of the response stays as it was, so the context only has to be a valid one.
    let context = Context {
        now,
        zones: held.workspace.settings.zones(),
        units: &units,
        survey: &SurveyContext::default(),
        sender: Sender::Public,
        channel: "link",
    };
    let corrected = match validate_response(&held.version, raw, &context) {
        Ok(corrected) => corrected,
        Err(problems) => {
            let faults = Faults::of(&held.version, problems);
            return form(&held, &receipt, StatusCode::UNPROCESSABLE_ENTITY, &entered, &faults);
        }
    };
    let (workspace, response) = (held.workspace.id, held.response.id);
    match state.store.correct(workspace, response, now, corrected, CorrectionExtent::Answers).await {
        Ok(_) => html::see_other(&format!("/r/{receipt}?saved")),
        Err(error) if may_pass(&error) => {
            let purpose = Purpose::Correct { receipt: &receipt };
            let faults = Faults::default();
            again(
                &FormPage::new(&held.version, &held.asker(), &held.language, purpose, &entered, &faults)
                    .unsent(),
            )
        }
        Err(error) => not_stored(&error, &headers),
    }
}

fn form(held: &Held, receipt: &str, status: StatusCode, entered: &Entered, faults: &Faults) -> Response {
    let purpose = Purpose::Correct { receipt };
    let page = FormPage::new(&held.version, &held.asker(), &held.language, purpose, entered, faults);
    html::page(status, &page)
}

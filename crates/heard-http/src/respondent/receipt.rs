//! `GET /r/{receipt}`: what was said, and what may be done with it.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use heard_model::settings::Workspace;
use heard_model::survey::SurveyVersion;
use heard_model::{Scope, UnitScope};
use heard_store::StoredResponse;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::sync::Arc;

use super::form_page::Asker;
use super::html;
use super::locale::PageLanguage;
use super::notice_page::{Notice, NoticePage};
use super::receipt_page::{ReceiptPage, Said};
use super::refusal::{accept_language, busy, failed, plain};
use crate::state::AppState;

/// A response whose receipt somebody holds.
pub(super) struct Held {
    /// Its workspace.
    pub workspace: Arc<Workspace>,
    /// The response.
    pub response: StoredResponse,
    /// The version that was answered.
    pub version: SurveyVersion,
    /// The language of its pages.
    pub language: PageLanguage,
}

impl Held {
    /// Whose survey it is.
    pub fn asker(&self) -> Asker {
        Asker::of(&self.workspace)
    }

    fn civil(&self, instant: Timestamp) -> DateTime {
        let zone = TimeZone::get(&self.response.zone).unwrap_or(TimeZone::UTC);
        zone.to_datetime(instant)
    }
}

/// Shows a receipt.
pub async fn show(
    State(state): State<AppState>,
    Path(receipt): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let held = match hold(&state, &receipt, &headers).await {
        Ok(held) => held,
        Err(refusal) => return *refusal,
    };
    let corrected_at = match last_correction(&state, &held).await {
        Ok(corrected_at) => corrected_at,
        Err(error) => return failed(&error, &headers),
    };
    let said = Said {
        version: &held.version,
        answers: &held.response.answers,
        sent_at: held.civil(held.response.answered_at),
        corrected_at: corrected_at.map(|instant| held.civil(instant)),
    };
    let just_corrected = query.as_deref() == Some("saved");
    let page = ReceiptPage::new(&receipt, &said, &held.asker(), &held.language, just_corrected);
    html::page(StatusCode::OK, &page)
}

/// What a receipt stands for, else the page that says why there is nothing to show.
pub(super) async fn hold(
    state: &AppState,
    receipt: &str,
    headers: &HeaderMap,
) -> Result<Held, Box<Response>> {
    let missing = || Box::new(plain(StatusCode::NOT_FOUND, Notice::NoReceipt, headers));
    let failed = |error: heard_store::StoreError| Box::new(failed(&error, headers));
    let id = state.receipts.response(receipt).ok_or_else(missing)?;
    let (workspace, response) =
        state.store.response_of_receipt(id).await.map_err(failed)?.ok_or_else(missing)?;
    let version = state.store.surveys().version(workspace, response.survey, response.version).await;
    let version = version.map_err(failed)?.ok_or_else(missing)?;
    let workspace = state.workspace(workspace).await.map_err(|_| Box::new(busy(headers)))?;
    let language = PageLanguage::choose(
        &version.definition.languages,
        response.language.as_deref(),
        accept_language(headers),
    );
    if response.withdrawn_at.is_some() {
        let page = NoticePage::new(Notice::Withdrawn, &Asker::of(&workspace), &language);
        return Err(Box::new(html::page(StatusCode::GONE, &page)));
    }
    Ok(Held { workspace, response, version, language })
}

async fn last_correction(
    state: &AppState,
    held: &Held,
) -> Result<Option<Timestamp>, heard_store::StoreError> {
    if held.response.revision <= 1 {
        return Ok(None);
    }
    let scope = Scope { workspace: held.workspace.id, units: UnitScope::All };
    let changes = state.store.responses().changes(&scope, held.response.id).await?;
    Ok(changes.last().map(|change| change.at))
}

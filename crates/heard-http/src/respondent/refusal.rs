//! Refusals that a respondent meets, as pages in their language instead of problem documents.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use heard_model::InterfaceLanguage;
use heard_store::{StoreError, SubmitError};

use super::form_page::{Asker, FormPage};
use super::html;
use super::locale::PageLanguage;
use super::notice_page::{Notice, NoticePage};

/// How long a browser should wait before it tries again.
const RETRY_AFTER_SECONDS: u32 = 30;

/// A notice where nothing is known of the survey.
pub(super) fn plain(status: StatusCode, notice: Notice, headers: &HeaderMap) -> Response {
    html::page(status, &NoticePage::new(notice, &Asker::default(), &language_of(headers)))
}

/// "Not right now", with the time to wait.
pub(super) fn busy(headers: &HeaderMap) -> Response {
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, Notice::Busy, headers);
    response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
    response
}

/// A failure of the store. What stops all writing was told to the log when it began.
pub(super) fn failed(error: &StoreError, headers: &HeaderMap) -> Response {
    if !error.stops_writing() {
        tracing::error!(%error, "a respondent's page could not reach the store");
    }
    busy(headers)
}

/// Whether the same may be stored when it is sent again later.
pub(super) fn may_pass(error: &SubmitError) -> bool {
    match error {
        SubmitError::Busy => true,
        SubmitError::Store(error) => error.is_temporary(),
        _ => false,
    }
}

/// The form with everything that was entered, to be sent again later under the same key.
pub(super) fn again(page: &FormPage<'_>) -> Response {
    let mut response = html::page(StatusCode::SERVICE_UNAVAILABLE, page);
    response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
    response
}

/// Why a response or a change was not stored.
pub(super) fn not_stored(error: &SubmitError, headers: &HeaderMap) -> Response {
    match error {
        SubmitError::Busy => busy(headers),
        SubmitError::NotFound => plain(StatusCode::NOT_FOUND, Notice::NoReceipt, headers),
        SubmitError::Withdrawn => plain(StatusCode::GONE, Notice::Withdrawn, headers),
        SubmitError::Store(error) => failed(error, headers),
        other => {
            tracing::error!(error = %other, "a respondent's answer was refused");
            busy(headers)
        }
    }
}

/// The browser's language among those of the interface.
pub(super) fn language_of(headers: &HeaderMap) -> PageLanguage {
    let languages = InterfaceLanguage::ALL.map(|language| language.tag().to_owned());
    PageLanguage::choose(&languages, None, accept_language(headers))
}

/// The browser's wishes.
pub(super) fn accept_language(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok())
}

/// A request to an address of respondents, where they shall read pages, not problem documents.
pub struct Softening {
    missing: Notice,
    headers: HeaderMap,
}

impl Softening {
    /// What is to be remembered of a request; nothing where the address is no respondent's.
    pub fn of(request: &Request) -> Option<Self> {
        let missing = match request.uri().path().get(..3) {
            Some("/s/") => Notice::Missing,
            Some("/r/") => Notice::NoReceipt,
            _ => return None,
        };
        Some(Self { missing, headers: request.headers().clone() })
    }

    /// Turns the problem documents of the outer layers (too often, too large, no such page) into
    /// pages.
    pub fn soften(self, refused: Response) -> Response {
        let is_problem = refused
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
        if !is_problem {
            return refused;
        }
        let status = refused.status();
        let notice = match status {
            StatusCode::NOT_FOUND => self.missing,
            StatusCode::TOO_MANY_REQUESTS => Notice::Busy,
            status if status.is_server_error() => Notice::Busy,
            _ => Notice::Unreadable,
        };
        let mut page = plain(status, notice, &self.headers);
        for name in [header::RETRY_AFTER, header::ALLOW] {
            if let Some(value) = refused.headers().get(&name) {
                page.headers_mut().insert(name, value.clone());
            }
        }
        page
    }
}

//! `POST /s/{survey}`: an answer.

use std::sync::Arc;

use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use heard_intake::Sender;
use heard_store::{IdempotencyKey, SubmitError};

use super::entered::{Entered, Faults};
use super::form_page::{Asker, FormPage, Purpose};
use super::html;
use super::locale::PageLanguage;
use super::notice_page::{Notice, NoticePage};
use super::open::find;
use super::refusal::{accept_language, again, busy, failed, may_pass, not_stored, plain};
use crate::live_survey::LiveSurvey;
use crate::state::AppState;
use crate::submission::{Way, prepare, store};

/// Length of the keys that our pages carry.
const KEY_LENGTH: usize = 22;

/// Takes an answer: on to its receipt, or the form again with what is amiss.
pub async fn answer(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let survey = match find(&state, &id, &headers).await {
        Ok(survey) => survey,
        Err(refusal) => return *refusal,
    };
    let entered = match read(&headers, body) {
        Ok(entered) => entered,
        Err(refusal) => return *refusal,
    };
    let survey = match answered_version(&state, survey, &entered).await {
        Ok(survey) => survey,
        Err(error) => return failed(&error, &headers),
    };
    let definition = &survey.version.definition;
    let language =
        PageLanguage::choose(&definition.languages, entered.value("language"), accept_language(&headers));
    let mut raw = entered.to_raw(&survey.version);
    raw.language = Some(language.tag.clone());

    let asker = Asker::of(&survey.workspace);
    let key = entered.value("key").filter(|key| key.len() == KEY_LENGTH);
    let key_of_page = key
        .map(|key| IdempotencyKey { scope: format!("page:{}", survey.version.survey), key: key.to_owned() });
    let way = Way { sender: Sender::Public, channel: "link", source: "page" };
    let submission = match prepare(&state, &survey, raw, way, key_of_page.clone()) {
        Ok(submission) => submission,
        Err(problems) => {
            let faults = Faults::of(&survey.version, problems);
            if let Some(fault) = faults.of_workspace() {
                tracing::error!(%fault, workspace = %survey.workspace.id, "no answer can be taken");
                return busy(&headers);
            }
            let purpose = Purpose::Answer { key: key.unwrap_or_default() };
            let page = FormPage::new(&survey.version, &asker, &language, purpose, &entered, &faults);
            return html::page(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    match (store(&state, submission).await, key_of_page) {
        (Ok(outcome), _) => html::see_other(&format!("/r/{}", state.receipts.token(outcome.receipt().id))),
        (Err(SubmitError::KeyConflict), Some(key)) => {
            received(&state, &survey, &key, &asker, &language).await
        }
        (Err(error), _) if may_pass(&error) => {
            let purpose = Purpose::Answer { key: key.unwrap_or_default() };
            let faults = Faults::default();
            again(&FormPage::new(&survey.version, &asker, &language, purpose, &entered, &faults).unsent())
        }
        (Err(error), _) => not_stored(&error, &headers),
    }
}

/// The fields of a posted form, else the page that says that they cannot be read.
pub(super) fn read(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Entered, Box<Response>> {
    let refuse = |status| Box::new(plain(status, Notice::Unreadable, headers));
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let body = body.map_err(|rejection| refuse(rejection.status()))?;
    Entered::parse(&body).ok_or_else(|| refuse(StatusCode::BAD_REQUEST))
}

/// The survey with the version that the page showed: answers stay with the questions that they
/// were given to, also when a newer version was published in the meantime.
async fn answered_version(
    state: &AppState,
    survey: Arc<LiveSurvey>,
    entered: &Entered,
) -> Result<Arc<LiveSurvey>, heard_store::StoreError> {
    let current = survey.version.version;
    let shown = entered.value("version").and_then(|version| version.parse().ok()).unwrap_or(current);
    if shown == current {
        return Ok(survey);
    }
    let known = state.store.surveys().version(survey.workspace.id, survey.version.survey, shown).await?;
    Ok(match known {
        Some(version) => Arc::new(LiveSurvey { version: Arc::new(version), ..(*survey).clone() }),
        None => survey,
    })
}

/// The form was sent before with other answers, for instance after "back": those stand, and the
/// receipt corrects them.
async fn received(
    state: &AppState,
    survey: &LiveSurvey,
    key: &IdempotencyKey,
    asker: &Asker,
    language: &PageLanguage,
) -> Response {
    let mut page = NoticePage::new(Notice::Received, asker, language);
    match state.store.response_of_key(survey.workspace.id, key).await {
        Ok(Some(response)) => page = page.with_receipt(&state.receipts.token(response)),
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "the response of a key could not be looked up"),
    }
    html::page(StatusCode::CONFLICT, &page)
}

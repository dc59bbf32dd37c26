//! `GET /s/{survey}`: the questions.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heard_model::survey::SurveyState;

use super::entered::{Entered, Faults};
use super::form_page::{Asker, FormPage, Purpose};
use super::html;
use super::locale::PageLanguage;
use super::notice_page::{Notice, NoticePage};
use super::refusal::{accept_language, busy, plain};
use crate::live_survey::LiveSurvey;
use crate::state::AppState;

/// Shows the form. `lang` chooses the language; other parameters, such as those that campaigns
/// add to links, are passed over.
pub async fn open(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let survey = match find(&state, &id, &headers).await {
        Ok(survey) => survey,
        Err(refusal) => return *refusal,
    };
    let parameters = Entered::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let language = PageLanguage::choose(
        &survey.version.definition.languages,
        parameters.value("lang"),
        accept_language(&headers),
    );
    let key = new_key(&state);
    let page = FormPage::new(
        &survey.version,
        &Asker::of(&survey.workspace),
        &language,
        Purpose::Answer { key: &key },
        &Entered::default(),
        &Faults::default(),
    );
    html::page_to_come_back_to(&page)
}

/// The survey if it takes answers, else the page that says why not.
pub(super) async fn find(
    state: &AppState,
    id: &str,
    headers: &HeaderMap,
) -> Result<Arc<LiveSurvey>, Box<Response>> {
    let missing = || Box::new(plain(StatusCode::NOT_FOUND, Notice::Missing, headers));
    let id = id.parse().map_err(|_| missing())?;
    let survey = state.survey(id).await.map_err(|_| Box::new(busy(headers)))?.ok_or_else(missing)?;
    if survey.state == SurveyState::Published {
        return Ok(survey);
    }
    let language = PageLanguage::choose(&survey.version.definition.languages, None, accept_language(headers));
    let page = NoticePage::new(Notice::Closed, &Asker::of(&survey.workspace), &language);
    Err(Box::new(html::page(StatusCode::GONE, &page)))
}

/// A key against double delivery that nobody can guess.
fn new_key(state: &AppState) -> String {
    let mut bytes = [0u8; 16];
    state.entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

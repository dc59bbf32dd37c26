//! The way of a question to the numbers: the snapshot, the context of the caller, a thread that
//! may compute.

use std::collections::BTreeMap;
use std::sync::Arc;

use heard_aggregate::{AnswerContext, QuestionError};
use heard_facts::Snapshot;
use heard_jobs::project::damage_in;
use heard_model::policy::hides_small_groups;
use heard_model::{Position, SurveyId, WorkspaceId};

use crate::api::common::*;
use crate::live::told_position;

/// How often a question is asked whose segments are merged meanwhile.
const TRIES: usize = 4;

/// Runs `work` on the caller's view of the facts; again, if segments were merged under its hands.
pub async fn ask<T: Send + 'static>(
    state: &AppState,
    caller: &Caller,
    work: impl Fn(&Snapshot, &AnswerContext<'_>) -> Result<T, QuestionError> + Send + Sync + 'static,
) -> Answer<T> {
    let work = Arc::new(work);
    let mut tries = 1;
    loop {
        let answered = ask_once(state, caller, Arc::clone(&work)).await?;
        if let Err(error) = &answered
            && let Some(problem) = damaged(state, caller, error)
        {
            return Err(problem);
        }
        match answered {
            Err(error) if error.is_outdated() && tries < TRIES => {
                // Another process may have merged them, and this one not heard of it yet.
                state.projector.follow().await.map_err(|error| Problem::internal(&error))?;
                tries += 1;
            }
            answered => return Ok(answered?),
        }
    }
}

/// What to say where facts that the question needs are damaged: they are built again, and no number is
/// made of the rest.
fn damaged(state: &AppState, caller: &Caller, error: &QuestionError) -> Option<Problem> {
    let workspace = caller.workspace();
    let again = "they are built again from the answers, nothing is lost; ask again in a moment";
    if let Some(damage) = error.of_facts().and_then(damage_in) {
        state.projector.repair(workspace, &damage);
        return Some(Problem::unavailable(format!("the facts are damaged ({damage}): {again}"), 5));
    }
    (error.is_outdated() && state.projector.is_repairing(workspace))
        .then(|| Problem::unavailable(format!("the facts were damaged: {again}"), 5))
}

async fn ask_once<T: Send + 'static>(
    state: &AppState,
    caller: &Caller,
    work: Arc<impl Fn(&Snapshot, &AnswerContext<'_>) -> Result<T, QuestionError> + Send + Sync + 'static>,
) -> Answer<Result<T, QuestionError>> {
    let workspace = state.workspace(caller.workspace()).await?;
    let units = state.units(caller.workspace()).await?;
    let names = survey_names(state, caller.workspace()).await?;
    let snapshot = state.projector.snapshot(caller.workspace());
    let kernel = Arc::clone(&state.kernel);
    let scope = caller.scope.units.clone();
    let small_group = hides_small_groups(&caller.principal).then_some(workspace.settings.small_group);
    let answered = state.questions.compute(caller.workspace(), move || {
        let context = AnswerContext {
            kernel: &kernel,
            settings: &workspace.settings,
            units: &units,
            survey_names: &names,
            scope: &scope,
            small_group,
        };
        work(&snapshot, &context)
    });
    answered.await
}

/// The position up to which the caller may ask: those from whom small groups are hidden see the
/// facts in steps of a small group, so that one more answer never shows by itself.
pub async fn position(
    state: &AppState,
    caller: &Caller,
    asked: Option<Position>,
) -> Answer<Option<Position>> {
    if !hides_small_groups(&caller.principal) {
        return Ok(asked);
    }
    let step = i64::from(state.workspace(caller.workspace()).await?.settings.small_group);
    let latest = state.projector.snapshot(caller.workspace()).watermark.clone();
    let asked = asked.map_or(latest.clone(), |asked| asked.common(&latest));
    Ok(Some(told_position(&asked, step)))
}

async fn survey_names(state: &AppState, id: WorkspaceId) -> Answer<Arc<BTreeMap<SurveyId, String>>> {
    if let Some(names) = state.known.survey_names(id) {
        return Ok(names);
    }
    let seen = state.known.seen();
    let language = state.workspace(id).await?.settings.language.tag();
    let surveys = state.store.surveys().list(id).await?;
    let names = surveys.into_iter().map(|survey| {
        let base = survey.draft.languages.first().map_or("en", String::as_str);
        (survey.id, survey.draft.title.get(language, base).to_owned())
    });
    let names = Arc::new(names.collect());
    state.known.keep_survey_names(id, Arc::clone(&names), seen);
    Ok(names)
}

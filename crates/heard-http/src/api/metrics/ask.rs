//! The way of a question to the numbers: the snapshot, the context of the caller, a thread that
//! may compute.

use std::sync::Arc;

use bytes::Bytes;
use heard_aggregate::{AnswerContext, QuestionError};
use heard_facts::{FactsError, Snapshot};
use heard_jobs::project::damage_in;
use heard_model::policy::hides_small_groups;
use heard_model::{Position, WorkspaceId};
use heard_store::StoreError;

use crate::answers::{Key, View};
use crate::api::common::*;
use crate::live::told_position;
use crate::live_survey::SurveyNames;

/// How often a question is asked whose segments are merged meanwhile.
const TRIES: usize = 4;

/// Runs `work` on the caller's view of the facts; again, if segments were merged under its hands.
pub async fn ask<T: Send + 'static>(
    state: &AppState,
    caller: &Caller,
    work: impl Fn(&Snapshot, &AnswerContext<'_>) -> Result<T, QuestionError> + Send + Sync + 'static,
) -> Answer<T> {
    let view = view(state, caller).await?;
    ask_from(state, caller, view, Arc::new(work)).await.map(|(answer, _)| answer)
}

/// As [`ask`], as JSON; an answer that was given lately is given again if nothing that it is made of
/// has changed.
pub async fn ask_again<T: Serialize>(
    state: &AppState,
    caller: &Caller,
    question: &impl Serialize,
    work: impl Fn(&Snapshot, &AnswerContext<'_>) -> Result<T, QuestionError> + Send + Sync + 'static,
) -> Answer<Bytes> {
    let unwritten = |error: serde_json::Error| Problem::internal(&error);
    let view = view(state, caller).await?;
    let key = Key::of(question, &view).map_err(unwritten)?;
    if let Some(given) = state.answers.get(&key, &view) {
        return Ok(given);
    }
    let as_json = move |snapshot: &Snapshot, context: &AnswerContext<'_>| {
        work(snapshot, context).map(|answer| serde_json::to_vec(&answer))
    };
    let (json, view) = ask_from(state, caller, view, Arc::new(as_json)).await?;
    let json = Bytes::from(json.map_err(unwritten)?);
    state.answers.keep(key, &view, json.clone());
    Ok(json)
}

/// The answer, and the view that it was made from.
async fn ask_from<T: Send + 'static>(
    state: &AppState,
    caller: &Caller,
    mut view: View,
    work: Arc<impl Fn(&Snapshot, &AnswerContext<'_>) -> Result<T, QuestionError> + Send + Sync + 'static>,
) -> Answer<(T, View)> {
    let mut tries = 1;
    loop {
        let answered = ask_once(state, caller, view.clone(), Arc::clone(&work)).await?;
        if let Err(error) = &answered
            && let Some(problem) = out_of_reach(error).or_else(|| damaged(state, caller, error))
        {
            return Err(problem);
        }
        match answered {
            Err(error) if error.is_outdated() && tries < TRIES => {
                // Another process may have merged them, and this one not heard of it yet.
                state.projector.follow().await.map_err(|error| Problem::internal(&error))?;
                view = self::view(state, caller).await?;
                tries += 1;
            }
            answered => return Ok((answered?, view)),
        }
    }
}

/// What to say where segments that the question needs cannot be read for a reason that may pass.
fn out_of_reach(error: &QuestionError) -> Option<Problem> {
    let FactsError::Load { source, .. } = error.of_facts()? else { return None };
    let error = source.downcast_ref::<StoreError>().filter(|error| error.is_temporary())?;
    Some(error.clone().into())
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

/// What the caller sees now.
async fn view(state: &AppState, caller: &Caller) -> Answer<View> {
    let workspace = state.workspace(caller.workspace()).await?;
    let small_group = hides_small_groups(&caller.principal).then_some(workspace.settings.small_group);
    Ok(View {
        units: state.units(caller.workspace()).await?,
        names: survey_names(state, caller.workspace()).await?,
        snapshot: state.projector.snapshot(caller.workspace()),
        scope: caller.scope.units.clone(),
        small_group,
        workspace,
    })
}

async fn ask_once<T: Send + 'static>(
    state: &AppState,
    caller: &Caller,
    view: View,
    work: Arc<impl Fn(&Snapshot, &AnswerContext<'_>) -> Result<T, QuestionError> + Send + Sync + 'static>,
) -> Answer<Result<T, QuestionError>> {
    let kernel = Arc::clone(&state.kernel);
    let answered = state.questions.compute(caller.workspace(), move || {
        let context = AnswerContext {
            kernel: &kernel,
            settings: &view.workspace.settings,
            units: &view.units,
            survey_names: &view.names,
            scope: &view.scope,
            small_group: view.small_group,
        };
        work(&view.snapshot, &context)
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

async fn survey_names(state: &AppState, id: WorkspaceId) -> Answer<Arc<SurveyNames>> {
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

//! `POST /api/v1/rules`: add a rule.

use heard_cases::check_rule;
use heard_model::case::{Rule, RuleDefinition};

use crate::api::common::*;
use crate::audit;

/// The most rules of a workspace.
const MOST: usize = 200;

/// Add a rule
///
/// From now on each new answer that fulfils all of its conditions opens one case.
#[utoipa::path(post, path = "/api/v1/rules", tag = "cases",
    request_body(content = RuleDefinition, example = json!({"name": "Unhappy", "score_at_most": 6, "due_in_hours": 48})),
    responses((status = 201, description = "added", body = Rule)))]
pub async fn create_rule(
    State(state): State<AppState>,
    caller: Caller,
    Json(definition): Json<RuleDefinition>,
) -> Answer<Response> {
    check(&state, &caller, &definition).await?;
    if state.store.rules().list(caller.workspace()).await?.len() >= MOST {
        return Err(Problem::conflict(format!("a workspace has at most {MOST} rules")));
    }
    let rule = state.store.rules().create(caller.workspace(), definition).await?;
    audit::note(&state, &caller.principal, "rule.created", rule.id, None).await;
    Ok(created(rule))
}

/// Refuses a rule that is wrong in itself or names what is not there.
pub async fn check(state: &AppState, caller: &Caller, definition: &RuleDefinition) -> Answer<()> {
    let mut problems: Vec<FieldProblem> =
        check_rule(definition).into_iter().map(FieldProblem::from).collect();
    let workspace = caller.workspace();
    let mut missing = |pointer: &str, what: &str| {
        problems.push(FieldProblem::new(pointer, format!("there is no such {what}")));
    };
    if let Some(survey) = definition.survey
        && state.store.surveys().get(workspace, survey).await?.is_none()
    {
        missing("/survey", "survey");
    }
    if let Some(unit) = definition.unit
        && state.units(workspace).await?.get(unit).is_none()
    {
        missing("/unit", "unit");
    }
    if let Some(owner) = definition.owner
        && state.store.users().get(workspace, owner).await?.is_none()
    {
        missing("/owner", "person");
    }
    let mut fields = FieldCheck::default();
    fields.optional_line("/touchpoint", definition.touchpoint.as_deref(), 100);
    fields.optional_line("/question", definition.question.as_deref(), 130);
    fields.optional_line("/name", Some(&definition.name), 200);
    if let Err(problem) = fields.finish() {
        problems.extend(problem.errors);
    }
    problems.dedup_by(|a, b| a.pointer == b.pointer);
    if problems.is_empty() {
        return Ok(());
    }
    Err(Problem::invalid_fields("the rule is not right; `errors` says what and where", problems))
}

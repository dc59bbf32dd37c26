//! Cases of the closed loop: opened once, changed by one who saw the last revision, counted.

use heard_model::case::{Case, CaseChange, CaseEvent};
use heard_model::{CaseEventId, CaseId, ResponseId, RuleId, Scope, SurveyId, UnitId, UserId, WorkspaceId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryTrait;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::convert::{from_json, from_name, instant, milliseconds, to_json, to_name};
use crate::deliveries::{NewDelivery, enqueue};
use crate::entity::case::{ActiveModel, Column, Entity, Model};
use crate::entity::case_event;
use crate::news::Topic;
use crate::page::{Cursor, Page, page};
use crate::store::{next_number, within};
use crate::{Store, StoreError};

/// A case to be opened.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCase {
    /// The response that opens it.
    pub response: ResponseId,
    /// Its survey.
    pub survey: SurveyId,
    /// Its unit.
    pub unit: UnitId,
    /// The rule that opens it; absent when a person does.
    pub rule: Option<RuleId>,
    /// The question whose answer opens it.
    pub question: Option<String>,
    /// The score that opens it.
    pub score: Option<u8>,
    /// The touchpoint of the response.
    pub touchpoint: Option<String>,
    /// Who gets it.
    pub owner: Option<UserId>,
    /// When it is opened.
    pub opened_at: Timestamp,
    /// When it must be closed.
    pub due_at: Timestamp,
    /// Who opens it; absent when Heard itself does.
    pub actor: Option<UserId>,
}

/// Whether a case was opened or had been.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenedCase {
    /// It is new.
    New(Case),
    /// The rule has opened this one for the response before; nothing has changed.
    Known(Case),
}

/// Where a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// Open, late or not.
    Open,
    /// Open beyond its deadline.
    Late,
    /// Closed.
    Closed,
}

/// Which cases are asked for; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseFilter {
    /// Where it is.
    pub state: Option<CaseState>,
    /// Whose it is; `Some(None)` for nobody's.
    pub owner: Option<Option<UserId>>,
    /// Of these units: a unit and everything below it.
    pub units: Option<Vec<UnitId>>,
    /// Of this survey.
    pub survey: Option<SurveyId>,
    /// Of this rule.
    pub rule: Option<RuleId>,
    /// Of this response.
    pub response: Option<ResponseId>,
}

/// How the loop is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseSummary {
    /// Open now.
    pub open: u64,
    /// Open beyond their deadline now.
    pub late: u64,
    /// Opened within the period.
    pub opened: u64,
    /// Closed within the period.
    pub closed: u64,
    /// Of those, closed by their deadline.
    pub closed_in_time: u64,
}

/// Cases.
#[derive(Clone, Copy)]
pub struct Cases<'a>(&'a Store);

impl Store {
    /// Cases.
    pub fn cases(&self) -> Cases<'_> {
        Cases(self)
    }
}

impl Cases<'_> {
    /// Opens a case and puts its messages into the queue, together. A rule opens one case for a
    /// response, however often it is asked.
    ///
    /// # Errors
    /// What the database says; then nothing has changed.
    pub async fn open(
        self,
        workspace: WorkspaceId,
        new: NewCase,
        messages: impl FnOnce(&Case) -> Vec<NewDelivery>,
    ) -> Result<OpenedCase, StoreError> {
        let transaction = self.0.begin().await?;
        if let Some(rule) = new.rule {
            let known = Entity::find()
                .filter(Column::Workspace.eq(workspace.0))
                .filter(Column::Rule.eq(rule.0))
                .filter(Column::Response.eq(new.response.0))
                .one(&transaction)
                .await?;
            if let Some(known) = known {
                return Ok(OpenedCase::Known(case(known)?));
            }
        }
        let number = next_number(&transaction, workspace.0, "case").await?;
        let actor = new.actor;
        let opened = new_case(CaseId(self.0.new_uuid()), number, new);
        Entity::insert(row(workspace, &opened)?).exec_without_returning(&transaction).await?;
        self.add_event(&transaction, workspace, &opened, actor, opened.opened_at, &CaseChange::Opened)
            .await?;
        enqueue(self.0, &transaction, workspace, messages(&opened)).await?;
        self.0.tell(&transaction, Topic::Cases).await?;
        self.0.commit(transaction).await?;
        Ok(OpenedCase::New(opened))
    }

    /// One case; `None` if it does not exist or is out of reach.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, scope: &Scope, id: CaseId) -> Result<Option<Case>, StoreError> {
        let query = Entity::find_by_id(id.0).filter(within(scope, Column::Workspace, Column::Unit));
        query.one(self.0.read()).await?.map(case).transpose()
    }

    /// Cases of all workspaces that were changed since an instant; for those who tell open pages.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_since(
        self,
        since: Timestamp,
    ) -> Result<Vec<(WorkspaceId, CaseId, UnitId)>, StoreError> {
        let changed = case_event::Entity::find()
            .select_only()
            .column(case_event::Column::CaseId)
            .filter(case_event::Column::At.gte(milliseconds(since)))
            .into_query();
        let rows = Entity::find().filter(Column::Id.in_subquery(changed)).all(self.0.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| (WorkspaceId(row.workspace), CaseId(row.id), UnitId(row.unit)))
            .collect())
    }

    /// What happened to a case, oldest first; nothing if it is out of reach.
    ///
    /// # Errors
    /// What the database says.
    pub async fn history(self, scope: &Scope, id: CaseId) -> Result<Vec<CaseEvent>, StoreError> {
        if self.get(scope, id).await?.is_none() {
            return Ok(Vec::new());
        }
        let rows = case_event::Entity::find()
            .filter(case_event::Column::CaseId.eq(id.0))
            .order_by_asc(case_event::Column::Revision)
            .all(self.0.read())
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(CaseEvent {
                    id: CaseEventId(row.id),
                    at: instant(row.at),
                    actor: row.actor.map(UserId),
                    change: from_json("case event", &row.change)?,
                })
            })
            .collect()
    }

    /// Stores what a command made of a case (`heard_cases::apply`), with its entry in the history
    /// and its messages, together. `false` if the case does not exist or is out of reach.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if the stored case is not the revision before; what the database
    /// says; then nothing has changed.
    pub async fn save(
        self,
        scope: &Scope,
        changed: &Case,
        actor: Option<UserId>,
        change: &CaseChange,
        messages: Vec<NewDelivery>,
    ) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let stored = Entity::find_by_id(changed.id.0)
            .filter(within(scope, Column::Workspace, Column::Unit))
            .one(&transaction)
            .await?;
        let Some(stored) = stored else { return Ok(false) };
        if stored.revision + 1 != changed.revision {
            return Err(StoreError::Stale);
        }
        let cause = changed.cause.map(|cause| to_name("cause", &cause)).transpose()?;
        Entity::update_many()
            .col_expr(Column::Owner, Expr::value(changed.owner.map(|owner| owner.0)))
            .col_expr(Column::Step, Expr::value(to_name("step", &changed.step)?))
            .col_expr(Column::DueAt, Expr::value(milliseconds(changed.due_at)))
            .col_expr(Column::ClosedAt, Expr::value(changed.closed_at.map(milliseconds)))
            .col_expr(Column::Cause, Expr::value(cause))
            .col_expr(Column::Revision, Expr::value(changed.revision))
            .filter(Column::Id.eq(changed.id.0))
            .exec(&transaction)
            .await?;
        let now = self.0.inner.clock.now();
        self.add_event(&transaction, scope.workspace, changed, actor, now, change).await?;
        enqueue(self.0, &transaction, scope.workspace, messages).await?;
        self.0.tell(&transaction, Topic::Cases).await?;
        self.0.commit(transaction).await?;
        Ok(true)
    }

    /// Cases: open ones by deadline, soonest first; others by number, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(
        self,
        scope: &Scope,
        filter: &CaseFilter,
        now: Timestamp,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Case>, StoreError> {
        let by_deadline = matches!(filter.state, Some(CaseState::Open | CaseState::Late));
        let mut query = filtered(scope, filter, now);
        if let Some(cursor) = after {
            let place = Expr::tuple([Expr::col(Column::DueAt), Expr::col(Column::Number)]);
            let last = Expr::tuple([cursor.value.into(), cursor.tie.into()]);
            query = if by_deadline {
                query.filter(place.gt(last))
            } else {
                query.filter(Column::Number.lt(cursor.tie))
            };
        }
        query = if by_deadline {
            query.order_by_asc(Column::DueAt).order_by_asc(Column::Number)
        } else {
            query.order_by_desc(Column::Number)
        };
        let rows = query.limit(limit as u64 + 1).all(self.0.read()).await?;
        let Page { items, next } = page(rows, limit, |row| Cursor { value: row.due_at, tie: row.number });
        Ok(Page { items: items.into_iter().map(case).collect::<Result<_, _>>()?, next })
    }

    /// How many cases match.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(self, scope: &Scope, filter: &CaseFilter, now: Timestamp) -> Result<u64, StoreError> {
        Ok(filtered(scope, filter, now).count(self.0.read()).await?)
    }

    /// How the loop is doing: now, and from `from` up to, not including, `until`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn summary(
        self,
        scope: &Scope,
        now: Timestamp,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<CaseSummary, StoreError> {
        let state = |state| CaseFilter { state: Some(state), ..CaseFilter::default() };
        let (from, until) = (milliseconds(from), milliseconds(until));
        let all = || Entity::find().filter(within(scope, Column::Workspace, Column::Unit));
        let closed = || all().filter(Column::ClosedAt.gte(from)).filter(Column::ClosedAt.lt(until));
        let in_time = Expr::col(Column::ClosedAt).lte(Expr::col(Column::DueAt));
        let read = self.0.read();
        Ok(CaseSummary {
            open: self.count(scope, &state(CaseState::Open), now).await?,
            late: self.count(scope, &state(CaseState::Late), now).await?,
            opened: all()
                .filter(Column::OpenedAt.gte(from))
                .filter(Column::OpenedAt.lt(until))
                .count(read)
                .await?,
            closed: closed().count(read).await?,
            closed_in_time: closed().filter(in_time).count(read).await?,
        })
    }

    async fn add_event(
        self,
        transaction: &DatabaseTransaction,
        workspace: WorkspaceId,
        case: &Case,
        actor: Option<UserId>,
        at: Timestamp,
        change: &CaseChange,
    ) -> Result<(), StoreError> {
        let event = case_event::ActiveModel {
            id: Set(self.0.new_uuid()),
            workspace: Set(workspace.0),
            case_id: Set(case.id.0),
            revision: Set(case.revision),
            at: Set(milliseconds(at)),
            actor: Set(actor.map(|actor| actor.0)),
            change: Set(to_json("case event", change)?),
        };
        case_event::Entity::insert(event).exec_without_returning(transaction).await?;
        Ok(())
    }
}

fn filtered(scope: &Scope, filter: &CaseFilter, now: Timestamp) -> sea_orm::Select<Entity> {
    let mut query = Entity::find().filter(within(scope, Column::Workspace, Column::Unit));
    query = match filter.state {
        None => query,
        Some(CaseState::Open) => query.filter(Column::ClosedAt.is_null()),
        Some(CaseState::Late) => {
            query.filter(Column::ClosedAt.is_null()).filter(Column::DueAt.lt(milliseconds(now)))
        }
        Some(CaseState::Closed) => query.filter(Column::ClosedAt.is_not_null()),
    };
    query = match filter.owner {
        None => query,
        Some(None) => query.filter(Column::Owner.is_null()),
        Some(Some(owner)) => query.filter(Column::Owner.eq(owner.0)),
    };
    if let Some(units) = &filter.units {
        query = query.filter(Column::Unit.is_in(units.iter().map(|unit| unit.0)));
    }
    if let Some(survey) = filter.survey {
        query = query.filter(Column::Survey.eq(survey.0));
    }
    if let Some(rule) = filter.rule {
        query = query.filter(Column::Rule.eq(rule.0));
    }
    if let Some(response) = filter.response {
        query = query.filter(Column::Response.eq(response.0));
    }
    query
}

fn new_case(id: CaseId, number: i64, new: NewCase) -> Case {
    Case {
        id,
        number,
        response: new.response,
        survey: new.survey,
        unit: new.unit,
        rule: new.rule,
        question: new.question,
        score: new.score,
        touchpoint: new.touchpoint,
        owner: new.owner,
        step: heard_model::case::CaseStep::Hear,
        opened_at: new.opened_at,
        due_at: new.due_at,
        closed_at: None,
        cause: None,
        revision: 1,
    }
}

fn row(workspace: WorkspaceId, case: &Case) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: Set(case.id.0),
        workspace: Set(workspace.0),
        number: Set(case.number),
        response: Set(case.response.0),
        survey: Set(case.survey.0),
        unit: Set(case.unit.0),
        rule: Set(case.rule.map(|rule| rule.0)),
        question: Set(case.question.clone()),
        score: Set(case.score.map(i32::from)),
        touchpoint: Set(case.touchpoint.clone()),
        owner: Set(case.owner.map(|owner| owner.0)),
        step: Set(to_name("step", &case.step)?),
        opened_at: Set(milliseconds(case.opened_at)),
        due_at: Set(milliseconds(case.due_at)),
        closed_at: Set(case.closed_at.map(milliseconds)),
        cause: Set(case.cause.map(|cause| to_name("cause", &cause)).transpose()?),
        revision: Set(case.revision),
    })
}

fn case(row: Model) -> Result<Case, StoreError> {
    Ok(Case {
        id: CaseId(row.id),
        number: row.number,
        response: ResponseId(row.response),
        survey: SurveyId(row.survey),
        unit: UnitId(row.unit),
        rule: row.rule.map(RuleId),
        question: row.question,
        score: row.score.and_then(|score| u8::try_from(score).ok()),
        touchpoint: row.touchpoint,
        owner: row.owner.map(UserId),
        step: from_name("step", &row.step)?,
        opened_at: instant(row.opened_at),
        due_at: instant(row.due_at),
        closed_at: row.closed_at.map(instant),
        cause: row.cause.map(|cause| from_name("cause", &cause)).transpose()?,
        revision: row.revision,
    })
}

//! Messages on their way out. A row says what is to be sent to whom by identifiers only; the words
//! are written when it is sent, so an erasure leaves nothing behind here.

use heard_model::case::Case;
use heard_model::{CaseId, DeliveryId, ResponseId, WorkspaceId};
use jiff::{SignedDuration, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

use crate::convert::{from_name, instant, milliseconds, to_name};
use crate::entity::delivery::{ActiveModel, Column, Entity, Model};
use crate::{Store, StoreError};

/// The longest reason of a failure that is kept.
const LONGEST_ERROR: usize = 300;

/// How a message goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// By mail; the target is a person's identifier.
    Mail,
    /// To a webhook; the target is its identifier.
    Webhook,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent at `next_at`, or being sent until then.
    Waiting,
    /// Sent.
    Sent,
    /// Given up.
    Failed,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// How.
    pub kind: DeliveryKind,
    /// What about, for example `case.opened`.
    pub topic: String,
    /// To whom: an identifier, never an address.
    pub target: String,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// The response that it is about.
    pub response: Option<ResponseId>,
}

impl NewDelivery {
    /// A message about a case, and so about the response that opened it.
    pub fn about_case(kind: DeliveryKind, topic: &str, target: impl ToString, case: &Case) -> Self {
        Self {
            kind,
            topic: topic.to_owned(),
            target: target.to_string(),
            case: Some(case.id),
            response: Some(case.response),
        }
    }
}

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Identifier; webhooks send it along, so that a second delivery can be told.
    pub id: DeliveryId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// What, how and to whom.
    pub message: NewDelivery,
    /// Where it is.
    pub state: DeliveryState,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// When it was put here.
    pub created_at: Timestamp,
    /// When it is tried next.
    pub next_at: Timestamp,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// Messages on their way out.
#[derive(Clone, Copy)]
pub struct Deliveries<'a>(&'a Store);

impl Store {
    /// Messages on their way out.
    pub fn deliveries(&self) -> Deliveries<'_> {
        Deliveries(self)
    }
}

impl Deliveries<'_> {
    /// Puts messages into the queue.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enqueue(self, workspace: WorkspaceId, messages: Vec<NewDelivery>) -> Result<(), StoreError> {
        let transaction = self.0.begin().await?;
        enqueue(self.0, &transaction, workspace, messages).await?;
        self.0.commit(transaction).await
    }

    /// Takes messages of all workspaces that are due, oldest first. They are this caller's for
    /// `lease`; if it dies, they become due again after that.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lease_due(
        self,
        now: Timestamp,
        lease: SignedDuration,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let due = || {
            // What was never tried and comes from the future was put here before the clock was set back.
            let is_due = Condition::any()
                .add(Column::NextAt.lte(milliseconds(now)))
                .add(Column::Attempts.eq(0).and(Column::CreatedAt.gt(milliseconds(now))));
            Entity::find()
                .filter(Column::State.eq("waiting"))
                .filter(is_due)
                .order_by_asc(Column::NextAt)
                .limit(limit as u64)
        };
        if due().one(self.0.read()).await?.is_none() {
            return Ok(Vec::new());
        }
        let transaction = self.0.begin().await?;
        let mut rows = due().all(&transaction).await?;
        let until = milliseconds(now.checked_add(lease).unwrap_or(Timestamp::MAX));
        Entity::update_many()
            .col_expr(Column::NextAt, Expr::value(until))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await?;
        for row in &mut rows {
            row.next_at = until;
            row.attempts += 1;
        }
        rows.into_iter().map(delivery).collect()
    }

    /// Notes that a leased message was sent; `false` if the lease is another's by now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_sent(self, leased: &Delivery) -> Result<bool, StoreError> {
        self.settle(leased, DeliveryState::Sent, None, None).await
    }

    /// Notes why a leased message could not be sent, and when it is tried again; never if `None`.
    /// The reason must hold no address and no words of a customer. `false` if the lease is
    /// another's by now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_failed(
        self,
        leased: &Delivery,
        reason: &str,
        retry_at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let state = if retry_at.is_some() { DeliveryState::Waiting } else { DeliveryState::Failed };
        let reason: String = reason.chars().take(LONGEST_ERROR).collect();
        self.settle(leased, state, retry_at, Some(reason)).await
    }

    /// The messages of a workspace, newest first; of one case, or of all.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(
        self,
        workspace: WorkspaceId,
        case: Option<CaseId>,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut query = Entity::find().filter(Column::Workspace.eq(workspace.0));
        if let Some(case) = case {
            query = query.filter(Column::CaseId.eq(case.0));
        }
        let query = query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit as u64);
        query.all(self.0.read()).await?.into_iter().map(delivery).collect()
    }

    /// Deletes messages that were sent or given up before an instant; returns how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_before(self, before: Timestamp) -> Result<u64, StoreError> {
        let transaction = self.0.begin().await?;
        let result = Entity::delete_many()
            .filter(Column::State.ne("waiting"))
            .filter(Column::CreatedAt.lt(milliseconds(before)))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await?;
        Ok(result.rows_affected)
    }

    async fn settle(
        self,
        leased: &Delivery,
        state: DeliveryState,
        next_at: Option<Timestamp>,
        reason: Option<String>,
    ) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let result = Entity::update_many()
            .col_expr(Column::State, Expr::value(to_name("state", &state)?))
            .col_expr(Column::NextAt, Expr::value(milliseconds(next_at.unwrap_or(leased.next_at))))
            .col_expr(Column::LastError, Expr::value(reason))
            .filter(Column::Id.eq(leased.id.0))
            .filter(Column::State.eq("waiting"))
            .filter(Column::Attempts.eq(i32::try_from(leased.attempts).unwrap_or(i32::MAX)))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await?;
        Ok(result.rows_affected > 0)
    }
}

pub(crate) async fn enqueue(
    store: &Store,
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    messages: Vec<NewDelivery>,
) -> Result<(), StoreError> {
    let now = store.now();
    for message in messages {
        let row = ActiveModel {
            id: Set(store.new_uuid()),
            workspace: Set(workspace.0),
            kind: Set(to_name("kind", &message.kind)?),
            topic: Set(message.topic),
            target: Set(message.target),
            case_id: Set(message.case.map(|case| case.0)),
            response: Set(message.response.map(|response| response.0)),
            state: Set(to_name("state", &DeliveryState::Waiting)?),
            attempts: Set(0),
            created_at: Set(now),
            next_at: Set(now),
            last_error: Set(None),
        };
        Entity::insert(row).exec_without_returning(transaction).await?;
    }
    Ok(())
}

fn delivery(row: Model) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: DeliveryId(row.id),
        workspace: WorkspaceId(row.workspace),
        message: NewDelivery {
            kind: from_name("kind", &row.kind)?,
            topic: row.topic,
            target: row.target,
            case: row.case_id.map(CaseId),
            response: row.response.map(ResponseId),
        },
        state: from_name("state", &row.state)?,
        attempts: u32::try_from(row.attempts).unwrap_or_default(),
        created_at: instant(row.created_at),
        next_at: instant(row.next_at),
        last_error: row.last_error,
    })
}

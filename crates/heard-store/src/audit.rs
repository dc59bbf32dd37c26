//! Who did what, by identifiers; no words of customers.

use heard_model::WorkspaceId;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::convert::{from_json, instant, milliseconds, to_json};
use crate::entity::audit::{ActiveModel, Column, Entity, Model};
use crate::page::{Cursor, Page, page};
use crate::{Store, StoreError};

/// Something that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who: `user:<id>`, `key:<id>` or `operator`.
    pub actor: String,
    /// What, for example `survey.published`.
    pub action: String,
    /// To what, for example `survey:<id>`.
    pub object: String,
    /// Further facts.
    pub detail: Option<serde_json::Value>,
}

/// The audit log.
#[derive(Clone, Copy)]
pub struct Audit<'a>(&'a Store);

impl Store {
    /// The audit log.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

impl Audit<'_> {
    /// Adds an entry.
    ///
    /// # Errors
    /// What the database says.
    pub async fn append(self, workspace: WorkspaceId, entry: AuditEntry) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: NotSet,
            workspace: Set(workspace.0),
            at: Set(milliseconds(entry.at)),
            actor: Set(entry.actor),
            action: Set(entry.action),
            object: Set(entry.object),
            detail: Set(entry.detail.map(|detail| to_json("detail", &detail)).transpose()?),
        };
        let transaction = self.0.begin().await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.0.commit(transaction).await
    }

    /// Entries, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(
        self,
        workspace: WorkspaceId,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let mut query = Entity::find().filter(Column::Workspace.eq(workspace.0)).order_by_desc(Column::Id);
        if let Some(cursor) = after {
            query = query.filter(Column::Id.lt(cursor.value));
        }
        let rows = query.limit(limit as u64 + 1).all(self.0.read()).await?;
        let Page { items, next } = page(rows, limit, |row| Cursor { value: row.id, tie: 0 });
        Ok(Page { items: items.into_iter().map(entry).collect::<Result<_, _>>()?, next })
    }
}

fn entry(row: Model) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        at: instant(row.at),
        actor: row.actor,
        action: row.action,
        object: row.object,
        detail: row.detail.map(|detail| from_json("detail", &detail)).transpose()?,
    })
}

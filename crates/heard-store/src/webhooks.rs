//! Where a workspace's events are sent to.

use heard_model::{WebhookId, WorkspaceId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::convert::instant;
use crate::entity::webhook::{ActiveModel, Column, Entity, Model};
use crate::{Store, StoreError};

/// An outgoing webhook. The secret signs what is sent, so it must be kept as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Identifier.
    pub id: WebhookId,
    /// What people call it.
    pub name: String,
    /// Where to.
    pub url: String,
    /// What messages are signed with.
    pub secret: String,
    /// Off without losing it.
    pub enabled: bool,
    /// When made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Webhook")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("url", &self.url)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

/// Webhooks.
#[derive(Clone, Copy)]
pub struct Webhooks<'a>(&'a Store);

impl Store {
    /// Webhooks.
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks(self)
    }
}

impl Webhooks<'_> {
    /// Adds a webhook.
    ///
    /// # Errors
    /// What the database says.
    pub async fn create(
        self,
        workspace: WorkspaceId,
        name: &str,
        url: &str,
        secret: &str,
    ) -> Result<Webhook, StoreError> {
        let now = self.0.now();
        let webhook = Webhook {
            id: WebhookId(self.0.new_uuid()),
            name: name.to_owned(),
            url: url.to_owned(),
            secret: secret.to_owned(),
            enabled: true,
            created_at: instant(now),
        };
        let row = ActiveModel {
            id: Set(webhook.id.0),
            workspace: Set(workspace.0),
            name: Set(webhook.name.clone()),
            url: Set(webhook.url.clone()),
            secret: Set(webhook.secret.clone()),
            enabled: Set(true),
            created_at: Set(now),
        };
        let transaction = self.0.begin().await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.0.commit(transaction).await?;
        Ok(webhook)
    }

    /// One webhook.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, workspace: WorkspaceId, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
        let query = Entity::find_by_id(id.0).filter(Column::Workspace.eq(workspace.0));
        Ok(query.one(self.0.read()).await?.map(webhook))
    }

    /// All webhooks of a workspace, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self, workspace: WorkspaceId) -> Result<Vec<Webhook>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.0))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(self.0.read())
            .await?;
        Ok(rows.into_iter().map(webhook).collect())
    }

    /// Switches a webhook on or off; `false` if there is no such webhook.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_enabled(
        self,
        workspace: WorkspaceId,
        id: WebhookId,
        enabled: bool,
    ) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let result = Entity::update_many()
            .col_expr(Column::Enabled, Expr::value(enabled))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await?;
        Ok(result.rows_affected > 0)
    }

    /// Deletes a webhook; `false` if there is no such webhook.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete(self, workspace: WorkspaceId, id: WebhookId) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let result = Entity::delete_many()
            .filter(Column::Id.eq(id.0))
            .filter(Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await?;
        Ok(result.rows_affected > 0)
    }
}

fn webhook(row: Model) -> Webhook {
    Webhook {
        id: WebhookId(row.id),
        name: row.name,
        url: row.url,
        secret: row.secret,
        enabled: row.enabled,
        created_at: instant(row.created_at),
    }
}

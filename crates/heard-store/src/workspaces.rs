//! Tenants and their settings.

use heard_model::WorkspaceId;
use heard_model::settings::{Workspace, WorkspaceSettings};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use crate::convert::{from_json, to_json};
use crate::entity::workspace::{ActiveModel, Column, Entity, Model};
use crate::news::Topic;
use crate::{Store, StoreError};

/// Tenants.
#[derive(Clone, Copy)]
pub struct Workspaces<'a>(&'a Store);

impl Store {
    /// Tenants.
    pub fn workspaces(&self) -> Workspaces<'_> {
        Workspaces(self)
    }
}

impl Workspaces<'_> {
    /// Makes a workspace.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the slug is; what the database says.
    pub async fn create(
        self,
        slug: &str,
        simulated: bool,
        settings: WorkspaceSettings,
    ) -> Result<Workspace, StoreError> {
        let id = WorkspaceId(self.0.new_uuid());
        let row = ActiveModel {
            id: Set(id.0),
            slug: Set(slug.to_owned()),
            simulated: Set(simulated),
            settings: Set(to_json("settings", &settings)?),
            created_at: Set(self.0.now()),
        };
        let transaction = self.0.begin().await?;
        Entity::insert(row)
            .exec_without_returning(&transaction)
            .await
            .map_err(|error| StoreError::or_taken(error, "short name of a workspace"))?;
        self.0.tell(&transaction, Topic::Definitions).await?;
        self.0.commit(transaction).await?;
        Ok(Workspace { id, slug: slug.to_owned(), simulated, settings })
    }

    /// One workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        Entity::find_by_id(id.0).one(self.0.read()).await?.map(workspace).transpose()
    }

    /// The workspace of a short name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_slug(self, slug: &str) -> Result<Option<Workspace>, StoreError> {
        let row = Entity::find().filter(Column::Slug.eq(slug)).one(self.0.read()).await?;
        row.map(workspace).transpose()
    }

    /// All workspaces, oldest first; for the operator and for jobs.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self) -> Result<Vec<Workspace>, StoreError> {
        let rows = Entity::find()
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(self.0.read())
            .await?;
        rows.into_iter().map(workspace).collect()
    }

    /// Changes the settings; `false` if there is no such workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn update_settings(
        self,
        id: WorkspaceId,
        settings: &WorkspaceSettings,
    ) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let is_there = set_settings(&transaction, id, settings).await?;
        self.0.tell(&transaction, Topic::Definitions).await?;
        self.0.commit(transaction).await?;
        Ok(is_there)
    }
}

/// Whether there is such a workspace.
pub(crate) async fn set_settings(
    transaction: &DatabaseTransaction,
    id: WorkspaceId,
    settings: &WorkspaceSettings,
) -> Result<bool, StoreError> {
    let result = Entity::update_many()
        .col_expr(Column::Settings, Expr::value(to_json("settings", settings)?))
        .filter(Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(result.rows_affected > 0)
}

fn workspace(row: Model) -> Result<Workspace, StoreError> {
    Ok(Workspace {
        id: WorkspaceId(row.id),
        slug: row.slug,
        simulated: row.simulated,
        settings: from_json("settings", &row.settings)?,
    })
}

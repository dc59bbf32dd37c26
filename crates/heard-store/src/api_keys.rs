//! API keys. The store knows the hash of a secret, never the secret.

use heard_model::person::ApiKey;
use heard_model::policy::KeyScope;
use heard_model::{KeyId, UnitId, WorkspaceId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::convert::{from_json, instant, to_json};
use crate::entity::api_key::{ActiveModel, Column, Entity, Model};
use crate::{Store, StoreError};

/// API keys.
#[derive(Clone, Copy)]
pub struct ApiKeys<'a>(&'a Store);

impl Store {
    /// API keys.
    pub fn api_keys(&self) -> ApiKeys<'_> {
        ApiKeys(self)
    }
}

impl ApiKeys<'_> {
    /// Makes a key for a secret that only its holder knows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn create(
        self,
        workspace: WorkspaceId,
        name: &str,
        prefix: &str,
        secret_hash: [u8; 32],
        scopes: &[KeyScope],
        unit: Option<UnitId>,
    ) -> Result<ApiKey, StoreError> {
        let now = self.0.now();
        let key = ApiKey {
            id: KeyId(self.0.new_uuid()),
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            scopes: scopes.to_vec(),
            unit,
            created_at: instant(now),
            revoked_at: None,
        };
        let row = ActiveModel {
            id: Set(key.id.0),
            workspace: Set(workspace.0),
            name: Set(key.name.clone()),
            prefix: Set(key.prefix.clone()),
            secret_hash: Set(secret_hash.to_vec()),
            scopes: Set(to_json("scopes", scopes)?),
            unit: Set(unit.map(|unit| unit.0)),
            created_at: Set(now),
            revoked_at: Set(None),
        };
        let transaction = self.0.begin().await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.0.commit(transaction).await?;
        Ok(key)
    }

    /// The key of a secret, in whichever workspace, unless it was taken back; for authentication.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_secret(self, secret_hash: [u8; 32]) -> Result<Option<(WorkspaceId, ApiKey)>, StoreError> {
        let row = Entity::find()
            .filter(Column::SecretHash.eq(secret_hash.to_vec()))
            .filter(Column::RevokedAt.is_null())
            .one(self.0.read())
            .await?;
        row.map(|row| Ok((WorkspaceId(row.workspace), api_key(row)?))).transpose()
    }

    /// All keys of a workspace, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self, workspace: WorkspaceId) -> Result<Vec<ApiKey>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.0))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .all(self.0.read())
            .await?;
        rows.into_iter().map(api_key).collect()
    }

    /// Takes a key back; `false` if there is no such key in force.
    ///
    /// # Errors
    /// What the database says.
    pub async fn revoke(self, workspace: WorkspaceId, id: KeyId) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let result = Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(self.0.now()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Workspace.eq(workspace.0))
            .filter(Column::RevokedAt.is_null())
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await?;
        Ok(result.rows_affected > 0)
    }
}

fn api_key(row: Model) -> Result<ApiKey, StoreError> {
    Ok(ApiKey {
        id: KeyId(row.id),
        name: row.name,
        prefix: row.prefix,
        scopes: from_json("scopes", &row.scopes)?,
        unit: row.unit.map(UnitId),
        created_at: instant(row.created_at),
        revoked_at: row.revoked_at.map(instant),
    })
}

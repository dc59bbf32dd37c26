//! Log-ins. The store knows the hash of a token, never the token.

use heard_model::{UserId, WorkspaceId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::convert::{instant, milliseconds};
use crate::entity::session::{ActiveModel, Column, Entity};
use crate::entity::user;
use crate::users::{StoredUser, stored};
use crate::{Store, StoreError};

/// A log-in that is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Who.
    pub user: StoredUser,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Log-ins.
#[derive(Clone, Copy)]
pub struct Sessions<'a>(&'a Store);

impl Store {
    /// Log-ins.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }
}

impl Sessions<'_> {
    /// Begins a session of an active person of the workspace.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none; what the database says.
    pub async fn create(
        self,
        workspace: WorkspaceId,
        user: UserId,
        token_hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let known = self.0.users().get(workspace, user).await?;
        known.filter(|known| known.user.active).ok_or(StoreError::Missing("person"))?;
        let row = ActiveModel {
            token_hash: Set(token_hash.to_vec()),
            user: Set(user.0),
            created_at: Set(self.0.now()),
            expires_at: Set(milliseconds(expires_at)),
        };
        let transaction = self.0.begin().await?;
        Entity::delete_many().filter(Column::ExpiresAt.lte(self.0.now())).exec(&transaction).await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.0.commit(transaction).await
    }

    /// The session of a token, unless it has expired or the person may not log in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(self, token_hash: [u8; 32], now: Timestamp) -> Result<Option<Session>, StoreError> {
        let Some(session) = Entity::find_by_id(token_hash.to_vec())
            .filter(Column::ExpiresAt.gt(milliseconds(now)))
            .one(self.0.read())
            .await?
        else {
            return Ok(None);
        };
        let row = user::Entity::find_by_id(session.user)
            .filter(user::Column::Active.eq(true))
            .one(self.0.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Session { user: stored(row)?, expires_at: instant(session.expires_at) }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete(self, token_hash: [u8; 32]) -> Result<(), StoreError> {
        let transaction = self.0.begin().await?;
        Entity::delete_by_id(token_hash.to_vec()).exec(&transaction).await?;
        self.0.commit(transaction).await
    }
}

//! Invitations that wait to be accepted. The store knows the hash of a token, never the token.

use heard_model::person::{Invitation, User};
use heard_model::{Role, UnitId, WorkspaceId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::convert::{from_name, instant, milliseconds, to_name};
use crate::entity::invitation::{ActiveModel, Column, Entity, Model};
use crate::users::{NewUser, canonical, insert};
use crate::{Store, StoreError};

/// Invitations.
#[derive(Clone, Copy)]
pub struct Invitations<'a>(&'a Store);

impl Store {
    /// Invitations.
    pub fn invitations(&self) -> Invitations<'_> {
        Invitations(self)
    }
}

impl Invitations<'_> {
    /// Invites somebody; an earlier invitation of the same address to the workspace ends.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the address is a person's already; what the database says.
    pub async fn create(
        self,
        workspace: WorkspaceId,
        token_hash: [u8; 32],
        invitation: &Invitation,
    ) -> Result<(), StoreError> {
        if self.0.users().by_email(&invitation.email).await?.is_some() {
            return Err(StoreError::Taken("e-mail address"));
        }
        let row = ActiveModel {
            token_hash: Set(token_hash.to_vec()),
            workspace: Set(workspace.0),
            email: Set(canonical(&invitation.email)),
            role: Set(to_name("role", &invitation.role)?),
            unit: Set(invitation.unit.map(|unit| unit.0)),
            created_at: Set(self.0.now()),
            expires_at: Set(milliseconds(invitation.expires_at)),
        };
        let transaction = self.0.begin().await?;
        delete(&transaction, workspace, &invitation.email).await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.0.commit(transaction).await
    }

    /// Invitations that may still be accepted, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self, workspace: WorkspaceId, now: Timestamp) -> Result<Vec<Invitation>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.0))
            .filter(Column::ExpiresAt.gt(milliseconds(now)))
            .order_by_desc(Column::CreatedAt)
            .all(self.0.read())
            .await?;
        rows.into_iter().map(invitation).collect()
    }

    /// The invitation of a token, if it may still be accepted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(
        self,
        token_hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(WorkspaceId, Invitation)>, StoreError> {
        let row = Entity::find_by_id(token_hash.to_vec())
            .filter(Column::ExpiresAt.gt(milliseconds(now)))
            .one(self.0.read())
            .await?;
        row.map(|row| Ok((WorkspaceId(row.workspace), invitation(row)?))).transpose()
    }

    /// Accepts an invitation: the person is added with the invited address, role and branch, and
    /// the invitation ends. `None` if it may not be accepted any more.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the address is a person's already; what the database says.
    pub async fn accept(
        self,
        token_hash: [u8; 32],
        now: Timestamp,
        person: NewUser,
    ) -> Result<Option<(WorkspaceId, User)>, StoreError> {
        let transaction = self.0.begin().await?;
        let row = Entity::find_by_id(token_hash.to_vec())
            .filter(Column::ExpiresAt.gt(milliseconds(now)))
            .one(&transaction)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let workspace = WorkspaceId(row.workspace);
        let Invitation { email, role, unit, .. } = invitation(row)?;
        let user = insert(self.0, &transaction, workspace, NewUser { email, role, unit, ..person }).await?;
        Entity::delete_by_id(token_hash.to_vec()).exec(&transaction).await?;
        self.0.commit(transaction).await?;
        Ok(Some((workspace, user)))
    }

    /// Takes an invitation back; `false` if there was none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn revoke(self, workspace: WorkspaceId, email: &str) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let deleted = delete(&transaction, workspace, email).await?;
        self.0.commit(transaction).await?;
        Ok(deleted)
    }
}

async fn delete(
    transaction: &sea_orm::DatabaseTransaction,
    workspace: WorkspaceId,
    email: &str,
) -> Result<bool, StoreError> {
    let result = Entity::delete_many()
        .filter(Column::Workspace.eq(workspace.0))
        .filter(Column::Email.eq(canonical(email)))
        .exec(transaction)
        .await?;
    Ok(result.rows_affected > 0)
}

fn invitation(row: Model) -> Result<Invitation, StoreError> {
    let role: Role = from_name("role", &row.role)?;
    Ok(Invitation { email: row.email, role, unit: row.unit.map(UnitId), expires_at: instant(row.expires_at) })
}

//! How far a job has read the order of acceptance.

use heard_model::WorkspaceId;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

use crate::entity::cursor::{ActiveModel, Column, Entity};
use crate::{Store, StoreError};

impl Store {
    /// The number that a job has reached in a workspace; 0 before the first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn job_cursor(&self, workspace: WorkspaceId, job: &str) -> Result<i64, StoreError> {
        let row = Entity::find_by_id((workspace.0, job.to_owned())).one(self.read()).await?;
        Ok(row.map_or(0, |row| row.seq))
    }

    /// Notes the number that a job has reached in a workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_job_cursor(
        &self,
        workspace: WorkspaceId,
        job: &str,
        seq: i64,
    ) -> Result<(), StoreError> {
        let row = ActiveModel { workspace: Set(workspace.0), name: Set(job.to_owned()), seq: Set(seq) };
        let mut on_conflict = OnConflict::columns([Column::Workspace, Column::Name]);
        on_conflict.update_column(Column::Seq);
        let transaction = self.begin().await?;
        Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&transaction).await?;
        self.commit(transaction).await
    }
}

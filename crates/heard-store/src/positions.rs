//! How far a job has read the order of acceptance.

use std::collections::HashMap;

use heard_model::position::seq_of;
use heard_model::{Position, WorkspaceId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entity::position::{ActiveModel, Column, Entity, Model};
use crate::{Store, StoreError};

impl Store {
    /// The place that a job has reached in a workspace; the start before the first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn job_position(&self, workspace: WorkspaceId, job: &str) -> Result<Position, StoreError> {
        position(self.read(), workspace, job).await
    }

    /// Notes the place that a job has reached in a workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_job_position(
        &self,
        workspace: WorkspaceId,
        job: &str,
        position: &Position,
    ) -> Result<(), StoreError> {
        self.set_job_positions([workspace], job, position).await
    }

    /// Notes that a job has reached a place in several workspaces, in one transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_job_positions(
        &self,
        workspaces: impl IntoIterator<Item = WorkspaceId>,
        job: &str,
        position: &Position,
    ) -> Result<(), StoreError> {
        let mut workspaces = workspaces.into_iter().peekable();
        if workspaces.peek().is_none() {
            return Ok(());
        }
        let transaction = self.begin().await?;
        for workspace in workspaces {
            set_position(&transaction, workspace, job, position).await?;
        }
        self.commit(transaction).await
    }
}

pub(crate) async fn position(
    connection: &impl ConnectionTrait,
    workspace: WorkspaceId,
    job: &str,
) -> Result<Position, StoreError> {
    let rows = Entity::find()
        .filter(Column::Workspace.eq(workspace.0))
        .filter(Column::Job.eq(job))
        .all(connection)
        .await?;
    Ok(of_rows(&rows))
}

/// The places that a job has reached in all workspaces.
pub(crate) async fn positions(
    connection: &impl ConnectionTrait,
    job: &str,
) -> Result<HashMap<WorkspaceId, Position>, StoreError> {
    let mut positions: HashMap<WorkspaceId, Position> = HashMap::new();
    for row in Entity::find().filter(Column::Job.eq(job)).all(connection).await? {
        positions.entry(WorkspaceId(row.workspace)).or_default().extend(&of_rows(&[row]));
    }
    Ok(positions)
}

pub(crate) async fn set_position(
    connection: &impl ConnectionTrait,
    workspace: WorkspaceId,
    job: &str,
    position: &Position,
) -> Result<(), StoreError> {
    let rows: Vec<ActiveModel> = position
        .lanes()
        .map(|(lane, number)| ActiveModel {
            workspace: Set(workspace.0),
            job: Set(job.to_owned()),
            lane: Set(i32::from(lane)),
            number: Set(number),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut on_conflict = OnConflict::columns([Column::Workspace, Column::Job, Column::Lane]);
    on_conflict.update_column(Column::Number);
    Entity::insert_many(rows).on_conflict(on_conflict).exec_without_returning(connection).await?;
    Ok(())
}

/// Back to the start.
pub(crate) async fn forget_position(
    connection: &impl ConnectionTrait,
    workspace: WorkspaceId,
    job: &str,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::Workspace.eq(workspace.0))
        .filter(Column::Job.eq(job))
        .exec(connection)
        .await?;
    Ok(())
}

fn of_rows(rows: &[Model]) -> Position {
    let mut position = Position::START;
    for row in rows {
        if let Ok(lane) = u16::try_from(row.lane) {
            position.advance(seq_of(lane, row.number));
        }
    }
    position
}

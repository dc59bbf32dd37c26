//! Changes of a workspace's time zone: from which day civil days are cut in another one, and how many
//! answers have another day by it.

use heard_model::WorkspaceId;
use heard_model::day::{date_of, day_number};
use heard_model::settings::WorkspaceSettings;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::convert::instant;
use crate::entity::zone_change::{ActiveModel, Column, Entity, Model};
use crate::news::Topic;
use crate::workspaces::set_settings;
use crate::{Store, StoreError};

/// A change of a workspace's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneChange {
    /// Identifier.
    pub id: Uuid,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The zone that came into force.
    pub zone: String,
    /// The first civil day that is cut in it.
    pub from: Date,
    /// When it was asked for.
    pub at: Timestamp,
    /// Answers that were moved to another day so far.
    pub moved: u64,
    /// When all answers had their day.
    pub finished_at: Option<Timestamp>,
}

/// Changes of time zones.
#[derive(Clone, Copy)]
pub struct ZoneChanges<'a>(&'a Store);

impl Store {
    /// Changes of time zones.
    pub fn zone_changes(&self) -> ZoneChanges<'_> {
        ZoneChanges(self)
    }
}

impl ZoneChanges<'_> {
    /// Puts settings in force that have another zone, or the same from another day.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is no such workspace; what the database says.
    pub async fn begin(
        self,
        workspace: WorkspaceId,
        settings: &WorkspaceSettings,
        from: Date,
    ) -> Result<(), StoreError> {
        let change = ActiveModel {
            id: Set(self.0.new_uuid()),
            workspace: Set(workspace.0),
            zone: Set(settings.zone.clone()),
            from_day: Set(day_number(from)),
            at: Set(self.0.now()),
            moved: Set(0),
            finished_at: Set(None),
        };
        let transaction = self.0.begin().await?;
        if !set_settings(&transaction, workspace, settings).await? {
            return Err(StoreError::Missing("workspace"));
        }
        Entity::insert(change).exec_without_returning(&transaction).await?;
        self.0.tell(&transaction, Topic::Definitions).await?;
        self.0.commit(transaction).await
    }

    /// All of a workspace, the latest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of(self, workspace: WorkspaceId) -> Result<Vec<ZoneChange>, StoreError> {
        let query = Entity::find().filter(Column::Workspace.eq(workspace.0));
        let rows = query.order_by_desc(Column::At).order_by_desc(Column::Id).all(self.0.read()).await?;
        Ok(rows.into_iter().map(change).collect())
    }

    /// Those of all workspaces by which answers are still to be dated, the earliest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unfinished(self) -> Result<Vec<ZoneChange>, StoreError> {
        let query = Entity::find().filter(Column::FinishedAt.is_null());
        let rows = query.order_by_asc(Column::At).order_by_asc(Column::Id).all(self.0.read()).await?;
        Ok(rows.into_iter().map(change).collect())
    }

    /// Notes how many more answers have another day.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note(self, change: Uuid, moved: u64) -> Result<(), StoreError> {
        let moved = i64::try_from(moved).unwrap_or(i64::MAX);
        let transaction = self.0.begin().await?;
        Entity::update_many()
            .col_expr(Column::Moved, Expr::col(Column::Moved).add(moved))
            .filter(Column::Id.eq(change))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await
    }

    /// Every answer has its day by these changes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finish(self, changes: &[Uuid]) -> Result<(), StoreError> {
        let transaction = self.0.begin().await?;
        Entity::update_many()
            .col_expr(Column::FinishedAt, Expr::value(self.0.now()))
            .filter(Column::Id.is_in(changes.iter().copied()))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await
    }
}

fn change(row: Model) -> ZoneChange {
    ZoneChange {
        id: row.id,
        workspace: WorkspaceId(row.workspace),
        zone: row.zone,
        from: date_of(row.from_day),
        at: instant(row.at),
        moved: u64::try_from(row.moved).unwrap_or_default(),
        finished_at: row.finished_at.map(instant),
    }
}

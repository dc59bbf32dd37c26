//! The tree of units.

use heard_model::unit::{OrganisationUnit, UnitTree};
use heard_model::{UnitId, WorkspaceId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::unit::{ActiveModel, Column, Entity};
use crate::news::Topic;
use crate::{Store, StoreError};

/// Units.
#[derive(Clone, Copy)]
pub struct Units<'a>(&'a Store);

impl Store {
    /// Units.
    pub fn units(&self) -> Units<'_> {
        Units(self)
    }
}

impl Units<'_> {
    /// The tree of a workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tree(self, workspace: WorkspaceId) -> Result<UnitTree, StoreError> {
        tree(self.0.read(), workspace).await
    }

    /// Adds a unit. The first one is the company itself; every other stands below one.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the code is, or a second company is added;
    /// [`StoreError::Missing`] if the unit above is; what the database says.
    pub async fn create(
        self,
        workspace: WorkspaceId,
        parent: Option<UnitId>,
        name: &str,
        code: Option<&str>,
    ) -> Result<OrganisationUnit, StoreError> {
        let unit = OrganisationUnit {
            id: UnitId(self.0.new_uuid()),
            parent,
            name: name.to_owned(),
            code: code.map(str::to_owned),
        };
        let transaction = self.0.begin().await?;
        let known = tree(&transaction, workspace).await?;
        match parent {
            None if known.root().is_some() => return Err(StoreError::Taken("place at the top of the tree")),
            Some(parent) if known.get(parent).is_none() => return Err(StoreError::Missing("unit above")),
            _ => {}
        }
        let row = ActiveModel {
            id: Set(unit.id.0),
            workspace: Set(workspace.0),
            parent: Set(parent.map(|parent| parent.0)),
            name: Set(unit.name.clone()),
            code: Set(unit.code.clone()),
            created_at: Set(self.0.now()),
        };
        Entity::insert(row)
            .exec_without_returning(&transaction)
            .await
            .map_err(|error| StoreError::or_taken(error, "code of a unit"))?;
        self.0.tell(&transaction, Topic::Definitions).await?;
        self.0.commit(transaction).await?;
        Ok(unit)
    }

    /// Changes a unit's name, code and place; `false` if there is no such unit. A unit cannot
    /// move below itself, nor the company below anything.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the code is; [`StoreError::Missing`] if the place is impossible;
    /// what the database says.
    pub async fn update(self, workspace: WorkspaceId, unit: &OrganisationUnit) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let known = tree(&transaction, workspace).await?;
        let Some(before) = known.get(unit.id) else { return Ok(false) };
        let is_possible = match unit.parent {
            None => before.parent.is_none(),
            Some(parent) => {
                before.parent.is_some()
                    && known.get(parent).is_some()
                    && !known.branch(unit.id).contains(&parent)
            }
        };
        if !is_possible {
            return Err(StoreError::Missing("place for this unit"));
        }
        Entity::update_many()
            .col_expr(Column::Name, Expr::value(unit.name.clone()))
            .col_expr(Column::Code, Expr::value(unit.code.clone()))
            .col_expr(Column::Parent, Expr::value(unit.parent.map(|parent| parent.0)))
            .filter(Column::Id.eq(unit.id.0))
            .filter(Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await
            .map_err(|error| StoreError::or_taken(error, "code of a unit"))?;
        self.0.tell(&transaction, Topic::Definitions).await?;
        self.0.commit(transaction).await?;
        Ok(true)
    }
}

async fn tree(connection: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<UnitTree, StoreError> {
    let rows = Entity::find()
        .filter(Column::Workspace.eq(workspace.0))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let units = rows.into_iter().map(|row| OrganisationUnit {
        id: UnitId(row.id),
        parent: row.parent.map(UnitId),
        name: row.name,
        code: row.code,
    });
    Ok(UnitTree::new(units.collect()))
}

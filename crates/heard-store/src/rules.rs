//! Rules: when an answer opens a case.

use std::collections::HashMap;

use heard_model::case::{Rule, RuleDefinition};
use heard_model::{RuleId, WorkspaceId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::convert::{from_json, to_json};
use crate::entity::rule::{ActiveModel, Column, Entity, Model};
use crate::{Store, StoreError};

/// Rules.
#[derive(Clone, Copy)]
pub struct Rules<'a>(&'a Store);

impl Store {
    /// Rules.
    pub fn rules(&self) -> Rules<'_> {
        Rules(self)
    }
}

impl Rules<'_> {
    /// Adds a rule.
    ///
    /// # Errors
    /// What the database says.
    pub async fn create(
        self,
        workspace: WorkspaceId,
        definition: RuleDefinition,
    ) -> Result<Rule, StoreError> {
        let rule = Rule { id: RuleId(self.0.new_uuid()), definition };
        let row = ActiveModel {
            id: Set(rule.id.0),
            workspace: Set(workspace.0),
            definition: Set(to_json("rule", &rule.definition)?),
            created_at: Set(self.0.now()),
        };
        let transaction = self.0.begin().await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.0.commit(transaction).await?;
        Ok(rule)
    }

    /// One rule.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, workspace: WorkspaceId, id: RuleId) -> Result<Option<Rule>, StoreError> {
        let query = Entity::find_by_id(id.0).filter(Column::Workspace.eq(workspace.0));
        query.one(self.0.read()).await?.map(rule).transpose()
    }

    /// All rules, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self, workspace: WorkspaceId) -> Result<Vec<Rule>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.0))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(self.0.read())
            .await?;
        rows.into_iter().map(rule).collect()
    }

    /// The rules of all workspaces that have any, oldest first; for the job that asks them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of_all(self) -> Result<HashMap<WorkspaceId, Vec<Rule>>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id);
        let mut rules: HashMap<WorkspaceId, Vec<Rule>> = HashMap::new();
        for row in rows.all(self.0.read()).await? {
            rules.entry(WorkspaceId(row.workspace)).or_default().push(rule(row)?);
        }
        Ok(rules)
    }

    /// Changes a rule; `false` if there is no such rule.
    ///
    /// # Errors
    /// What the database says.
    pub async fn update(self, workspace: WorkspaceId, rule: &Rule) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let result = Entity::update_many()
            .col_expr(Column::Definition, Expr::value(to_json("rule", &rule.definition)?))
            .filter(Column::Id.eq(rule.id.0))
            .filter(Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await?;
        self.0.commit(transaction).await?;
        Ok(result.rows_affected > 0)
    }

    /// Deletes a rule; its cases stay. `false` if there is no such rule.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete(self, workspace: WorkspaceId, id: RuleId) -> Result<bool, StoreError> {
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

fn rule(row: Model) -> Result<Rule, StoreError> {
    Ok(Rule { id: RuleId(row.id), definition: from_json("rule", &row.definition)? })
}

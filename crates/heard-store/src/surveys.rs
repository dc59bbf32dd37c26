//! Surveys: drafts that are edited and versions that never change.

use heard_intake::ValidatedDefinition;
use heard_model::survey::{SurveyContext, SurveyDefinition, SurveyState, SurveyVersion};
use heard_model::{SurveyId, WorkspaceId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::convert::{from_json, from_name, instant, to_json, to_name};
use crate::entity::survey::{ActiveModel, Column, Entity, Model};
use crate::entity::survey_version;
use crate::news::Topic;
use crate::{Store, StoreError};

/// A survey over all its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Identifier.
    pub id: SurveyId,
    /// Where it is in its life.
    pub state: SurveyState,
    /// What is being edited.
    pub draft: SurveyDefinition,
    /// What it adds to each of its answers.
    pub context: SurveyContext,
    /// The version that respondents see; `None` before the first is published.
    pub current_version: Option<u32>,
    /// Grows with each change; a change names the one it saw.
    pub revision: i64,
    /// When made.
    pub created_at: Timestamp,
    /// When last changed.
    pub updated_at: Timestamp,
}

/// A survey as respondents meet it: with its workspace and the version to be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedSurvey {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Published, or closed by now.
    pub state: SurveyState,
    /// What it adds to each of its answers.
    pub context: SurveyContext,
    /// The version to be answered.
    pub version: SurveyVersion,
}

/// Surveys.
#[derive(Clone, Copy)]
pub struct Surveys<'a>(&'a Store);

impl Store {
    /// Surveys.
    pub fn surveys(&self) -> Surveys<'_> {
        Surveys(self)
    }
}

impl Surveys<'_> {
    /// Makes a survey with a draft.
    ///
    /// # Errors
    /// What the database says.
    pub async fn create(
        self,
        workspace: WorkspaceId,
        draft: &SurveyDefinition,
        context: &SurveyContext,
    ) -> Result<Survey, StoreError> {
        let now = self.0.now();
        let id = SurveyId(self.0.new_uuid());
        let row = ActiveModel {
            id: Set(id.0),
            workspace: Set(workspace.0),
            state: Set(to_name("state", &SurveyState::Draft)?),
            draft: Set(to_json("draft", draft)?),
            context: Set(to_json("context", context)?),
            current_version: Set(None),
            revision: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let transaction = self.0.begin().await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.0.tell(&transaction, Topic::Definitions).await?;
        self.0.commit(transaction).await?;
        Ok(Survey {
            id,
            state: SurveyState::Draft,
            draft: draft.clone(),
            context: context.clone(),
            current_version: None,
            revision: 1,
            created_at: instant(now),
            updated_at: instant(now),
        })
    }

    /// One survey.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, workspace: WorkspaceId, id: SurveyId) -> Result<Option<Survey>, StoreError> {
        find(self.0.read(), workspace, id).await?.map(survey).transpose()
    }

    /// All surveys of a workspace, last changed first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self, workspace: WorkspaceId) -> Result<Vec<Survey>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.0))
            .order_by_desc(Column::UpdatedAt)
            .order_by_desc(Column::Id)
            .all(self.0.read())
            .await?;
        rows.into_iter().map(survey).collect()
    }

    /// Changes the draft and the context. `None` if there is no such survey.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it is not at `revision` any more; what the database says.
    pub async fn update(
        self,
        workspace: WorkspaceId,
        id: SurveyId,
        revision: i64,
        draft: &SurveyDefinition,
        context: &SurveyContext,
    ) -> Result<Option<Survey>, StoreError> {
        let changes = vec![
            (Column::Draft, to_json("draft", draft)?.into()),
            (Column::Context, to_json("context", context)?.into()),
        ];
        self.change(workspace, id, Some(revision), changes, None).await
    }

    /// Publishes a definition as the next version. `None` if there is no such survey.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if it is not at `revision` any more; what the database says.
    pub async fn publish(
        self,
        workspace: WorkspaceId,
        id: SurveyId,
        revision: i64,
        definition: &ValidatedDefinition,
    ) -> Result<Option<Survey>, StoreError> {
        let definition = to_json("definition", definition.definition())?;
        let changes = vec![
            (Column::Draft, definition.clone().into()),
            (Column::State, to_name("state", &SurveyState::Published)?.into()),
        ];
        self.change(workspace, id, Some(revision), changes, Some(definition)).await
    }

    /// Closes a published survey, or opens a closed one again. `None` if there is no such survey
    /// or it was never published.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_open(
        self,
        workspace: WorkspaceId,
        id: SurveyId,
        open: bool,
    ) -> Result<Option<Survey>, StoreError> {
        let Some(known) = self.get(workspace, id).await? else { return Ok(None) };
        if known.current_version.is_none() {
            return Ok(None);
        }
        let state = if open { SurveyState::Published } else { SurveyState::Closed };
        self.change(workspace, id, None, vec![(Column::State, to_name("state", &state)?.into())], None).await
    }

    /// A version of a survey.
    ///
    /// # Errors
    /// What the database says.
    pub async fn version(
        self,
        workspace: WorkspaceId,
        id: SurveyId,
        version: u32,
    ) -> Result<Option<SurveyVersion>, StoreError> {
        let number = i32::try_from(version).unwrap_or(i32::MAX);
        let row = survey_version::Entity::find_by_id((id.0, number))
            .filter(survey_version::Column::Workspace.eq(workspace.0))
            .one(self.0.read())
            .await?;
        row.map(|row| {
            Ok(SurveyVersion { survey: id, version, definition: from_json("definition", &row.definition)? })
        })
        .transpose()
    }

    /// All versions of a survey, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn versions(
        self,
        workspace: WorkspaceId,
        id: SurveyId,
    ) -> Result<Vec<SurveyVersion>, StoreError> {
        let rows = survey_version::Entity::find()
            .filter(survey_version::Column::Survey.eq(id.0))
            .filter(survey_version::Column::Workspace.eq(workspace.0))
            .order_by_asc(survey_version::Column::Version)
            .all(self.0.read())
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(SurveyVersion {
                    survey: id,
                    version: u32::try_from(row.version).unwrap_or_default(),
                    definition: from_json("definition", &row.definition)?,
                })
            })
            .collect()
    }

    /// A survey by its public link, in whichever workspace; `None` before it is published.
    ///
    /// # Errors
    /// What the database says.
    pub async fn published(self, id: SurveyId) -> Result<Option<PublishedSurvey>, StoreError> {
        let Some(row) = Entity::find_by_id(id.0).one(self.0.read()).await? else { return Ok(None) };
        let workspace = WorkspaceId(row.workspace);
        let known = survey(row)?;
        let Some(number) = known.current_version else { return Ok(None) };
        let version = self.version(workspace, id, number).await?;
        Ok(version.map(|version| PublishedSurvey {
            workspace,
            state: known.state,
            context: known.context,
            version,
        }))
    }

    async fn change(
        self,
        workspace: WorkspaceId,
        id: SurveyId,
        revision: Option<i64>,
        changes: Vec<(Column, sea_orm::Value)>,
        publish: Option<String>,
    ) -> Result<Option<Survey>, StoreError> {
        let transaction = self.0.begin().await?;
        let Some(row) = find(&transaction, workspace, id).await? else { return Ok(None) };
        if revision.is_some_and(|revision| revision != row.revision) {
            return Err(StoreError::Stale);
        }
        let mut update = Entity::update_many()
            .col_expr(Column::Revision, Expr::value(row.revision + 1))
            .col_expr(Column::UpdatedAt, Expr::value(self.0.now()));
        for (column, value) in changes {
            update = update.col_expr(column, Expr::value(value));
        }
        if let Some(definition) = publish {
            let version = row.current_version.unwrap_or(0) + 1;
            let row = survey_version::ActiveModel {
                survey: Set(id.0),
                version: Set(version),
                workspace: Set(workspace.0),
                definition: Set(definition),
                published_at: Set(self.0.now()),
            };
            survey_version::Entity::insert(row).exec_without_returning(&transaction).await?;
            update = update.col_expr(Column::CurrentVersion, Expr::value(version));
        }
        update.filter(Column::Id.eq(id.0)).exec(&transaction).await?;
        let changed = find(&transaction, workspace, id).await?.map(survey).transpose()?;
        self.0.tell(&transaction, Topic::Definitions).await?;
        self.0.commit(transaction).await?;
        Ok(changed)
    }
}

async fn find(
    connection: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: SurveyId,
) -> Result<Option<Model>, StoreError> {
    let query = Entity::find_by_id(id.0).filter(Column::Workspace.eq(workspace.0));
    Ok(query.one(connection).await?)
}

fn survey(row: Model) -> Result<Survey, StoreError> {
    Ok(Survey {
        id: SurveyId(row.id),
        state: from_name("state", &row.state)?,
        draft: from_json("draft", &row.draft)?,
        context: from_json("context", &row.context)?,
        current_version: row.current_version.and_then(|version| u32::try_from(version).ok()),
        revision: row.revision,
        created_at: instant(row.created_at),
        updated_at: instant(row.updated_at),
    })
}

//! People who log in. An e-mail address is one person's, in all workspaces.

use heard_model::person::User;
use heard_model::{InterfaceLanguage, Role, UnitId, UserId, WorkspaceId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::convert::{from_name, to_name};
use crate::entity::session;
use crate::entity::user::{ActiveModel, Column, Entity, Model};
use crate::{Store, StoreError};

/// A person to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUser {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The branch that the person sees; the whole company if absent.
    pub unit: Option<UnitId>,
    /// Language of the interface.
    pub language: InterfaceLanguage,
    /// The password's argon2 hash in PHC form.
    pub password_hash: String,
}

/// A person with what log-in needs to know.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredUser {
    /// The person.
    pub user: User,
    /// The person's workspace.
    pub workspace: WorkspaceId,
    /// The password's argon2 hash in PHC form.
    pub password_hash: String,
}

/// People.
#[derive(Clone, Copy)]
pub struct Users<'a>(&'a Store);

impl Store {
    /// People.
    pub fn users(&self) -> Users<'_> {
        Users(self)
    }
}

impl Users<'_> {
    /// Whether nobody is here yet, so that the first-run page is shown.
    ///
    /// # Errors
    /// What the database says.
    pub async fn is_empty(self) -> Result<bool, StoreError> {
        Ok(Entity::find().count(self.0.read()).await? == 0)
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the address is; what the database says.
    pub async fn create(self, workspace: WorkspaceId, new: NewUser) -> Result<User, StoreError> {
        let transaction = self.0.begin().await?;
        let user = insert(self.0, &transaction, workspace, new).await?;
        self.0.commit(transaction).await?;
        Ok(user)
    }

    /// The person of an address, in whichever workspace; for log-in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_email(self, email: &str) -> Result<Option<StoredUser>, StoreError> {
        let row = Entity::find().filter(Column::Email.eq(canonical(email))).one(self.0.read()).await?;
        row.map(stored).transpose()
    }

    /// One person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, workspace: WorkspaceId, id: UserId) -> Result<Option<StoredUser>, StoreError> {
        let row =
            Entity::find_by_id(id.0).filter(Column::Workspace.eq(workspace.0)).one(self.0.read()).await?;
        row.map(stored).transpose()
    }

    /// All people of a workspace, by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self, workspace: WorkspaceId) -> Result<Vec<User>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Workspace.eq(workspace.0))
            .order_by_asc(Column::Name)
            .order_by_asc(Column::Id)
            .all(self.0.read())
            .await?;
        rows.into_iter().map(|row| stored(row).map(|stored| stored.user)).collect()
    }

    /// Changes a person's name, role, branch, language and whether they may log in; who may not
    /// is logged out. The last active owner of the whole company stays one. `false` if there is
    /// no such person.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if the workspace would be left without an owner; what the database
    /// says.
    pub async fn update(self, workspace: WorkspaceId, user: &User) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let unit = user.unit.map(|unit| unit.0);
        let result = Entity::update_many()
            .col_expr(Column::Name, Expr::value(user.name.clone()))
            .col_expr(Column::Role, Expr::value(to_name("role", &user.role)?))
            .col_expr(Column::Unit, Expr::value(unit))
            .col_expr(Column::Language, Expr::value(user.language.tag()))
            .col_expr(Column::Active, Expr::value(user.active))
            .filter(Column::Id.eq(user.id.0))
            .filter(Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await?;
        if result.rows_affected == 0 {
            return Ok(false);
        }
        if owners(&transaction, workspace).await? == 0 {
            return Err(StoreError::Stale);
        }
        if !user.active {
            session::Entity::delete_many()
                .filter(session::Column::User.eq(user.id.0))
                .exec(&transaction)
                .await?;
        }
        self.0.commit(transaction).await?;
        Ok(true)
    }

    /// Changes a password and ends all sessions but none else's. `false` if there is no such
    /// person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_password(
        self,
        workspace: WorkspaceId,
        id: UserId,
        password_hash: &str,
    ) -> Result<bool, StoreError> {
        let transaction = self.0.begin().await?;
        let result = Entity::update_many()
            .col_expr(Column::PasswordHash, Expr::value(password_hash))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await?;
        if result.rows_affected > 0 {
            session::Entity::delete_many().filter(session::Column::User.eq(id.0)).exec(&transaction).await?;
        }
        self.0.commit(transaction).await?;
        Ok(result.rows_affected > 0)
    }
}

async fn owners(transaction: &DatabaseTransaction, workspace: WorkspaceId) -> Result<u64, StoreError> {
    let query = Entity::find()
        .filter(Column::Workspace.eq(workspace.0))
        .filter(Column::Role.eq(to_name("role", &Role::Owner)?))
        .filter(Column::Unit.is_null())
        .filter(Column::Active.eq(true));
    Ok(query.count(transaction).await?)
}

pub(crate) async fn insert(
    store: &Store,
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    new: NewUser,
) -> Result<User, StoreError> {
    let user = User {
        id: UserId(store.new_uuid()),
        email: canonical(&new.email),
        name: new.name,
        role: new.role,
        unit: new.unit,
        language: new.language,
        active: true,
    };
    let row = ActiveModel {
        id: Set(user.id.0),
        workspace: Set(workspace.0),
        email: Set(user.email.clone()),
        name: Set(user.name.clone()),
        role: Set(to_name("role", &user.role)?),
        unit: Set(user.unit.map(|unit| unit.0)),
        language: Set(user.language.tag().to_owned()),
        active: Set(true),
        password_hash: Set(new.password_hash),
        created_at: Set(store.now()),
    };
    Entity::insert(row)
        .exec_without_returning(transaction)
        .await
        .map_err(|error| StoreError::or_taken(error, "e-mail address"))?;
    Ok(user)
}

pub(crate) fn canonical(email: &str) -> String {
    email.trim().to_lowercase()
}

pub(crate) fn stored(row: Model) -> Result<StoredUser, StoreError> {
    Ok(StoredUser {
        workspace: WorkspaceId(row.workspace),
        password_hash: row.password_hash,
        user: User {
            id: UserId(row.id),
            email: row.email,
            name: row.name,
            role: from_name("role", &row.role)?,
            unit: row.unit.map(UnitId),
            language: InterfaceLanguage::from_tag(&row.language).unwrap_or_default(),
            active: row.active,
        },
    })
}

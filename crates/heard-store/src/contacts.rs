//! Customers: found, read. They are made by the writer and erased by
//! [`Store::erase_contact`].

use heard_model::contact::Contact;
use heard_model::{ContactId, Scope, UnitScope, WorkspaceId};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::convert::instant;
use crate::entity::contact::{Column, Entity, Model};
use crate::entity::response;
use crate::page::{Cursor, Page};
use crate::{Store, StoreError};

/// Rows that a search looks at before it gives back what it has.
const MOST_SEARCHED: usize = 200_000;
/// Rows of one query of a search.
const SEARCH_PART: u64 = 2_000;

/// Customers.
#[derive(Clone, Copy)]
pub struct Contacts<'a>(&'a Store);

impl Store {
    /// Customers.
    pub fn contacts(&self) -> Contacts<'_> {
        Contacts(self)
    }
}

impl Contacts<'_> {
    /// One customer. Within a branch: only one who has answered there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, scope: &Scope, id: ContactId) -> Result<Option<Contact>, StoreError> {
        let row = reachable(scope).filter(Column::Id.eq(id.0)).one(self.0.read()).await?;
        Ok(row.map(contact))
    }

    /// The customer of a sender's identifier.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_external_id(
        self,
        workspace: WorkspaceId,
        external_id: &str,
    ) -> Result<Option<Contact>, StoreError> {
        let fingerprint = self.0.inner.fingerprints.external_contact(workspace, external_id);
        let query = Entity::find().filter(Column::ExternalFingerprint.eq(fingerprint.to_vec()));
        Ok(query.one(self.0.read()).await?.map(contact))
    }

    /// The customer of an e-mail address.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_email(self, workspace: WorkspaceId, email: &str) -> Result<Option<Contact>, StoreError> {
        let fingerprint = self.0.inner.fingerprints.email(workspace, email);
        let query = Entity::find().filter(Column::EmailFingerprint.eq(fingerprint.to_vec()));
        Ok(query.one(self.0.read()).await?.map(contact))
    }

    /// Customers whose name, address or identifier holds a text, newest first; all of them for an
    /// empty text. Letters are compared in lower case of any script.
    ///
    /// # Errors
    /// What the database says.
    pub async fn search(
        self,
        scope: &Scope,
        text: &str,
        mut after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Contact>, StoreError> {
        let text = text.trim().to_lowercase();
        let mut items = Vec::new();
        let mut searched = 0;
        loop {
            let mut query = reachable(scope).order_by_desc(Column::Code).limit(SEARCH_PART);
            if let Some(cursor) = after {
                query = query.filter(Column::Code.lt(cursor.value));
            }
            let part = query.all(self.0.read()).await?;
            let ended = (part.len() as u64) < SEARCH_PART;
            for row in part {
                if items.len() == limit {
                    return Ok(Page { items, next: after });
                }
                after = Some(Cursor { value: row.code, tie: 0 });
                searched += 1;
                if holds(&row, &text) {
                    items.push(contact(row));
                }
            }
            if ended {
                return Ok(Page { items, next: None });
            }
            if searched >= MOST_SEARCHED {
                return Ok(Page { items, next: after });
            }
        }
    }
}

fn reachable(scope: &Scope) -> Select<Entity> {
    let query = Entity::find().filter(Column::Workspace.eq(scope.workspace.0));
    let UnitScope::Branch(units) = &scope.units else { return query };
    let answered = Query::select()
        .expr(Expr::value(1))
        .from(response::Entity)
        .and_where(response::Column::Workspace.eq(scope.workspace.0))
        .and_where(response::Column::ContactCode.gt(0))
        .and_where(
            Expr::col((response::Entity, response::Column::ContactCode)).equals((Entity, Column::Code)),
        )
        .and_where(response::Column::Unit.is_in(units.iter().map(|unit| unit.0)))
        .take();
    query.filter(Expr::exists(answered))
}

fn holds(row: &Model, text: &str) -> bool {
    text.is_empty()
        || [&row.name, &row.email, &row.external_id]
            .into_iter()
            .flatten()
            .any(|value| value.to_lowercase().contains(text))
}

fn contact(row: Model) -> Contact {
    Contact {
        id: ContactId(row.id),
        external_id: row.external_id,
        email: row.email,
        name: row.name,
        created_at: instant(row.created_at),
    }
}

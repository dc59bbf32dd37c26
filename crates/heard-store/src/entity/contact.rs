//! Customers. The only place with their names and addresses; looked up by fingerprints, so that no index holds them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contacts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace: Uuid,
    pub code: i64,
    pub external_id: Option<String>,
    pub email: Option<String>,
    pub name: Option<String>,
    #[sea_orm(column_type = "Blob", nullable)]
    pub external_fingerprint: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob", nullable)]
    pub email_fingerprint: Option<Vec<u8>>,
    pub created_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

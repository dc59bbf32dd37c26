//! Fingerprints of keys that were used lately; SQLite only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recent_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i64,
    #[sea_orm(column_type = "Blob")]
    pub key: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub body: Vec<u8>,
    pub accepted_seq: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

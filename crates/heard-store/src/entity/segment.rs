//! Column segments of the facts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "segments")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub workspace: Uuid,
    pub rows: i64,
    pub first_day: i32,
    pub last_day: i32,
    pub created_at: i64,
    pub meta: String,
    #[sea_orm(column_type = "Blob")]
    pub checksum: Vec<u8>,
    pub bytes: i64,
    pub reach: Option<String>,
    pub image_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

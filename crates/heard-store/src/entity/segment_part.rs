//! Parts of the images of segments.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "segment_parts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub image: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: i32,
    pub created_at: i64,
    #[sea_orm(column_type = "Blob")]
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! Where the images of segments are that stand outside of the database.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "segment_objects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub image: Uuid,
    pub location: String,
    pub created_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

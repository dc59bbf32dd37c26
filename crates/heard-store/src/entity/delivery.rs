//! Messages on their way out; their words are written when they are sent.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace: Uuid,
    pub kind: String,
    pub topic: String,
    pub target: String,
    pub case_id: Option<Uuid>,
    pub response: Option<Uuid>,
    pub state: String,
    pub attempts: i32,
    pub created_at: i64,
    pub next_at: i64,
    pub last_error: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

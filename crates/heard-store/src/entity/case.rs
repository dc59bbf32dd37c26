//! Cases of the closed loop.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace: Uuid,
    pub number: i64,
    pub response: Uuid,
    pub survey: Uuid,
    pub unit: Uuid,
    pub rule: Option<Uuid>,
    pub question: Option<String>,
    pub score: Option<i32>,
    pub touchpoint: Option<String>,
    pub owner: Option<Uuid>,
    pub step: String,
    pub opened_at: i64,
    pub due_at: i64,
    pub closed_at: Option<i64>,
    pub cause: Option<String>,
    pub revision: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

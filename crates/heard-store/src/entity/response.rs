//! Accepted responses in the order of acceptance.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "responses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub accepted_seq: i64,
    pub id: Uuid,
    pub workspace: Uuid,
    pub survey: Uuid,
    pub version: i32,
    pub unit: Uuid,
    pub touchpoint: Option<String>,
    pub channel: Option<String>,
    pub language: Option<String>,
    pub contact_code: i64,
    pub answered_at: i64,
    pub accepted_at: i64,
    pub day: i32,
    pub answers: String,
    pub words: Option<String>,
    pub external_id: Option<String>,
    pub facts: String,
    pub facts_now: Option<String>,
    pub score: Option<i32>,
    pub score_question: Option<String>,
    pub source: String,
    pub revision: i64,
    pub withdrawn_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

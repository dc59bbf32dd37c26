//! Where the images of segments are that stand outside of the database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, uuid};

/// A table of places.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_segment_objects"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let objects = Table::create()
            .table("segment_objects")
            .col(uuid("image").primary_key())
            .col(text("location"))
            .col(big_integer("created_at"))
            .take();
        manager.create_table(objects).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

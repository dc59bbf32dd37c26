//! Which changes of a time zone there were, and how far answers have been dated by them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, text, uuid};

/// A table of changes.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_zone_changes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let changes = Table::create()
            .table("zone_changes")
            .col(uuid("id").primary_key())
            .col(uuid("workspace"))
            .col(text("zone"))
            // As days since 1970-01-01.
            .col(integer("from_day"))
            .col(big_integer("at"))
            .col(big_integer("moved"))
            .col(big_integer_null("finished_at"))
            .foreign_key(ForeignKey::create().from_col("workspace").to("workspaces", "id"))
            .take();
        manager.create_table(changes).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

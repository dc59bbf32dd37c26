//! Who was erased, so that the next backup takes their words out of the earlier ones.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, uuid};

/// A table of those who were erased.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_erasures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let erasures = Table::create()
            .table("erasures")
            .col(uuid("id").primary_key())
            .col(uuid("workspace"))
            .col(uuid("contact"))
            .col(big_integer("code"))
            .col(big_integer("at"))
            // Old bytes in the database file may not be written over yet.
            .col(boolean("unfinished"))
            .foreign_key(ForeignKey::create().from_col("workspace").to("workspaces", "id"))
            .take();
        manager.create_table(erasures).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

//! Several processes on one PostgreSQL database: who numbers in which lane, who holds which job,
//! and how often what the others keep in memory was changed. A SQLite file has one process and needs none
//! of it.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text};

/// Lanes, leases and revisions.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_processes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if connection.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        let mut lanes = Table::create();
        lanes
            .table("lanes")
            .col(integer("lane").primary_key())
            .col(big_integer("number"))
            .col(big_integer("epoch"))
            .col(big_integer("until"));
        manager.create_table(lanes).await?;
        let mut leases = Table::create();
        leases.table("leases").col(text("name").primary_key()).col(text("holder")).col(big_integer("until"));
        manager.create_table(leases).await?;
        let mut revisions = Table::create();
        revisions.table("revisions").col(text("name").primary_key()).col(big_integer("number"));
        manager.create_table(revisions).await?;
        connection
            .execute_unprepared(
                r#"INSERT INTO "revisions" VALUES ('turn', 0), ('definitions', 0), ('segments', 0),
                    ('cases', 0), ('erasures', 0)"#,
            )
            .await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

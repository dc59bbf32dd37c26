//! Several processes may number changes: how far something has read is a number for each lane.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, text, text_null, uuid};

/// Positions by lane in the place of single numbers.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_lanes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let mut positions = Table::create();
        positions
            .table("positions")
            .col(uuid("workspace"))
            .col(text("job"))
            .col(integer("lane"))
            .col(big_integer("number"))
            .primary_key(Index::create().col("workspace").col("job").col("lane"))
            .foreign_key(ForeignKey::create().from_col("workspace").to("workspaces", "id"));
        if connection.get_database_backend() == DbBackend::Sqlite {
            positions.extra("WITHOUT ROWID");
        }
        manager.create_table(positions).await?;
        manager.alter_table(Table::alter().table("segments").add_column(text_null("reach")).take()).await?;
        for sql in [
            r#"INSERT INTO "positions" ("workspace", "job", "lane", "number")
                SELECT "workspace", "name", 0, "seq" FROM "cursors""#,
            r#"INSERT INTO "positions" ("workspace", "job", "lane", "number")
                SELECT "workspace", 'facts', 0, "watermark" FROM "projections""#,
            r#"UPDATE "segments" SET "reach" = CAST("last_seq" AS TEXT)"#,
        ] {
            connection.execute_unprepared(sql).await?;
        }
        for column in ["first_seq", "last_seq"] {
            manager.alter_table(Table::alter().table("segments").drop_column(column).take()).await?;
        }
        for table in ["cursors", "projections"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

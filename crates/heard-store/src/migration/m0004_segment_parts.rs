//! Images of segments in parts: written and deleted a little at a time, so that no answer waits for
//! a large one.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, integer, uuid, uuid_null};

/// A table of parts in the place of one column.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_segment_parts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let parts = Table::create()
            .table("segment_parts")
            .col(uuid("image"))
            .col(integer("part"))
            .col(big_integer("created_at"))
            .col(blob("bytes"))
            .primary_key(Index::create().col("image").col("part"))
            .take();
        manager.create_table(parts).await?;
        manager
            .alter_table(Table::alter().table("segments").add_column(uuid_null("image_id")).take())
            .await?;
        let new_id = match connection.get_database_backend() {
            DbBackend::Sqlite => "randomblob(16)",
            _ => "gen_random_uuid()",
        };
        for sql in [
            &format!(r#"UPDATE "segments" SET "image_id" = {new_id}"#),
            r#"INSERT INTO "segment_parts" ("image", "part", "created_at", "bytes")
                SELECT "image_id", 0, "created_at", "image" FROM "segments""#,
        ] {
            connection.execute_unprepared(sql).await?;
        }
        manager.alter_table(Table::alter().table("segments").drop_column("image").take()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

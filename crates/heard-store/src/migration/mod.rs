//! Migrations: each runs once and is never changed after a release. All that a version brings run in
//! one transaction, so that one that fails leaves the database to the version before.

use sea_orm::{DatabaseConnection, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::StoreError;
use crate::store::begin;

mod m0001_the_spine;
mod m0002_lanes;
mod m0003_processes;
mod m0004_segment_parts;
mod m0005_erasures;
mod m0007_segment_objects;
mod m0008_zone_changes;

/// All migrations in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_the_spine::Migration),
            Box::new(m0002_lanes::Migration),
            Box::new(m0003_processes::Migration),
            Box::new(m0004_segment_parts::Migration),
            Box::new(m0005_erasures::Migration),
            Box::new(m0007_segment_objects::Migration),
            Box::new(m0008_zone_changes::Migration),
        ]
    }
}

/// Brings a database to this version's schema; if that fails, it is as before.
pub(crate) async fn migrate(write: &DatabaseConnection) -> Result<(), StoreError> {
    run::<Migrator>(write, None).await
}

/// Brings a fresh database to the schema of a version, by the name of its last migration; one that
/// has it or an earlier one goes on to it.
pub(crate) async fn migrate_to(write: &DatabaseConnection, schema: &str) -> Result<(), StoreError> {
    let wanted = number_of(schema)?;
    let applied = Migrator::get_applied_migrations_read_only(write).await.map_err(newer)?.len();
    let steps = wanted.checked_sub(applied).ok_or(StoreError::NotEmpty)?;
    run::<Migrator>(write, Some(u32::try_from(steps).unwrap_or(u32::MAX))).await
}

/// How many migrations make a version of the schema.
///
/// # Errors
/// [`StoreError::Newer`] if this version does not know it.
pub(crate) fn number_of(schema: &str) -> Result<usize, StoreError> {
    let place = Migrator::migrations().iter().position(|migration| migration.name() == schema);
    Ok(place.ok_or(StoreError::Newer)? + 1)
}

/// The name of the last migration of this version.
pub(crate) fn newest() -> String {
    Migrator::migrations().last().map(|migration| migration.name().to_owned()).unwrap_or_default()
}

async fn run<M: MigratorTrait>(write: &DatabaseConnection, steps: Option<u32>) -> Result<(), StoreError> {
    if M::get_pending_migrations_read_only(write).await.map_err(newer)?.is_empty() {
        return Ok(());
    }
    let transaction = begin(write).await?;
    M::up(&transaction, steps).await?;
    Ok(transaction.commit().await?)
}

/// SeaORM says this of a migration that is in the database but not in this binary.
fn newer(error: DbErr) -> StoreError {
    match error {
        DbErr::Custom(message) if message.contains("missing") => StoreError::Newer,
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;
    use sea_orm_migration::prelude::{MigrationName, SchemaManager, async_trait};

    use super::*;
    use crate::connect::{Engine, Purpose, is_sqlite, statement};

    /// Changes much, and then fails.
    struct Failing;

    impl MigrationName for Failing {
        fn name(&self) -> &str {
            "m9999_failing"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Failing {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            let connection = manager.get_connection();
            for sql in [
                r#"CREATE TABLE "half_done" ("id" BIGINT PRIMARY KEY)"#,
                r#"ALTER TABLE "workspaces" ADD COLUMN "half" TEXT"#,
                r#"DELETE FROM "secrets""#,
                r#"INSERT INTO "no_such_table" VALUES (1)"#,
            ] {
                connection.execute_unprepared(sql).await?;
            }
            Ok(())
        }

        fn use_transaction(&self) -> Option<bool> {
            Some(true)
        }
    }

    /// A version whose last migration fails.
    struct Broken;

    impl MigratorTrait for Broken {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            let mut migrations = Migrator::migrations();
            migrations.push(Box::new(Failing));
            migrations
        }
    }

    /// Every column of the schema, the applied migrations, and a row.
    async fn state(database: &DatabaseConnection) -> Vec<String> {
        let columns = if is_sqlite(database) {
            "SELECT m.name || '.' || p.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p"
        } else {
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
        };
        let mut state = Vec::new();
        for sql in [columns, "SELECT version FROM seaql_migrations", "SELECT name FROM secrets"] {
            let rows = database.query_all_raw(statement(database, sql, [])).await.unwrap();
            state.extend(rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()));
        }
        state.sort();
        state
    }

    #[tokio::test]
    async fn one_that_fails_leaves_the_database_to_the_version_before() {
        let folder = tempfile::tempdir().unwrap();
        let engine = match heard_testing::database(folder.path()).await {
            Some(url) => Engine::Postgres { url, relay: None },
            None => Engine::Sqlite { file: folder.path().join("heard.db") },
        };
        let database = engine.connect(Purpose::Write).await.unwrap();
        for earlier in 1..=u32::try_from(Migrator::migrations().len()).unwrap() {
            run::<Migrator>(&database, Some(1)).await.unwrap();
            if earlier == 1 {
                let secret = r#"INSERT INTO "secrets" ("name", "value") VALUES ('kept', 'x')"#;
                database.execute_unprepared(secret).await.unwrap();
            }
            let before = state(&database).await;
            let error = run::<Broken>(&database, None).await.unwrap_err();
            assert!(error.to_string().contains("no_such_table"), "{error}");
            assert_eq!(state(&database).await, before, "after migration {earlier}");
        }
        migrate(&database).await.unwrap();
    }
}

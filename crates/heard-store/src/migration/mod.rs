//! Migrations: each runs once, in a transaction, and is never changed after a release.

use sea_orm_migration::{MigrationTrait, MigratorTrait};

mod m0001_the_spine;
mod m0002_lanes;
mod m0003_processes;
mod m0004_segment_parts;

/// All migrations in order.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_the_spine::Migration),
            Box::new(m0002_lanes::Migration),
            Box::new(m0003_processes::Migration),
            Box::new(m0004_segment_parts::Migration),
        ]
    }
}

//! The one list of the tables that hold what Heard knows, in an order in which nothing refers to
//! what is not there yet; read and written in the same way on both databases. Moving, backing up
//! and restoring go by it, and a test fails when the schema has a table or a column that it has not.

mod read;
mod row;
mod write;

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

pub(crate) use read::{Known, Part, TableReader};
pub use row::{BadRow, Column, Kind, Shape, Tally};
pub(crate) use row::{Cell, Row, from_bytes, to_bytes};
pub(crate) use write::insert;

use crate::entity;

/// Tables that are not copied, and why.
#[cfg(test)]
const NOT_COPIED: [&str; 7] = [
    // Its rows go into `idempotency`.
    "recent_keys",
    // Images that stand somewhere else belong to one database; a copy projects its facts anew.
    "segment_objects",
    // What processes are doing right now.
    "lanes",
    "leases",
    "revisions",
    // Made anew with the schema.
    "seaql_migrations",
    "sqlite_sequence",
];

/// How a table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// By pages in the order of its key.
    Pages,
    /// Keys against double delivery. SQLite's recent ones stand in a table of their own and may, on
    /// their way, stand in both.
    Keys,
    /// The images in the database that segments name, one at a time. What no segment names is on its
    /// way or left behind.
    Images,
}

/// A table of the schema.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// The places of the columns of its key.
    pub(crate) key: Vec<usize>,
    pub(crate) reading: Reading,
}

impl Table {
    fn of<E: EntityTrait>() -> Self {
        let columns = E::Column::iter().map(|column| Column {
            name: column.as_str().to_owned(),
            kind: kind_of(column.def().get_column_type()),
        });
        let name = E::default().table_name();
        let shape = Shape { table: name.to_owned(), columns: columns.collect() };
        let key = E::PrimaryKey::iter().filter_map(|key| shape.place(key.into_column().as_str())).collect();
        Self { name, shape, key, reading: Reading::Pages }
    }

    fn read_as(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }
}

/// The words of the schema for what a column holds. One that has no kind here would be read as text,
/// and refused by the first row.
fn kind_of(column: &ColumnType) -> Kind {
    match column {
        ColumnType::Boolean => Kind::Boolean,
        ColumnType::Integer => Kind::Integer,
        ColumnType::BigInteger => Kind::BigInteger,
        ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) => Kind::Bytes,
        ColumnType::Uuid => Kind::Uuid,
        _ => Kind::Text,
    }
}

/// The tables.
pub(crate) fn tables() -> Vec<Table> {
    use entity::*;
    vec![
        Table::of::<secret::Entity>(),
        Table::of::<workspace::Entity>(),
        Table::of::<zone_change::Entity>(),
        Table::of::<counter::Entity>(),
        Table::of::<user::Entity>(),
        Table::of::<session::Entity>(),
        Table::of::<invitation::Entity>(),
        Table::of::<api_key::Entity>(),
        Table::of::<unit::Entity>(),
        Table::of::<survey::Entity>(),
        Table::of::<survey_version::Entity>(),
        // Before everything that holds words, so that a reader knows whose are to be left out.
        Table::of::<erasure::Entity>(),
        Table::of::<contact::Entity>(),
        Table::of::<response::Entity>(),
        Table::of::<response_change::Entity>(),
        Table::of::<outbox::Entity>(),
        Table::of::<idempotency::Entity>().read_as(Reading::Keys),
        Table::of::<segment::Entity>(),
        Table::of::<segment_part::Entity>().read_as(Reading::Images),
        Table::of::<dictionary::Entity>(),
        Table::of::<position::Entity>(),
        Table::of::<rule::Entity>(),
        Table::of::<case::Entity>(),
        Table::of::<case_event::Entity>(),
        Table::of::<webhook::Entity>(),
        Table::of::<delivery::Entity>(),
        Table::of::<audit::Entity>(),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use heard_model::{SystemClock, SystemEntropy};
    use sea_orm::ConnectionTrait;

    use super::*;
    use crate::connect::{is_sqlite, statement};
    use crate::{Store, StoreOptions};

    const OF_SQLITE: &str =
        "SELECT m.name, p.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p
        WHERE m.type = 'table'";
    const OF_POSTGRES: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns
        WHERE table_schema = 'public'";

    #[tokio::test]
    async fn every_column_of_the_schema_is_listed() {
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions::new(folder.path(), Arc::new(SystemClock), Arc::new(SystemEntropy));
        let database = heard_testing::database(folder.path()).await;
        let store = Store::open(StoreOptions { database, ..options }).await.unwrap();
        let sql = if is_sqlite(store.read()) { OF_SQLITE } else { OF_POSTGRES };
        let rows = store.read().query_all_raw(statement(store.read(), sql, [])).await.unwrap();
        let column =
            |row: &sea_orm::QueryResult| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        let mut there: BTreeSet<(String, String)> = rows.iter().map(column).collect();
        there.retain(|(table, _)| !NOT_COPIED.contains(&table.as_str()));
        let columns = |table: Table| {
            let columns = table.shape.columns.into_iter();
            columns.map(move |column| (table.name.to_owned(), column.name)).collect::<Vec<_>>()
        };
        let listed: BTreeSet<(String, String)> = tables().into_iter().flat_map(columns).collect();
        assert_eq!(
            listed, there,
            "add the new table to the list, where nothing that it refers to comes later"
        );
        assert!(tables().iter().all(|table| !table.key.is_empty()));
    }
}

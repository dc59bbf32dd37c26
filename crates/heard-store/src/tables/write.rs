//! Writes rows into a table of any version of the schema: names of columns and kinds are enough.

use sea_orm::ConnectionTrait;

use super::{Row, Shape};
use crate::StoreError;
use crate::connect::{is_sqlite, statement};

/// Values of one statement; SQLite takes 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 30_000;
/// Rows of a statement: few sizes, so that the database has read each statement before.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// Inserts rows.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    shape: &Shape,
    rows: Vec<Row>,
) -> Result<(), StoreError> {
    let width = shape.columns.len().max(1);
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    for size in SIZES.into_iter().filter(|size| *size == 1 || size * width <= MOST_VALUES) {
        let sql = sql(shape, size, is_sqlite(connection));
        while left >= size {
            let values = rows.by_ref().take(size).flat_map(|row| {
                row.into_iter().zip(&shape.columns).map(|(cell, column)| cell.value(column.kind))
            });
            let values: Vec<_> = values.collect();
            connection.execute_raw(statement(connection, sql.as_str(), values)).await?;
            left -= size;
        }
    }
    Ok(())
}

/// SQLite looks for the name of a parameter among all that came before; without names it need not.
fn sql(shape: &Shape, rows: usize, is_sqlite: bool) -> String {
    let width = shape.columns.len();
    let names: Vec<String> = shape.columns.iter().map(|column| format!(r#""{}""#, column.name)).collect();
    let mark = |place: usize| if is_sqlite { "?".to_owned() } else { format!("${place}") };
    let row = |row: usize| {
        let marks: Vec<String> = (row * width + 1..=(row + 1) * width).map(mark).collect();
        format!("({})", marks.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(r#"INSERT INTO "{}" ({}) VALUES {}"#, shape.table, names.join(", "), rows.join(", "))
}

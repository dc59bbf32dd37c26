//! The statements that every accepted answer pays for, written by hand: one statement for many
//! rows of a table. This is the only place that differs by database.

use std::collections::HashMap;
use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value};

/// The most rows of a statement.
const MOST_ROWS: usize = 128;
/// Statements of more rows than this have a multiple of it.
const STEP: usize = 8;

/// A table and the columns that are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum HotTable {
    Responses,
    RecentKeys,
    Idempotency,
    Contacts,
}

impl HotTable {
    fn name(self) -> &'static str {
        match self {
            Self::Responses => "responses",
            Self::RecentKeys => "recent_keys",
            Self::Idempotency => "idempotency",
            Self::Contacts => "contacts",
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Responses => &[
                "accepted_seq",
                "id",
                "workspace",
                "survey",
                "version",
                "unit",
                "touchpoint",
                "channel",
                "language",
                "contact_code",
                "answered_at",
                "accepted_at",
                "day",
                "answers",
                "words",
                "external_id",
                "facts",
                "score",
                "score_question",
                "source",
                "revision",
            ],
            Self::RecentKeys => &["n", "key", "body", "accepted_seq"],
            Self::Idempotency => &["key", "body", "accepted_seq"],
            Self::Contacts => &[
                "id",
                "workspace",
                "code",
                "external_id",
                "email",
                "name",
                "external_fingerprint",
                "email_fingerprint",
                "created_at",
            ],
        }
    }

    /// SQLite's keys may be moved twice when a process was killed in between. PostgreSQL's come
    /// from several processes, and one that is there already stops the commit.
    fn on_conflict(self, backend: DbBackend) -> &'static str {
        let moved = self == Self::Idempotency && backend == DbBackend::Sqlite;
        if moved { " ON CONFLICT DO NOTHING" } else { "" }
    }
}

/// Statements by table and number of rows. Each is a journey to the database's thread and back,
/// so they are few to a commit; and few are different, so that they stay prepared.
#[derive(Default)]
pub(crate) struct HotInsert {
    inserts: HashMap<(HotTable, usize), String>,
}

impl HotInsert {
    /// Inserts rows: up to [`MOST_ROWS`] in at most two statements.
    pub(crate) async fn insert(
        &mut self,
        transaction: &DatabaseTransaction,
        table: HotTable,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), DbErr> {
        let mut remaining = rows.len();
        let mut values = rows.into_iter().flatten();
        let backend = transaction.get_database_backend();
        while remaining > 0 {
            let size = rows_of_a_statement(remaining);
            let sql = self
                .inserts
                .entry((table, size))
                .or_insert_with(|| {
                    insert_sql(backend, table.name(), table.columns(), size) + table.on_conflict(backend)
                })
                .clone();
            let part: Vec<Value> = values.by_ref().take(size * table.columns().len()).collect();
            transaction.execute_raw(Statement::from_sql_and_values(backend, sql, part)).await?;
            remaining -= size;
        }
        Ok(())
    }
}

/// Rows whose column is one of many values. The list is filled up to a power of two with its last
/// value, so that few different statements are prepared.
pub(crate) async fn select_in(
    transaction: &DatabaseTransaction,
    select: &str,
    mut values: Vec<Value>,
    lock: &str,
) -> Result<Vec<QueryResult>, DbErr> {
    let backend = transaction.get_database_backend();
    let mut found = Vec::new();
    while let Some(last) = values.last() {
        let last = last.clone();
        let mut part: Vec<Value> = values.drain(..values.len().min(4 * MOST_ROWS)).collect();
        part.resize(part.len().next_power_of_two(), last);
        let sql = format!("{select} IN ({}){lock}", placeholders(backend, 1, part.len()));
        found.extend(transaction.query_all_raw(Statement::from_sql_and_values(backend, sql, part)).await?);
    }
    Ok(found)
}

fn rows_of_a_statement(remaining: usize) -> usize {
    if remaining < STEP { remaining } else { (remaining - remaining % STEP).min(MOST_ROWS) }
}

fn insert_sql(backend: DbBackend, table: &str, columns: &[&str], rows: usize) -> String {
    let mut sql = format!("INSERT INTO \"{table}\" (\"{}\") VALUES ", columns.join("\", \""));
    for row in 0..rows {
        let separator = if row == 0 { "" } else { ", " };
        let first = row * columns.len() + 1;
        // Writing to a String cannot fail.
        let _ = write!(sql, "{separator}({})", placeholders(backend, first, columns.len()));
    }
    sql
}

fn placeholders(backend: DbBackend, first: usize, count: usize) -> String {
    if backend == DbBackend::Postgres {
        let numbered: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
        return numbered.join(", ");
    }
    vec!["?"; count].join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_by_database() {
        assert_eq!(
            insert_sql(DbBackend::Sqlite, "idempotency", &["key", "body"], 2),
            r#"INSERT INTO "idempotency" ("key", "body") VALUES (?, ?), (?, ?)"#
        );
        assert_eq!(
            insert_sql(DbBackend::Postgres, "idempotency", &["key", "body"], 2),
            r#"INSERT INTO "idempotency" ("key", "body") VALUES ($1, $2), ($3, $4)"#
        );
    }

    #[test]
    fn any_number_of_rows_takes_few_statements_of_few_sizes() {
        let mut sizes = std::collections::HashSet::new();
        for rows in 1..1_000 {
            let mut remaining = rows;
            let mut statements = 0;
            while remaining > 0 {
                let size = rows_of_a_statement(remaining);
                assert!((1..=remaining.min(MOST_ROWS)).contains(&size));
                sizes.insert(size);
                remaining -= size;
                statements += 1;
            }
            assert!(statements <= 2 + rows / MOST_ROWS);
        }
        assert_eq!(sizes.len(), STEP - 1 + MOST_ROWS / STEP);
    }
}

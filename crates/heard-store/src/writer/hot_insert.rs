//! The statements that every accepted answer pays for, written by hand: gathered while a batch is
//! written, and run together. This is the only place that differs by database.
//!
//! Each statement is a journey to SQLite's thread and back, with two threads put to sleep and woken
//! up, which costs more than what a small one does. So SQLite gets the small ones together, and few
//! that are different, for prepared ones are kept: rows are filled up to one of some sizes with
//! rows of nothing, which are left out. A large one goes alone: joined with others it would be one
//! of very many, and each that is kept prepared takes memory for every value in it.

use std::collections::HashMap;
use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value};

/// The most rows of a statement.
const MOST_ROWS: usize = 128;
/// PostgreSQL's statements of more rows than this have a multiple of it.
const STEP: usize = 8;
/// The sizes of SQLite's statements, in rows.
const SIZES: [usize; 11] = [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, MOST_ROWS];
/// SQLite's statements of more rows than this are not joined with others.
const MOST_JOINED: usize = 16;

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

    /// The columns that are given, in their order.
    pub(crate) fn columns(self) -> &'static [&'static str] {
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

/// What is gathered, and the texts of statements by table and number of rows.
#[derive(Default)]
pub(crate) struct HotInsert {
    inserts: HashMap<(HotTable, usize), String>,
    gathered: Vec<Gathered>,
}

/// A statement that waits to be run.
#[derive(Debug)]
struct Gathered {
    sql: String,
    values: Vec<Value>,
    /// Whether SQLite may get it together with others.
    is_small: bool,
}

impl HotInsert {
    /// Gathers rows to be inserted by the next [`Self::run`].
    pub(crate) fn add(&mut self, backend: DbBackend, table: HotTable, rows: Vec<Vec<Value>>) {
        let columns = table.columns().len();
        let mut remaining = rows.len();
        let mut values = rows.into_iter().flatten();
        while remaining > 0 {
            let (rows, size) = rows_of_a_statement(backend, remaining);
            let sql = self.inserts.entry((table, size)).or_insert_with(|| insert_sql(backend, table, size));
            let sql = sql.clone();
            let mut part = Vec::with_capacity(size * columns);
            part.extend(values.by_ref().take(rows * columns));
            part.resize(size * columns, Value::BigInt(None));
            self.gathered.push(Gathered { sql, values: part, is_small: size <= MOST_JOINED });
            remaining -= rows;
        }
    }

    /// Gathers a statement whose values stand in the order of its placeholders.
    pub(crate) fn add_statement(
        &mut self,
        sql: impl FnOnce(&dyn Fn(usize) -> &'static str) -> String,
        backend: DbBackend,
        values: Vec<Value>,
    ) {
        const NUMBERED: [&str; 4] = ["$1", "$2", "$3", "$4"];
        let place = |number: usize| match backend {
            DbBackend::Sqlite => "?",
            _ => NUMBERED[number],
        };
        self.gathered.push(Gathered { sql: sql(&place), values, is_small: true });
    }

    /// Runs what was gathered, in order.
    pub(crate) async fn run(&mut self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        let backend = transaction.get_database_backend();
        let gathered = std::mem::take(&mut self.gathered);
        let statements = if backend == DbBackend::Sqlite { joined(gathered) } else { gathered };
        for Gathered { sql, values, .. } in statements {
            transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
        Ok(())
    }

    /// Forgets what was gathered by an attempt that failed.
    pub(crate) fn clear(&mut self) {
        self.gathered.clear();
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

/// The same statements in the same order, with small ones that follow one another made one.
fn joined(gathered: Vec<Gathered>) -> Vec<Gathered> {
    let mut all: Vec<Gathered> = Vec::with_capacity(gathered.len());
    for next in gathered {
        match all.last_mut() {
            Some(last) if last.is_small && next.is_small => {
                last.sql.push_str(";\n");
                last.sql.push_str(&next.sql);
                last.values.extend(next.values);
            }
            _ => all.push(next),
        }
    }
    all
}

/// How many of the remaining rows go into the next statement, and for how many it is written.
fn rows_of_a_statement(backend: DbBackend, remaining: usize) -> (usize, usize) {
    if backend == DbBackend::Sqlite {
        let rows = remaining.min(MOST_ROWS);
        return (rows, SIZES.into_iter().find(|size| *size >= rows).unwrap_or(MOST_ROWS));
    }
    let rows = if remaining < STEP { remaining } else { (remaining - remaining % STEP).min(MOST_ROWS) };
    (rows, rows)
}

fn insert_sql(backend: DbBackend, table: HotTable, rows: usize) -> String {
    let columns = table.columns();
    let is_padded = backend == DbBackend::Sqlite;
    let begin = if is_padded { "SELECT * FROM (VALUES " } else { "VALUES " };
    let mut sql = format!("INSERT INTO \"{}\" (\"{}\") {begin}", table.name(), columns.join("\", \""));
    for row in 0..rows {
        let separator = if row == 0 { "" } else { ", " };
        let first = row * columns.len() + 1;
        // Writing to a String cannot fail.
        let _ = write!(sql, "{separator}({})", placeholders(backend, first, columns.len()));
    }
    // The first column of every one of these tables has a value.
    sql + if is_padded { ") WHERE column1 IS NOT NULL" } else { "" } + table.on_conflict(backend)
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
        let sql = |backend| insert_sql(backend, HotTable::Idempotency, 2);
        assert_eq!(
            sql(DbBackend::Sqlite),
            r#"INSERT INTO "idempotency" ("key", "body", "accepted_seq") SELECT * FROM (VALUES (?, ?, ?), (?, ?, ?)) WHERE column1 IS NOT NULL ON CONFLICT DO NOTHING"#
        );
        assert_eq!(
            sql(DbBackend::Postgres),
            r#"INSERT INTO "idempotency" ("key", "body", "accepted_seq") VALUES ($1, $2, $3), ($4, $5, $6)"#
        );
    }

    #[test]
    fn sqlite_gets_small_statements_together_and_large_ones_alone() {
        let mut inserts = HotInsert::default();
        let rows = |count: usize| vec![vec![Value::BigInt(Some(1)); 4]; count];
        for count in [1, 2 * MOST_ROWS + 2, 3] {
            inserts.add(DbBackend::Sqlite, HotTable::RecentKeys, rows(count));
        }
        inserts.add_statement(|place| format!("DELETE {}", place(0)), DbBackend::Sqlite, vec![1_i64.into()]);
        let statements = joined(inserts.gathered);
        let of_rows: Vec<usize> = statements.iter().map(|one| one.sql.matches("(?").count()).collect();
        assert_eq!(of_rows, [1, MOST_ROWS, MOST_ROWS, 2 + 4]);
        for Gathered { sql, values, .. } in &statements {
            assert_eq!(sql.matches('?').count(), values.len());
        }
        assert!(statements[3].sql.ends_with(";\nDELETE ?"));
    }

    #[test]
    fn any_number_of_rows_takes_few_statements_of_few_sizes() {
        for (backend, different) in
            [(DbBackend::Sqlite, SIZES.len()), (DbBackend::Postgres, STEP - 1 + MOST_ROWS / STEP)]
        {
            let mut sizes = std::collections::HashSet::new();
            for all in 1..1_000 {
                let mut remaining = all;
                let mut statements = 0;
                while remaining > 0 {
                    let (rows, size) = rows_of_a_statement(backend, remaining);
                    assert!((1..=remaining.min(MOST_ROWS)).contains(&rows) && size >= rows);
                    sizes.insert(size);
                    remaining -= rows;
                    statements += 1;
                }
                assert!(statements <= 2 + all / MOST_ROWS);
            }
            assert_eq!(sizes.len(), different);
        }
    }
}

//! What is damaged in a SQLite file, also in one that the store does not open; for `heard doctor`.

use std::path::Path;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};

use crate::connect::{first_row, statement};
use crate::{StoreError, log_check};

/// The most findings of one kind.
const MOST: usize = 20;

/// Looks at the database of a data folder that no process has open; nothing is changed. Returns what is
/// damaged.
pub async fn examine(folder: &Path) -> Vec<String> {
    let file = folder.join("heard.db");
    let mut findings = Vec::new();
    if let Err(error) = log_check::check(&file) {
        findings.push(error.to_string());
    }
    if !file.exists() {
        findings.push(format!("{} is not there", file.display()));
        return findings;
    }
    match open(&file).await {
        Ok(database) => {
            findings.append(&mut integrity(&database).await);
            // Nothing was written, so nothing is lost with it.
            let _ = database.close().await;
        }
        Err(error) => {
            findings.push(format!("{} cannot be opened: {}", file.display(), StoreError::from(error)))
        }
    }
    findings
}

async fn open(file: &Path) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite://heard.db");
    let file = file.to_owned();
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&file).create_if_missing(false).read_only(true));
    Database::connect(options).await
}

/// What SQLite finds wrong with its file, with the names of the tables that it concerns.
pub(crate) async fn integrity(database: &DatabaseConnection) -> Vec<String> {
    let mut findings = Vec::new();
    for pragma in [format!("PRAGMA integrity_check({MOST})"), "PRAGMA foreign_key_check".to_owned()] {
        match database.query_all_raw(statement(database, pragma.clone(), [])).await {
            Ok(rows) => {
                for row in rows.iter().take(MOST) {
                    let finding: String = row.try_get_by_index(0).unwrap_or_default();
                    if finding != "ok" {
                        findings.push(format!("{pragma}: {}", named(database, &finding).await));
                    }
                }
            }
            Err(error) => findings.push(format!("{pragma}: {}", StoreError::from(error))),
        }
    }
    findings
}

/// A finding with the name of the table or index where it has only the number of its tree.
async fn named(database: &DatabaseConnection, finding: &str) -> String {
    let tree = finding.split_once("Tree ").and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
    let Some(tree): Option<i64> = tree else { return finding.to_owned() };
    let sql = r#"SELECT "type" || ' ' || "name" FROM "sqlite_schema" WHERE "rootpage" = $1"#;
    let found = first_row(database, sql, [tree.into()]).await.ok().flatten();
    match found.and_then(|row| row.try_get_by_index::<String>(0).ok()) {
        Some(name) => format!("{name}: {finding}"),
        None => finding.to_owned(),
    }
}

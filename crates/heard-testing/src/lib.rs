//! Which database a test runs on: the SQLite file of its data folder, or, with
//! `HEARD_TEST_POSTGRES` (`scripts/postgres` sets it), a database of its own in that cluster. So
//! the same stories are told on both.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use sea_orm::{ConnectionTrait, Database};

/// The folder of the PostgreSQL cluster's socket, if tests run on PostgreSQL.
pub fn cluster() -> Option<String> {
    std::env::var("HEARD_TEST_POSTGRES").ok().filter(|socket| !socket.is_empty())
}

/// The PostgreSQL database of a data folder, made when it is first asked for; `None` where tests
/// run on SQLite.
pub async fn database(folder: &Path) -> Option<String> {
    let socket = cluster()?;
    let name = format!("t_{}", &blake3::hash(folder.as_os_str().as_encoded_bytes()).to_hex()[..24]);
    let url = |database: &str| format!("postgres://postgres@localhost/{database}?host={socket}");
    let server = Database::connect(url("postgres")).await.unwrap();
    let known = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let statement = sea_orm::Statement::from_string(server.get_database_backend(), known);
    if server.query_one_raw(statement).await.unwrap().is_none() {
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    }
    server.close().await.unwrap();
    Some(url(&name))
}

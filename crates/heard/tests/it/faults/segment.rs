//! A segment of the facts is damaged: no number is made of it, and the facts are built again from the
//! answers without anybody's help.

use reqwest::Method;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};

use super::{Company, measured, settings, times, until, until_green};
use crate::ledger::{assert_all_is_there, projected};
use crate::server::{Server, client, heard};

/// The database of a server, beside it.
pub async fn database(server: &Server) -> DatabaseConnection {
    let file = format!("sqlite://{}", server.data.join("heard.db").display());
    let url = heard_testing::database(&server.data).await.unwrap_or(file);
    Database::connect(url).await.unwrap()
}

pub async fn numbers(database: &DatabaseConnection, sql: &str) -> Vec<i64> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Asks for the number of answers once: the number, or why there is none.
pub async fn ask(company: &Company) -> Result<u64, Value> {
    let question = json!({ "metric": "responses", "survey": company.survey });
    let (status, body) =
        company.owner.ask_once(&company.server, Method::POST, "/metrics:query", question).await;
    match status {
        200 => Ok(body["total"]["n"].as_u64().unwrap()),
        503 => Err(body),
        _ => panic!("{status} {body}"),
    }
}

/// Waits until the number is there again; until then there is none, and never a wrong one.
pub async fn until_answered(company: &Company, all: u64) {
    let is_answered = async || match ask(company).await {
        Ok(n) => n == all || panic!("a wrong number: {n} of {all}"),
        Err(_) => false,
    };
    until("the facts are built again", is_answered).await;
    until_green(&company.server).await;
}

/// Settings of a server that reads its segments for each question.
pub fn nothing_kept() -> Vec<(&'static str, String)> {
    let mut settings = settings();
    for cache in ["HEARD_COLUMNS_CACHE_MB", "HEARD_SUMS_CACHE_MB", "HEARD_ANSWERS_CACHE_MB"] {
        settings.push((cache, "0".to_owned()));
    }
    settings
}

/// A company with several segments, and nothing of them in memory.
async fn with_segments() -> (tempfile::TempDir, Company, u64) {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found_through(&folder.path().join("data"), &nothing_kept(), &[]).await;
    let senders = company.send(0);
    company.acknowledges(400).await;
    senders.end().await;
    assert_all_is_there(&company.server, &company.survey, &company.ledger).await;
    let all = company.ledger.lock().unwrap().sent.len() as u64;
    assert_eq!(company.n().await, all);
    (folder, company, all)
}

/// Nothing is where it was.
const FLIP: &str = "UPDATE segment_parts SET bytes = substr(bytes, 2) || substr(bytes, 1, 1)";
const CUT: &str = "UPDATE segment_parts SET bytes = substr(bytes, 1, length(bytes) - 10)";
const DELETE: &str = "DELETE FROM segment_parts";

/// Damages what is stored of all segments, beside the server.
async fn damage(server: &Server, sql: &str) {
    let database = database(server).await;
    database.execute_unprepared(sql).await.unwrap();
    database.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_facts_are_built_again_and_never_counted_wrongly() {
    let (_folder, mut company, all) = with_segments().await;
    for sql in [FLIP, CUT, DELETE] {
        damage(&company.server, sql).await;
        let problem = ask(&company).await.unwrap_err();
        let said = problem["detail"].as_str().unwrap();
        assert!(said.contains("segment ") && said.contains("damaged"), "{said}");
        assert!(said.contains("built again from the answers, nothing is lost"), "{said}");
        until_answered(&company, all).await;
        assert_eq!(measured(&company.server, "heard_facts_repairs_total").await, 1.0);
        let log = company.server.log();
        assert_eq!(times("facts are damaged; they are built again", &log), 1, "{log}");
        assert_eq!(times("facts were built again", &log), 1, "{log}");
        assert_all_is_there(&company.server, &company.survey, &company.ledger).await;
        company = company.restarted(&nothing_kept()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_come_in_while_facts_are_built_again_are_counted() {
    let (_folder, company, all) = with_segments().await;
    damage(&company.server, DELETE).await;
    let senders = company.send(1);
    for _ in 0..100 {
        if let Ok(n) = ask(&company).await {
            assert!(n >= all, "{n} of {all}");
        }
    }
    company.acknowledges(50).await;
    senders.end().await;
    assert_all_is_there(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_finds_a_damaged_segment_and_rebuild_mends_it() {
    let (_folder, company, all) = with_segments().await;
    let Company { server, survey, ledger, .. } = company;
    let database = database(&server).await;
    let segment = numbers(&database, "SELECT id FROM segments ORDER BY id").await[0];
    let data = server.data.clone();
    server.stop();
    let flip = format!("{FLIP} WHERE image = (SELECT image_id FROM segments WHERE id = {segment})");
    database.execute_unprepared(&flip).await.unwrap();
    database.close().await.unwrap();
    let data_argument = data.to_str().unwrap();

    let found = heard(&["doctor", "--data", data_argument]);
    let said = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(!found.status.success());
    assert!(said.contains(&format!("wrong: segment {segment} of the facts is damaged")), "{said}");
    assert!(said.contains("run `heard rebuild`"), "{said}");
    assert!(heard(&["rebuild", "--data", data_argument]).status.success());
    let found = heard(&["doctor", "--data", data_argument]);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));

    let server = Server::start(&data).await;
    let owner = crate::server::Person::log_in(&server).await;
    let counted = projected(&server, &owner, &survey, usize::try_from(all).unwrap()).await;
    assert_eq!(counted["total"]["n"].as_u64(), Some(all));
    assert_all_is_there(&server, &survey, &ledger).await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_finds_facts_that_do_not_count_all_answers() {
    let (_folder, company, _) = with_segments().await;
    let Company { server, survey, ledger, .. } = company;
    let database = database(&server).await;
    let segment = numbers(&database, "SELECT max(id) FROM segments").await[0];
    let data = server.data.clone();
    server.stop();
    database.execute_unprepared(&format!("DELETE FROM segments WHERE id = {segment}")).await.unwrap();
    database.close().await.unwrap();
    let data_argument = data.to_str().unwrap();

    let found = heard(&["doctor", "--data", data_argument]);
    let said = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(!found.status.success());
    assert!(said.contains("count ") && said.contains(" stand; run `heard rebuild`"), "{said}");
    assert!(heard(&["rebuild", "--data", data_argument]).status.success());
    assert!(heard(&["doctor", "--data", data_argument]).status.success());
    let server = Server::start(&data).await;
    assert_all_is_there(&server, &survey, &ledger).await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_whose_labels_or_notes_are_damaged_are_built_again_at_the_start() {
    let (_folder, company, _) = with_segments().await;
    let Company { server, survey, ledger, .. } = company;
    let data = server.data.clone();
    let database = database(&server).await;
    server.stop();
    for damage in [
        "UPDATE segments SET meta = 'nonsense'",
        "UPDATE dictionary SET dimension = 'no ' || dimension",
        "DELETE FROM dictionary WHERE code = 1",
    ] {
        database.execute_unprepared(damage).await.unwrap();
        let server = Server::start_through(&data, &settings(), &[]).await;
        assert_all_is_there(&server, &survey, &ledger).await;
        let log = server.log();
        assert_eq!(times("facts are damaged; they are built again", &log), 1, "{damage}: {log}");
        let doctor = client().get(format!("{}/healthz", server.url)).send().await.unwrap();
        assert!(doctor.status().is_success());
        server.stop();
    }
    database.close().await.unwrap();
}

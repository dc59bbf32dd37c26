//! The disk of PostgreSQL is full: the server refuses what needs room, or ends because it cannot write its
//! log. Both are told, nothing acknowledged is lost, and with room everything goes on.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::cut_off::company_at;
use crate::faults::disk::{Kind, small_disk};
use crate::faults::{Company, times, until_green, until_red};
use crate::ledger::assert_exactly_once;
use crate::server::client;

/// Sends answers with many words to a survey until one is refused, for a few still find room in pages that are
/// there; its `Retry-After` and the problem.
async fn until_refused(company: &Company, survey: &str) -> (Option<u64>, Value) {
    for _ in 0..200 {
        let words: String = (0..60).map(|_| uuid::Uuid::new_v4().to_string()).collect();
        let answer = client()
            .post(format!("{}/api/v1/surveys/{survey}/responses", company.server.url))
            .json(&json!({ "answers": { "recommend": 3, "reason": words } }))
            .send()
            .await
            .unwrap();
        let again = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().parse().unwrap());
        match answer.status().as_u16() {
            201 => {}
            503 => return (again, answer.json().await.unwrap()),
            status => panic!("{status} {}", answer.text().await.unwrap()),
        }
    }
    panic!("a full disk took 200 long answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_without_room_are_told_and_pass() {
    let Some(disk) = small_disk(Kind::Ext4, 90) else { return };
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start_with_tables_on(disk.path());
    let company = company_at(folder.path().to_owned(), cluster.url()).await;
    let other = company.owner.publish(&company.server, "relationship_nps").await;
    let senders = company.send(0);
    for _ in 0..3 {
        company.acknowledges(60).await;
        disk.fill();
        until_red(&company.server, "the disk is full; free some space").await;
        let (again, problem) = until_refused(&company, &other).await;
        assert_eq!(again, Some(30), "{problem}");
        let said = problem["detail"].as_str().unwrap();
        assert!(said.contains("the disk of the database is full: nothing of this was stored"), "{said}");
        assert!(company.n().await > 0, "questions are still answered");
        disk.make_room();
        until_green(&company.server).await;
    }
    company.acknowledges(60).await;
    senders.end().await;
    assert_exactly_once(&company.server, &company.survey, &company.ledger).await;
    let log = company.server.log();
    assert!(times("ERROR", &log) < 100, "told once, not for each answer: {log}");
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_without_room_ends_the_database_and_loses_nothing() {
    let Some(disk) = small_disk(Kind::Ext4, 40) else { return };
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start_with_log_on(disk.path());
    let company = company_at(folder.path().to_owned(), cluster.url()).await;
    let senders = company.send(0);
    for _ in 0..2 {
        company.acknowledges(100).await;
        disk.fill();
        // It may come back for a moment and end again.
        until_red(&company.server, "").await;
        disk.make_room();
        if !cluster.is_running() {
            cluster.go_on();
        }
        until_green(&company.server).await;
    }
    company.acknowledges(100).await;
    senders.end().await;
    assert_exactly_once(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

//! PostgreSQL is stopped and started, or the network to it is cut: it is told at once, nobody waits for
//! ever, and everything goes on by itself.

use std::path::PathBuf;

use reqwest::redirect::Policy;

use super::cluster::Cluster;
use super::proxy::{Network, Proxy};
use crate::faults::{Company, settings, until_green, until_red};
use crate::ledger::{assert_all_is_there, assert_exactly_once};

/// A company whose database is at an address.
pub async fn company_at(folder: PathBuf, url: String) -> Company {
    let mut settings = settings();
    settings.push(("HEARD_DATABASE", url));
    Company::found_through(&folder.join("data"), &settings, &[]).await
}

/// Refused with clear words, and what was typed is kept.
async fn is_told(company: &Company) {
    let (status, again, problem) = company.try_answer("refused").await;
    assert_eq!((status, again), (503, Some(5)), "{problem}");
    let said = problem["detail"].as_str().unwrap();
    assert!(said.contains("the database cannot be reached right now"), "{said}");
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let page = client
        .post(format!("{}/s/{}", company.server.url, company.survey))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("version=1&language=en&q.recommend=4&q.reason=what+I+typed")
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 503);
    let page = page.text().await.unwrap();
    assert!(page.contains("what I typed") && page.contains("Not sent yet"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_stopped_and_started_is_told_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start();
    let company = company_at(folder.path().to_owned(), cluster.url()).await;
    let senders = company.send(0);
    for _ in 0..3 {
        company.acknowledges(60).await;
        cluster.stop();
        until_red(&company.server, "the database cannot be reached").await;
        is_told(&company).await;
        cluster.go_on();
        until_green(&company.server).await;
    }
    company.acknowledges(60).await;
    senders.end().await;
    assert_exactly_once(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_later_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start();
    cluster.stop();
    let company = tokio::spawn(company_at(folder.path().to_owned(), cluster.url()));
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    cluster.go_on();
    let company = company.await.unwrap();
    assert!(company.server.log().contains("waiting for it"), "{}", company.server.log());
    assert_eq!(company.try_answer("first").await.0, 201);
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_refuses_or_falls_silent_is_told_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start();
    let proxy = Proxy::open(cluster.socket()).await;
    let company = company_at(folder.path().to_owned(), proxy.url()).await;
    let senders = company.send(0);
    for network in [Network::Refusing, Network::Silent, Network::Silent] {
        company.acknowledges(60).await;
        proxy.becomes(network);
        // A request that is under way when it happens is answered, too.
        let (status, _, problem) = company.try_answer("refused").await;
        assert!(status == 503 || status == 201, "{status} {problem}");
        until_red(&company.server, "the database cannot be reached").await;
        is_told(&company).await;
        proxy.becomes(Network::Whole);
        until_green(&company.server).await;
    }
    company.acknowledges(60).await;
    senders.end().await;
    // One of these was sent by hand and may or may not have been stored.
    company.ledger.lock().unwrap().sent.insert("refused".to_owned(), 9);
    assert_all_is_there(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn commits_whose_answer_is_lost_are_settled() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start();
    let proxy = Proxy::open(cluster.socket()).await;
    let company = company_at(folder.path().to_owned(), proxy.url()).await;
    let senders = company.send(0);
    for _ in 0..5 {
        company.acknowledges(40).await;
        proxy.becomes(Network::CutAfterCommit);
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        proxy.becomes(Network::Whole);
        until_green(&company.server).await;
    }
    company.acknowledges(60).await;
    senders.end().await;
    assert_exactly_once(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_stops_though_the_network_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start();
    let proxy = Proxy::open(cluster.socket()).await;
    let company = company_at(folder.path().to_owned(), proxy.url()).await;
    let senders = company.send(0);
    company.acknowledges(60).await;
    proxy.becomes(Network::Silent);
    let stopped = tokio::task::spawn_blocking(move || company.server.stop_anyhow());
    senders.end().await;
    stopped.await.unwrap();
}

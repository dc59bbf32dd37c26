//! A process is frozen for longer than its leases last, another takes over, and then it wakes up.

use std::path::Path;
use std::time::Duration;

use crate::faults::{Company, settings, times, until};
use crate::ledger::{assert_all_is_there, assert_exactly_once, assert_facts};
use crate::server::Server;

/// A server that shares the database of another folder's.
async fn start(folder: &Path, name: &str, first: &Path, more: &[(&str, String)]) -> Server {
    let mut settings = settings();
    settings.push(("HEARD_DATABASE", heard_testing::database(first).await.unwrap()));
    settings.extend(more.iter().cloned());
    Server::start_through(&folder.join(name), &settings, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_sleeps_past_its_lease_wakes_up_in_another_lane() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(&folder.path().join("one")).await;
    let second = start(folder.path(), "two", &company.server.data, &[]).await;
    let senders = [company.send_to(&company.server.url, 0), company.send_to(&second.url, 1)];
    company.acknowledges(100).await;
    company.server.freeze().await;
    tokio::time::sleep(Duration::from_secs(16)).await;
    // Whoever comes now takes the lane of the sleeper.
    let third = start(folder.path(), "three", &company.server.data, &[]).await;
    let thirds = company.send_to(&third.url, 2);
    company.acknowledges(100).await;
    company.server.wake_up();
    company.acknowledges(100).await;
    for senders in senders.into_iter().chain([thirds]) {
        senders.end().await;
    }
    assert_exactly_once(&company.server, &company.survey, &company.ledger).await;
    for server in [&second, &third] {
        assert_facts(server, &company.owner, &company.survey, &company.ledger).await;
    }
    let log = company.server.log();
    // It sees that its lane is another's, or, frozen within a change, that its session was ended.
    let told = ["another process has taken this one's lane", "nothing can be stored from now on"];
    let told: usize = told.iter().map(|words| times(words, &log)).sum();
    assert!((1..=2).contains(&told), "{log}");
    for server in [company.server, second, third] {
        server.stop();
    }
}

/// Frozen exactly between two steps, past leases that were made short for this.
async fn frozen_at(place: &str, sleep: Duration) {
    let folder = tempfile::tempdir().unwrap();
    let Company { server: first, owner, survey, ledger } = Company::found(&folder.path().join("one")).await;
    let data = first.data.clone();
    let short = ("HEARD_LEASE_MS", "1500".to_owned());
    let place = ("HEARD_FAIL_POINT", format!("freeze {place}*3"));
    let sleeper = start(folder.path(), "two", &data, &[short.clone(), place]).await;
    first.stop();
    let company = Company { server: sleeper, owner, survey, ledger };
    // Alone, so that nobody else does what it is frozen in.
    let mut senders = vec![company.send(0)];
    until("it is frozen", async || company.server.is_frozen()).await;
    let second = start(folder.path(), "one", &data, std::slice::from_ref(&short)).await;
    senders.push(company.send_to(&second.url, 1));
    tokio::time::sleep(sleep).await;
    let third = start(folder.path(), "three", &data, &[short]).await;
    senders.push(company.send_to(&third.url, 2));
    company.acknowledges(60).await;
    company.server.wake_up();
    company.acknowledges(100).await;
    for senders in senders {
        senders.end().await;
    }
    assert_all_is_there(&second, &company.survey, &company.ledger).await;
    for server in [&company.server, &third] {
        assert_facts(server, &company.owner, &company.survey, &company.ledger).await;
    }
    for server in [company.server, second, third] {
        server.stop();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_before_its_commit() {
    frozen_at("writer: before commit", Duration::from_secs(3)).await;
}

/// For so long that the database ends its change.
#[tokio::test(flavor = "multi_thread")]
async fn frozen_before_its_commit_until_the_database_gives_it_up() {
    frozen_at("writer: before commit", Duration::from_secs(12)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_after_its_commit() {
    frozen_at("writer: after commit", Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_before_a_segment_is_stored() {
    frozen_at("segment: encoded", Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_within_the_change_that_stores_a_segment() {
    frozen_at("segment: before commit", Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_after_it_has_read_what_to_project() {
    frozen_at("projection: outbox read", Duration::from_secs(3)).await;
}

//! Kill −9 at random moments under load: every acknowledged answer is there exactly once, in the
//! database and in the facts; a corrected one counts once; an erased person's words are nowhere.

use std::path::Path;
use std::time::Duration;

use crate::ledger::{SENDERS, SharedLedger, assert_exactly_once, load};
use crate::server::{Person, Server};

const KILLS: u64 = 50;

async fn one_round(data: &Path, survey: &str, round: u64, ledger: &SharedLedger) {
    let server = Server::start(data).await;
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            tokio::spawn(load(server.url.clone(), survey.to_owned(), sender, round, ledger.clone()))
        })
        .collect();
    // Moments spread over 20 to 420 ms by a fixed sequence.
    tokio::time::sleep(Duration::from_millis(20 + (round * 6_364_136_223 + 97) % 400)).await;
    server.kill();
    for sender in senders {
        sender.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_or_doubled_when_killed_fifty_times() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data).await;
    let owner = Person::first_owner(&server).await;
    let survey = owner.publish(&server, "relationship_nps").await;
    server.stop();

    let ledger = SharedLedger::default();
    for round in 0..KILLS {
        one_round(&data, &survey, round, &ledger).await;
    }
    let sent = ledger.lock().unwrap().sent.len() as u64;
    assert!(sent > KILLS * SENDERS, "the load was real: {sent}");
    let server = Server::start(&data).await;
    assert_exactly_once(&server, &survey, &ledger).await;
    server.stop();
}

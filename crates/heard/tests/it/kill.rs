//! Kill −9 under load, at random moments and at each place of projection and compaction: every
//! acknowledged answer is there exactly once, in the database and in the facts; a corrected one counts
//! once; an erased person's words are nowhere.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use heard_model::fail_point::FAIL_POINTS;

use crate::ledger::{SENDERS, SharedLedger, assert_exactly_once, load};
use crate::server::{Person, Server};

const KILLS: u64 = 50;

/// How long a process may take to come to its place.
const TO_A_PLACE: Duration = Duration::from_secs(3);

/// The place at which the process ended, if that is what the round is for.
async fn one_round(data: &Path, survey: &str, round: u64, ledger: &SharedLedger) -> Option<&'static str> {
    // Every second round ends at some moment, the others at one place after the other.
    let place = round.is_multiple_of(2).then(|| FAIL_POINTS[(round / 2) as usize % FAIL_POINTS.len()]);
    // On PostgreSQL a killed process leaves its leases behind: the next one has them at once.
    let mut settings = vec![("HEARD_SEGMENT_ROWS", "60".to_owned()), ("HEARD_LEASE_MS", "50".to_owned())];
    settings.extend(place.map(|place| ("HEARD_FAIL_POINT", format!("{place}*{}", 1 + round % 3))));
    // What it finds at its start may bring it to the place already.
    let Some(server) = Server::try_start_with(data, data, &settings).await else { return place };
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            tokio::spawn(load(server.url.clone(), survey.to_owned(), sender, round, ledger.clone()))
        })
        .collect();
    // Moments spread over 20 to 420 ms by a fixed sequence.
    let moment = Duration::from_millis(20 + (round * 6_364_136_223 + 97) % 400);
    let left = server.ended_within(if place.is_some() { TO_A_PLACE } else { moment }).await;
    let reached = place.filter(|_| left.is_none());
    if let Some(server) = left {
        server.kill();
    }
    for sender in senders {
        sender.await.unwrap();
    }
    reached
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
    let mut reached = BTreeSet::new();
    for round in 0..KILLS {
        reached.extend(one_round(&data, &survey, round, &ledger).await);
    }
    assert_eq!(reached.len(), FAIL_POINTS.len(), "each place is reached: {reached:?}");
    let sent = ledger.lock().unwrap().sent.len() as u64;
    assert!(sent > KILLS * SENDERS, "the load was real: {sent}");
    let server = Server::start(&data).await;
    assert_exactly_once(&server, &survey, &ledger).await;
    server.stop();
}

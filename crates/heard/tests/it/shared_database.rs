//! Two servers on one PostgreSQL database: each takes answers, each answers questions, and what one
//! does the other knows.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use heard_model::fail_point::FAIL_POINTS;
use reqwest::Method;
use serde_json::{Value, json};

use crate::ledger::{SENDERS, SharedLedger, assert_exactly_once, assert_facts, count, load};
use crate::server::{Person, Server, client, heard, on_a_file};

async fn two_servers(folder: &Path) -> (Server, Server) {
    let first = Server::start(&folder.join("one")).await;
    let second = Server::start_on_the_database_of(&folder.join("two"), &first.data).await;
    (first, second)
}

async fn answer(server: &Server, survey: &str, key: &str, score: u8) -> Value {
    let answer = client()
        .post(format!("{}/api/v1/surveys/{survey}/responses", server.url))
        .header("idempotency-key", key)
        .json(&json!({ "answers": { "recommend": score } }))
        .send()
        .await
        .unwrap();
    let status = answer.status();
    let body = answer.json().await.unwrap();
    assert!(status.is_success(), "{status} {body}");
    body
}

/// Asks until the answer is as wanted; the other process may need a moment.
async fn soon(
    server: &Server,
    person: &Person,
    method: Method,
    path: &str,
    body: Option<Value>,
    wanted: impl Fn(&Value) -> bool,
) -> Value {
    let begun = Instant::now();
    loop {
        let answer = person.ask(server, method.clone(), path, body.clone()).await;
        if wanted(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{path} stays {answer}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

async fn total(server: &Server, person: &Person, n: i64) -> Value {
    let question = Some(json!({ "metric": "nps" }));
    let has_all = |answer: &Value| answer["total"]["n"].as_i64() == Some(n);
    soon(server, person, Method::POST, "/metrics:query", question, has_all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn both_take_answers_and_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = two_servers(folder.path()).await;
    let owner = Person::first_owner(&first).await;
    let survey = owner.publish(&first, "relationship_nps").await;
    for number in 0..40_u8 {
        let server = if number % 2 == 0 { &first } else { &second };
        answer(server, &survey, &format!("k{number}"), number % 11).await;
    }
    let here = total(&first, &owner, 40).await;
    let there = total(&second, &owner, 40).await;
    assert_eq!((&here["total"], &here["as_of"]), (&there["total"], &there["as_of"]));
    let as_of = here["as_of"].as_str().unwrap();
    assert_eq!(as_of, "20.20", "each has a lane of its own");

    let again = answer(&second, &survey, "k0", 0).await;
    assert_eq!(again["id"], answer(&first, &survey, "k0", 0).await["id"], "a key is known everywhere");
    answer(&second, &survey, "later", 10).await;
    total(&first, &owner, 41).await;
    let question = json!({ "metric": "nps", "as_of": as_of });
    let then = owner.ask(&first, Method::POST, "/metrics:query", Some(question)).await;
    assert_eq!((&then["total"], then["arrived_since"].as_i64()), (&here["total"], Some(1)));
    first.stop();
    second.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_changes_the_other_knows() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = two_servers(folder.path()).await;
    let owner = Person::first_owner(&first).await;
    let survey = owner.publish(&first, "relationship_nps").await;
    answer(&second, &survey, "a", 9).await;
    owner.ask(&first, Method::POST, &format!("/surveys/{survey}/close"), Some(json!({}))).await;
    let closed = format!("{}/api/v1/surveys/{survey}/responses", second.url);
    let begun = Instant::now();
    loop {
        let body = json!({ "answers": { "recommend": 9 } });
        let refused = client().post(&closed).json(&body).send().await.unwrap();
        if !refused.status().is_success() {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "the second server never heard of it");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let rule = json!({ "name": "low", "score_at_most": 6, "due_in_hours": 24 });
    owner.ask(&second, Method::POST, "/rules", Some(rule)).await;
    let other = owner.publish(&second, "relationship_nps").await;
    answer(&first, &other, "b", 0).await;
    let one = |cases: &Value| cases["items"].as_array().is_some_and(|items| items.len() == 1);
    for server in [&first, &second] {
        soon(server, &owner, Method::GET, "/cases", None, one).await;
    }
    first.stop();
    second.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_killed_leaves_everything_to_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = two_servers(folder.path()).await;
    let owner = Person::first_owner(&first).await;
    let survey = owner.publish(&first, "relationship_nps").await;
    for number in 0..10_u8 {
        answer(&first, &survey, &format!("k{number}"), number).await;
    }
    first.kill();
    total(&second, &owner, 10).await;
    answer(&second, &survey, "k3", 3).await;
    answer(&second, &survey, "new", 9).await;
    total(&second, &owner, 11).await;
    let data = folder.path().join("one");
    let first = Server::start(&data).await;
    total(&first, &owner, 11).await;
    answer(&first, &survey, "newer", 9).await;
    total(&second, &owner, 12).await;
    let doctor = second.command(&["doctor", "--json"]);
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    first.stop();
    second.stop();
}

/// Everything moves to PostgreSQL and back, and says the same in each place.
#[tokio::test(flavor = "multi_thread")]
async fn a_company_moves_to_postgresql_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (file, server, back) = (path("file"), path("server"), path("back"));
    let demo = ["demo", "--no-serve", "--responses", "400", "--until", "2026-11-01", "--data", &file];
    assert!(on_a_file(&demo).status.success());
    let ask = ["query", "nps", "--by", "touchpoint", "--json", "--data"];
    let answer = |output: std::process::Output| {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        (answer["as_of"].clone(), answer["total"].clone(), answer["groups"].clone())
    };
    let before = answer(on_a_file(&[&ask[..], &[file.as_str()]].concat()));

    let url = heard_testing::database(Path::new(&server)).await.unwrap();
    let moved = on_a_file(&["migrate", "--to", &url, "--json", "--data", &file]);
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
    let moved: Value = serde_json::from_slice(&moved.stdout).unwrap();
    assert_eq!(moved["facts_anew"], false);
    let responses =
        moved["tables"].as_array().unwrap().iter().find(|table| table["table"] == "responses").unwrap();
    assert_eq!(responses["rows"], 400);
    let twice = on_a_file(&["migrate", "--to", &url, "--data", &file]);
    assert!(String::from_utf8_lossy(&twice.stderr).contains("holds data already"));
    std::fs::create_dir_all(&server).unwrap();
    assert_eq!(answer(heard(&[&ask[..], &[server.as_str()]].concat())), before);

    // Answers go on where they were.
    let running = Server::start(Path::new(&server)).await;
    let owner = Person::log_in_as(&running, "owner@demo.example", "try heard today").await;

    let refused = heard(&["migrate", "--to", &back, "--data", &server]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("a server is running on this database"));
    let question = json!({ "metric": "responses" });
    let count = owner.ask(&running, Method::POST, "/metrics:query", Some(question)).await;
    assert_eq!(count["total"]["n"], 400);
    running.stop();

    let again = heard(&["migrate", "--to", &back, "--data", &server]);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(answer(on_a_file(&[&ask[..], &[back.as_str()]].concat())), before);
    assert!(on_a_file(&["doctor", "--data", &back]).status.success());
}

/// Rounds with two servers that are ended in the middle of something.
const ROUNDS: u64 = 100;

/// Two servers under load, ended again and again: at every step of writing, projecting and merging,
/// and at random moments. Segments are tiny, so that there is always one on its way.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_when_two_are_killed_two_hundred_times() {
    let folder = tempfile::tempdir().unwrap();
    let data = [folder.path().join("one"), folder.path().join("two")];
    let first = Server::start(&data[0]).await;
    let owner = Person::first_owner(&first).await;
    let survey = owner.publish(&first, "relationship_nps").await;
    first.stop();

    let ledger = SharedLedger::default();
    // The one that is to end somewhere stores all segments: the other has never rows enough, and what a
    // killed one has leased is free at once.
    let start = async |which: usize, fail_point: Option<String>, segment_rows: u32| {
        let mut settings =
            vec![("HEARD_SEGMENT_ROWS", segment_rows.to_string()), ("HEARD_LEASE_MS", "50".to_owned())];
        settings.extend(fail_point.map(|place| ("HEARD_FAIL_POINT", place)));
        Server::try_start_with(&data[which], &data[0], &settings).await
    };
    let start_other = async |which: usize| start(which, None, 1_000_000).await.unwrap();
    let mut living = start_other(0).await;
    let mut by_itself: BTreeMap<&str, u32> = BTreeMap::new();
    for round in 0..ROUNDS {
        let other = 1 - (round % 2) as usize;
        // Every fourth round ends at some moment, the others at one place after the other.
        let number = round / 4 * 3 + round % 4;
        let at = FAIL_POINTS[number as usize % FAIL_POINTS.len()];
        let place = (round % 4 != 3).then(|| format!("{at}*{}", 1 + round % 3));
        let mortal = start(other, place.clone(), 60).await;
        let urls = [&living.url, mortal.as_ref().map_or(&living.url, |mortal| &mortal.url)];
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let url = urls[(sender % 2) as usize].clone();
                tokio::spawn(load(url, survey.clone(), sender, round, ledger.clone()))
            })
            .collect();
        // Not every place is reached in every round: the other process may do that work.
        let patience = Duration::from_millis(200 + (round * 6_364_136_223 + 97) % 400);
        let left = match mortal {
            Some(mortal) => mortal.ended_within(patience).await,
            None => None,
        };
        if left.is_none() {
            *by_itself.entry(at).or_default() += 1;
        }
        if let Some(mortal) = left {
            mortal.kill();
        }
        // The other goes on alone for a moment, and is then killed, too.
        tokio::time::sleep(Duration::from_millis(50)).await;
        living.kill();
        for sender in senders {
            sender.await.unwrap();
        }
        living = start_other(other).await;
    }
    assert!(by_itself.values().sum::<u32>() > 30, "the places reached: {by_itself:?}");
    assert_eq!(by_itself.len(), FAIL_POINTS.len(), "each place is reached: {by_itself:?}");
    let sent = ledger.lock().unwrap().sent.len() as u64;
    assert!(sent > ROUNDS * SENDERS, "the load was real: {sent}");
    let second = start_other(usize::from(ROUNDS.is_multiple_of(2))).await;
    assert_exactly_once(&second, &survey, &ledger).await;
    assert_facts(&living, &owner, &survey, &ledger).await;
    let [here, there] = [&living, &second].map(|server| count(server, &owner, &survey, "nps"));
    assert_eq!(here.await["as_of"], there.await["as_of"]);
    living.stop();
    second.stop();
}

//! The disk is full: answers are refused with clear words, questions are still answered, what was typed
//! is not lost; room is made, and everything goes on by itself.

use std::time::Duration;

use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::json;

use crate::faults::disk::{Kind, small_disk};
use crate::faults::{Company, METRICS, measured, settings, times, until, until_green, until_red};
use crate::ledger::{assert_all_is_there, assert_exactly_once};
use crate::server::{Person, Server, client};

/// What a respondent typed.
const WORDS: &str = "a pincér kedves volt, de a leves hideg";
/// The key that the page carries.
const KEY: &str = "kkkkkkkkkkkkkkkkkkkkkk";

/// Sends the form of a page in Hungarian.
async fn send_form(server: &Server, survey: &str) -> (u16, String) {
    let words = WORDS.replace(' ', "+").replace(',', "%2C");
    let form = format!("version=1&language=hu&key={KEY}&q.recommend=4&q.reason={words}");
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let answer = client
        .post(format!("{}/s/{survey}", server.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Refused, told, and nothing lost: while the disk is full.
async fn is_told(company: &Company, other: &str) {
    let (status, again, problem) = company.try_answer("refused").await;
    assert_eq!((status, again), (503, Some(30)), "{problem}");
    let said = problem["detail"].as_str().unwrap();
    assert!(said.contains("the disk of the database is full: nothing of this was stored"), "{said}");
    assert!(company.n().await > 0, "questions are still answered");
    let (status, page) = send_form(&company.server, other).await;
    assert_eq!(status, 503, "{page}");
    for kept in [WORDS, KEY, "Még nem küldtük el", r#"value="4" checked"#] {
        assert!(page.contains(kept), "{kept} is missing in {page}");
    }
    assert_eq!(measured(&company.server, "heard_can_store").await, 0.0);
    let log_in = json!({ "email": "owner@example.org", "password": crate::server::PASSWORD });
    let refused = client().post(format!("{}/api/v1/session", company.server.url)).json(&log_in).send().await;
    assert_eq!(refused.unwrap().status(), 503, "what must be written cannot be");
}

/// How many answers to a survey hold the words of the form.
async fn forms(company: &Company, survey: &str) -> usize {
    let path = format!("/responses?survey={survey}&limit=200");
    let page = company.owner.ask(&company.server, Method::GET, &path, None).await;
    page["items"].as_array().unwrap().iter().filter(|item| item.to_string().contains(WORDS)).count()
}

async fn full_and_empty_again(kind: Kind) {
    let Some(disk) = small_disk(kind, 40) else { return };
    let company = Company::found(&disk.path().join("data")).await;
    let other = company.owner.publish(&company.server, "relationship_nps").await;
    assert_eq!(send_form(&company.server, "none").await.0, 404);
    let senders = company.send(0);
    company.acknowledges(150).await;
    disk.fill();
    until_red(&company.server, "the disk is full; free some space").await;
    is_told(&company, &other).await;
    senders.end().await;

    // Nobody sends anything: it is found out all the same.
    disk.make_room();
    until_green(&company.server).await;
    for _ in 0..2 {
        let (status, page) = send_form(&company.server, &other).await;
        assert_eq!(status, 303, "{page}");
    }
    assert_eq!(forms(&company, &other).await, 1, "what was sent again counts once");

    // Full and empty again, in the middle of everything that writes.
    let senders = company.send(1);
    for _ in 0..4 {
        company.acknowledges(40).await;
        disk.fill();
        until_red(&company.server, "the disk is full").await;
        disk.make_room();
        until_green(&company.server).await;
    }
    company.acknowledges(100).await;
    senders.end().await;
    assert_exactly_once(&company.server, &company.survey, &company.ledger).await;
    let log = company.server.log();
    assert!(times("nothing can be stored from now on", &log) >= 5, "told when it begins: {log}");
    assert!(times("ERROR", &log) < 100, "told once, not for each answer: {log}");
    assert!(!log.contains("panicked"), "{log}");
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_memory_is_told_and_passes() {
    full_and_empty_again(Kind::Memory).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_ext4_is_told_and_passes() {
    full_and_empty_again(Kind::Ext4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_on_the_full_disk_ends_nothing() {
    let Some(disk) = small_disk(Kind::Memory, 40) else { return };
    let to_the_disk = format!("exec \"$@\" 2>>{}", disk.path().join("heard.log").display());
    let program = ["sh", "-c", &to_the_disk, "sh"];
    let company = Company::found_through(&disk.path().join("data"), &settings(), &program).await;
    let senders = company.send(0);
    company.acknowledges(50).await;
    for _ in 0..2 {
        disk.fill();
        until_red(&company.server, "the disk is full").await;
        disk.make_room();
        until_green(&company.server).await;
        company.acknowledges(50).await;
    }
    senders.end().await;
    assert_exactly_once(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_a_full_disk_it_starts_tells_it_and_goes_on_with_room() {
    let Some(disk) = small_disk(Kind::Ext4, 40) else { return };
    let data = disk.path().join("data");
    // No segment was stored when it is killed; at the start there is one to store, and no room for it.
    let company = Company::found_through(&data, &[(METRICS.0, METRICS.1.to_owned())], &[]).await;
    let senders = company.send(0);
    company.acknowledges(150).await;
    disk.fill();
    until_red(&company.server, "the disk is full").await;
    senders.end().await;
    let Company { server, owner, survey, ledger } = company;
    server.kill();
    let server = Server::start_in_trouble(&data, &settings()).await;
    until_red(&server, "the disk is full; free some space").await;
    let company = Company { server, owner, survey, ledger };
    let acknowledged = company.ledger.lock().unwrap().acknowledged() as u64;
    until("all is counted on the full disk", async || company.n().await == acknowledged).await;
    assert_eq!(company.try_answer("refused").await.0, 503);
    disk.make_room();
    until_green(&company.server).await;
    let Company { server, survey, ledger, .. } = company;
    assert_all_is_there(&server, &survey, &ledger).await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_on_a_full_disk_erases_nothing_or_everything() {
    let Some(disk) = small_disk(Kind::Ext4, 40) else { return };
    let company = Company::found(&disk.path().join("data")).await;
    let (server, owner) = (&company.server, &company.owner);
    let key = owner.key(server, &["responses_write"]).await;
    let body = json!({
        "answers": { "recommend": 2, "reason": "zebrafish-complaint-4711" },
        "contact": { "external_id": "c-1", "name": "Ilmatar Unforgettable" },
    });
    let path = format!("{}/api/v1/surveys/{}/responses", server.url, company.survey);
    assert!(client().post(path).bearer_auth(key).json(&body).send().await.unwrap().status().is_success());
    let found = owner.ask(server, Method::GET, "/contacts?search=c-1", None).await;
    let contact = found["items"][0]["id"].as_str().unwrap().to_owned();
    disk.fill();
    let refused = owner.try_ask(server, Method::POST, &format!("/contacts/{contact}/erase")).await;
    disk.make_room();
    until_green(server).await;
    if refused == 503 {
        let found = owner.ask(server, Method::GET, "/contacts?search=c-1", None).await;
        assert_eq!(found["items"][0]["id"].as_str(), Some(contact.as_str()), "nothing was erased");
        let again = owner.try_ask(server, Method::POST, &format!("/contacts/{contact}/erase")).await;
        assert_eq!(again, 200);
    }
    for _ in 0..100 {
        if crate::erase::files_with(&server.data, "zebrafish-complaint-4711").is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for word in ["zebrafish-complaint-4711", "Ilmatar Unforgettable"] {
        assert_eq!(crate::erase::files_with(&server.data, word), Vec::<String>::new(), "{word}");
    }
    let again = Person::log_in(server).await;
    assert_eq!(again.try_ask(server, Method::POST, &format!("/contacts/{contact}/erase")).await, 404);
    company.server.stop();
}

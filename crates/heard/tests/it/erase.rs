//! An erased person's words are found nowhere in the data folder, and the numbers stay.

use std::path::Path;

use reqwest::Method;
use serde_json::json;

use crate::server::{Person, Server, client};

const WORDS: [&str; 4] =
    ["zebrafish-complaint-4711", "erase.me@example.org", "Ilmatar Unforgettable", "customer-to-forget"];

/// Files of a folder that hold a word.
pub fn files_with(folder: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes.windows(word.len()).any(|window| window == word.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

async fn send(server: &Server, survey: &str, key: &str, external_id: &str, words: &str) {
    let body = json!({
        "answers": { "recommend": 2, "reason": words }, "external_id": external_id,
        "contact": { "external_id": WORDS[3], "email": WORDS[1], "name": WORDS[2] },
    });
    let answer = client()
        .post(format!("{}/api/v1/surveys/{survey}/responses", server.url))
        .bearer_auth(key)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_persons_words_are_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data).await;
    let owner = Person::first_owner(&server).await;
    let survey = owner.publish(&server, "relationship_nps").await;
    let rule = json!({ "name": "low", "score_at_most": 6, "due_in_hours": 24 });
    owner.ask(&server, Method::POST, "/rules", Some(rule)).await;
    let key = owner.key(&server, &["responses_write"]).await;
    for number in 0..3 {
        send(&server, &survey, &key, &format!("visit-{number}"), WORDS[0]).await;
    }
    let before = nps(&server, &owner, 3).await;
    let in_files = heard_testing::cluster().is_none();
    assert_eq!(!files_with(&data, WORDS[0]).is_empty(), in_files, "the search finds what is there");

    let found = owner.ask(&server, Method::GET, &format!("/contacts?search={}", WORDS[3]), None).await;
    let contact = found["items"][0]["id"].as_str().unwrap();
    let report = owner.ask(&server, Method::POST, &format!("/contacts/{contact}/erase"), None).await;
    assert!(report.is_object(), "{report}");

    for word in WORDS {
        assert_eq!(files_with(&data, word), Vec::<String>::new(), "while running: {word}");
    }
    assert_eq!(nps(&server, &owner, 3).await, before, "the numbers stay");
    server.stop();
    for word in WORDS {
        assert_eq!(files_with(&data, word), Vec::<String>::new(), "after a stop: {word}");
    }
    let server = Server::start(&data).await;
    let owner = Person::log_in(&server).await;
    assert_eq!(nps(&server, &owner, 3).await, before);
}

async fn nps(server: &Server, owner: &Person, expected: i64) -> serde_json::Value {
    for _ in 0..200 {
        let answer =
            owner.ask(server, Method::POST, "/metrics:query", Some(json!({ "metric": "nps" }))).await;
        if answer["total"]["n"].as_i64() == Some(expected) {
            return answer["total"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the facts never held {expected} answers");
}

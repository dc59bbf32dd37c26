//! `heard export facts`: beside a running server and without one, the same rows.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Person, Server, client, heard};

fn codebook(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("codebook.json")).unwrap()).unwrap()
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_are_written_into_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data")).await;
    let person = Person::first_owner(&server).await;
    let survey = person.publish(&server, "relationship_nps").await;
    for score in [9, 10, 3] {
        let url = format!("{}/api/v1/surveys/{survey}/responses", server.url);
        let answer = client().post(url).json(&json!({ "answers": { "recommend": score } })).send().await;
        assert!(answer.unwrap().status().is_success());
    }
    let counted = json!({ "metric": "responses" });
    while person.ask(&server, Method::POST, "/metrics:query", Some(counted.clone())).await["total"]["n"] != 3
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    let beside = folder.path().join("beside");
    let done = server.command(&["export", "facts", "--to", path(&beside)]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = codebook(&beside);
    assert_eq!(told["as_of"], "3");
    for file in told["files"].as_array().unwrap() {
        let bytes = std::fs::read(beside.join(file["file"].as_str().unwrap())).unwrap();
        assert_eq!((file["bytes"].as_u64(), &bytes[..4]), (Some(bytes.len() as u64), &b"PAR1"[..]));
    }
    assert!(std::fs::read_to_string(beside.join("README.md")).unwrap().contains("read_parquet"));

    let again = server.command(&["export", "facts", "--to", path(&beside)]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("not an empty folder"));
    assert_eq!(codebook(&beside), told, "nothing was touched");

    let data = server.data.clone();
    server.stop();
    let without = folder.path().join("without");
    let done = heard(&["export", "facts", "--json", "--to", path(&without), "--data", path(&data)]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let printed: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(printed["rows"], told["rows"]);
    for same in ["rows", "as_of", "columns", "surveys", "units", "metrics"] {
        assert_eq!(codebook(&without)[same], told[same], "{same}");
    }
}

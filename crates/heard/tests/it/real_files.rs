//! Real survey files, imported as a newcomer would: the number is the same on API, command line,
//! export and in the published survey. Where the files are absent, what was not run is counted.

use std::path::PathBuf;

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Person, Server, heard};

const TESTS_HERE: usize = 1;

fn repository() -> PathBuf {
    // As it is when the test runs: clones may share what was compiled.
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../..")
}

fn real_data() -> Option<PathBuf> {
    let named = std::env::var_os("HEARD_REAL_DATA").map(PathBuf::from);
    let beside = repository().join("../shared/data");
    let folder = named.unwrap_or(beside).join("sfo_airport_survey");
    if !folder.is_dir() {
        eprintln!("real data: {TESTS_HERE} tests not run, folder not found");
        return None;
    }
    Some(folder)
}

fn close(value: &Value, expected: f64, digits: i32) -> bool {
    (value.as_f64().unwrap() - expected).abs() < 0.5 * 10_f64.powi(-digits)
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_years_of_an_airport_survey_give_one_number_everywhere() {
    let Some(files) = real_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data).await;
    let owner = Person::first_owner(&server).await;
    let examples = repository().join("examples/sfo");
    for year in 2010..=2017 {
        let file = folder.path().join(format!("sfo_{year}.csv"));
        std::os::unix::fs::symlink(files.join(format!("sfo_{year}.csv")), &file).unwrap();
        let mapping = examples.join(format!("{year}.toml"));
        let import =
            ["import", "responses", file.to_str().unwrap(), "--mapping", mapping.to_str().unwrap(), "--json"];
        let first = server.command(&import);
        let report: Value = serde_json::from_slice(&first.stdout)
            .unwrap_or_else(|_| panic!("{year}: {}", String::from_utf8_lossy(&first.stderr)));
        assert!(report["accepted"].as_u64().unwrap() > 2_500, "{year}: {report}");
        if year == 2017 {
            let again = server.command(&import);
            let again: Value = serde_json::from_slice(&again.stdout).unwrap();
            assert_eq!(again["accepted"], 0, "the same file twice adds nothing");
            assert_eq!(again["replayed"], report["accepted"]);
        }
    }

    let question =
        json!({ "metric": "nps", "question": "recommend", "from": "2017-01-01", "until": "2018-01-01" });
    let api = owner.ask(&server, Method::POST, "/metrics:query", Some(question)).await;
    let total = &api["total"];
    assert_eq!(total["n"], 2_746);
    assert!(close(&total["value"], 39.84, 2), "{total}");
    assert!(close(&total["weighted"]["value"], 40.40, 2), "{total}");
    let shares: Vec<f64> =
        total["parts"].as_array().unwrap().iter().map(|part| part["share"].as_f64().unwrap()).collect();
    for expected in [0.5229, 0.3525, 0.1245] {
        assert!(shares.iter().any(|share| (share - expected).abs() < 0.000_05), "{shares:?}");
    }

    // The command line, beside the server and without it, and the export.
    let query = ["query", "nps", "--question", "recommend", "--from", "2017-01-01", "--until", "2018-01-01"];
    let beside: Value =
        serde_json::from_slice(&server.command(&[&query[..], &["--json"]].concat()).stdout).unwrap();
    assert_eq!(beside["total"], *total);
    let csv = String::from_utf8(server.command(&[&query[..], &["--csv"]].concat()).stdout).unwrap();
    assert!(csv.contains("2746") && csv.contains("39.8"), "{csv}");

    // One trend of the overall rating over all years that asked it; 2011 and 2012 not weighted.
    let trend = json!({ "metric": "csat", "question": "overall", "grain": "year" });
    let trend = owner.ask(&server, Method::POST, "/metrics:query", Some(trend)).await;
    let groups = trend["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 8);
    for group in groups {
        let year: u64 = group["period"]["start"].as_str().unwrap()[..4].parse().unwrap();
        assert!(group["measure"]["n"].as_u64().unwrap() > 2_000, "{group}");
        let weighted = &group["measure"]["weighted"];
        let has_weights = weighted["value"].is_number();
        assert_eq!(has_weights, !matches!(year, 2011 | 2012), "{group}");
    }
    server.stop();
    let path = data.to_str().unwrap();
    let alone = heard(&[&query[..], &["--json", "--data", path]].concat());
    let alone: Value = serde_json::from_slice(&alone.stdout).unwrap();
    assert_eq!(alone["total"], *total);
}

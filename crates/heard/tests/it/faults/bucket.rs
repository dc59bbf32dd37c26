//! Segments in a bucket: it falls silent, and it loses what it had. Answers are taken all the while, and no
//! number is made of what cannot be read.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::segment::{ask, database, nothing_kept, numbers, until_answered};
use super::{Company, measured, not_run, readiness, times, until};
use crate::ledger::assert_all_is_there;
use crate::server::{Server, client, heard_with};

/// A server of buckets, with one that is called `heard`.
struct Bucket {
    child: Child,
    url: String,
}

impl Bucket {
    /// Starts one; `None` where there is no program for it.
    async fn start() -> Option<Self> {
        let Some(program) = std::env::var_os("HEARD_BUCKET_SERVER") else {
            not_run(
                "segments in a bucket",
                "no server of buckets; `make test` installs one with python3-venv",
            );
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let arguments = ["-H", "127.0.0.1", "-p", &port];
        let quiet = || Stdio::null();
        let child = Command::new(program).args(arguments).stdout(quiet()).stderr(quiet()).spawn().unwrap();
        let bucket = Self { child, url: format!("http://127.0.0.1:{port}") };
        let is_made = async || {
            let made = client().put(format!("{}/heard", bucket.url)).send().await;
            made.is_ok_and(|answer| answer.status().is_success())
        };
        until("there is a bucket", is_made).await;
        Some(bucket)
    }

    /// Settings of a server that keeps its segments in it.
    fn settings(&self) -> Vec<(&'static str, String)> {
        let here = [
            ("HEARD_SEGMENTS", "s3://heard/facts"),
            ("AWS_ENDPOINT", &self.url),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ];
        nothing_kept().into_iter().chain(here.map(|(name, value)| (name, value.to_owned()))).collect()
    }

    async fn keys(&self) -> Vec<String> {
        let list = client().get(format!("{}/heard?list-type=2", self.url)).send().await.unwrap();
        let list = list.text().await.unwrap();
        let keys = list.split("<Key>").skip(1);
        keys.map(|rest| rest.split("</Key>").next().unwrap().to_owned()).collect()
    }

    async fn lose_everything(&self) {
        for key in self.keys().await {
            // Whoever deletes must have a name; nobody asks whether it is theirs.
            let name = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0";
            let deleted = client().delete(format!("{}/heard/{key}", self.url)).header("authorization", name);
            assert!(deleted.send().await.unwrap().status().is_success());
        }
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A company whose segments are in a bucket, and how many answers it has.
async fn in_a_bucket(bucket: &Bucket) -> (tempfile::TempDir, Company, u64) {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found_through(&folder.path().join("data"), &bucket.settings(), &[]).await;
    let senders = company.send(0);
    company.acknowledges(400).await;
    senders.end().await;
    assert_all_is_there(&company.server, &company.survey, &company.ledger).await;
    assert!(!bucket.keys().await.is_empty());
    assert_eq!(rows(&company.server, "segment_parts").await, 0, "none is in the database");
    let all = company.n().await;
    (folder, company, all)
}

async fn rows(server: &Server, table: &str) -> i64 {
    let database = database(server).await;
    let count = numbers(&database, &format!("SELECT count(*) FROM {table}")).await[0];
    database.close().await.unwrap();
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_falls_silent_stops_questions_and_no_answers() {
    let Some(bucket) = Bucket::start().await else { return };
    let (_folder, company, all) = in_a_bucket(&bucket).await;
    bucket.signal("-STOP");
    let problem = ask(&company).await.unwrap_err();
    let said = problem["detail"].as_str().unwrap();
    assert!(said.contains("what keeps the segments of the facts does not answer"), "{said}");
    let begun = Instant::now();
    ask(&company).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(5), "nobody else waits for it");
    let (status, said) = readiness(&company.server).await;
    assert!(status == 200 && said.contains("segments at s3://heard/facts"), "{status} {said}");
    assert_eq!(measured(&company.server, "heard_segments_in_reach").await, 0.0);

    let senders = company.send(1);
    company.acknowledges(200).await;
    senders.end().await;
    let server = &company.server;
    let into_the_database = async || rows(server, "segment_parts").await > 0;
    until("new segments go into the database", into_the_database).await;

    bucket.signal("-CONT");
    until("it is found again", async || !readiness(server).await.1.contains("segments")).await;
    assert_all_is_there(server, &company.survey, &company.ledger).await;
    assert!(company.n().await >= all + 200);
    let log = server.log();
    assert_eq!(times("segments outside of the database are out of reach", &log), 1, "{log}");
    assert_eq!(times("segments outside of the database can be reached again", &log), 1, "{log}");
    assert_eq!(times("facts are damaged", &log), 0, "{log}");

    let data = server.data.clone();
    company.server.stop();
    let settings = bucket.settings();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let found = heard_with(&["doctor", "--data", data.to_str().unwrap()], &settings);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bucket_has_lost_is_built_again() {
    let Some(bucket) = Bucket::start().await else { return };
    let (_folder, company, all) = in_a_bucket(&bucket).await;
    bucket.lose_everything().await;
    let problem = ask(&company).await.unwrap_err();
    assert!(problem["detail"].as_str().unwrap().contains("built again from the answers"), "{problem}");
    until_answered(&company, all).await;
    assert!(!bucket.keys().await.is_empty());
    let company = company.restarted(&bucket.settings()).await;
    assert_all_is_there(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

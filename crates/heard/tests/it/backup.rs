//! Backups as the operator meets them: beside a running server that takes answers, killed in the middle,
//! on a full disk; and a restored copy gives the same numbers, in either kind of database.

use std::path::Path;
use std::process::Output;

use heard_model::fail_point::BACKUP_FAIL_POINTS;
use reqwest::Method;
use serde_json::{Value, json};

use crate::ledger::{SharedLedger, load};
use crate::server::{Person, Server, heard, heard_with, on_a_file};

/// Questions of every kind, each with what it is cut by.
const QUESTIONS: [&[&str]; 9] = [
    &["nps"],
    &["nps", "--by", "touchpoint", "--grain", "month"],
    &["csat", "--by", "unit:1", "--by", "channel"],
    &["satisfied_share", "--by", "country"],
    &["mean", "--question", "satisfaction", "--by", "language", "--grain", "quarter"],
    &["distribution", "--question", "recommend", "--by", "survey"],
    &["responses", "--by", "agent"],
    &["choice_share", "--question", "matters_most"],
    &["ces_7", "--grain", "week", "--from", "2026-01-01", "--until", "2026-06-01"],
];

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn value(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn demo(data: &Path, responses: &str) {
    let arguments = ["demo", "--no-serve", "--responses", responses, "--until", "2026-11-01", "--data"];
    let arguments = [&arguments[..], &[data.to_str().unwrap()]].concat();
    let filled = heard_with(&arguments, &[("HEARD_SEGMENT_ROWS", "900")]);
    assert!(filled.status.success(), "{}", text(&filled));
}

/// The answers to all questions as of a position, by a command that takes further arguments.
fn answers(position: &str, ask: impl Fn(&[&str]) -> Output) -> Vec<Value> {
    let ask = |question: &&[&str]| {
        let mut answer = value(&ask(&[&["query"][..], *question, &["--json", "--as-of", position]].concat()));
        // How many have come in since is another matter.
        answer.as_object_mut().unwrap().remove("arrived_since");
        answer
    };
    QUESTIONS.iter().map(ask).collect()
}

fn restored_position(restored: &Output) -> String {
    value(restored)["position"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_copy_gives_the_same_numbers_while_answers_come_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (data, backups, copy) = (path("data"), path("backups"), path("copy"));
    demo(&data, "1500");
    let settings = [("HEARD_SEGMENT_ROWS", "900".to_owned())];
    let server = Server::start_with(&data, &data, &settings).await;
    let owner = Person::log_in_as(&server, "owner@demo.example", "try heard today").await;
    let survey = owner.publish(&server, "relationship_nps").await;
    let ledger = SharedLedger::default();
    let senders: Vec<_> = (0..4)
        .map(|sender| tokio::spawn(load(server.url.clone(), survey.clone(), sender, 1, ledger.clone())))
        .collect();
    let [to, from] = [["backup", "--json", "--to"], ["restore", "--json", "--from"]];
    let back_up = || {
        let output = server.command(&[&to[..], &[backups.to_str().unwrap()]].concat());
        value(&output)
    };
    let first = tokio::task::block_in_place(back_up);
    let sent = || ledger.lock().unwrap().sent.len();
    while sent() < 200 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let second = tokio::task::block_in_place(back_up);
    assert!(second["responses"].as_u64() > first["responses"].as_u64(), "{second}");
    for sender in senders {
        sender.abort();
    }

    let backups = backups.to_str().unwrap();
    let from = [&from[..], &[backups, "--to"]].concat();
    let position = restored_position(&on_a_file(&[&from[..], &[copy.to_str().unwrap()]].concat()));
    let copied =
        answers(&position, |question| on_a_file(&[question, &["--data", copy.to_str().unwrap()]].concat()));
    let original = answers(&position, |question| server.command(question));
    assert_eq!(copied, original);
    let n = original[6]["total"]["n"].as_u64().unwrap();
    assert!(n > 1_500, "answers that came in are among them: {n}");
    assert!(on_a_file(&["doctor", "--data", copy.to_str().unwrap()]).status.success());

    let listed = on_a_file(&["backup", "--to", backups, "--list", "--json"]);
    let moments = value(&listed);
    assert_eq!(moments.as_array().unwrap().len(), 2);
    let at = moments[0]["moment"].as_str().unwrap();
    let earlier = path("earlier");
    let arguments = [&from[..], &[earlier.to_str().unwrap(), "--at", at]].concat();
    let restored = value(&on_a_file(&arguments));
    assert_eq!(restored["moment"], first["moment"]);
    let verified = on_a_file(&["backup", "--to", backups, "--verify"]);
    assert!(verified.status.success() && text(&verified).contains("all is well"), "{}", text(&verified));
    server.stop();
}

/// Killed at every step of a run, with words to be taken out of an earlier backup on its way.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_killed_is_completed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (data, backups) = (path("data"), path("backups"));
    let server = Server::start(&data).await;
    let owner = Person::first_owner(&server).await;
    let survey = owner.publish(&server, "relationship_nps").await;
    let key = owner.key(&server, &["responses_write"]).await;
    let answer = async |number: usize, words: &str| {
        let body = json!({
            "answers": { "recommend": 3, "reason": words },
            "contact": { "external_id": format!("customer-{number}") },
        });
        let url = format!("{}/api/v1/surveys/{survey}/responses", server.url);
        let sent = crate::server::client().post(url).bearer_auth(&key).json(&body).send().await.unwrap();
        assert!(sent.status().is_success(), "{}", sent.text().await.unwrap());
    };
    let to = backups.to_str().unwrap();
    let data_text = data.to_str().unwrap();
    let back_up = |settings: &[(&str, &str)]| {
        let output = heard_with(&["backup", "--json", "--to", to, "--data", data_text], settings);
        (output.status.success(), text(&output))
    };
    let verify = || on_a_file(&["backup", "--to", to, "--verify", "--json"]);
    let mut kept = 0;
    for (number, place) in BACKUP_FAIL_POINTS.iter().enumerate() {
        let words = format!("unforgettable-{number}");
        answer(number, &words).await;
        assert!(back_up(&[]).0);
        kept += 1;
        let search = format!("/contacts?search=customer-{number}");
        let found = owner.ask(&server, Method::GET, &search, None).await;
        let contact = found["items"][0]["id"].as_str().unwrap();
        owner.ask(&server, Method::POST, &format!("/contacts/{contact}/erase"), None).await;
        answer(100 + number, "so so").await;

        let (is_done, said) = back_up(&[("HEARD_FAIL_POINT", place)]);
        assert!(!is_done, "killed: {place}: {said}");
        let verified = value(&verify());
        let there = verified["backups"].as_u64().unwrap();
        assert!(there == kept || there == kept + 1, "{place}: {verified}");
        let (is_done, said) = back_up(&[]);
        assert!(is_done, "{place}: {said}");
        kept = there + 1;
        let verified = value(&verify());
        assert_eq!(verified["backups"].as_u64(), Some(kept), "{place}: {verified}");
    }
    server.stop();
    for moment in value(&on_a_file(&["backup", "--to", to, "--list", "--json"])).as_array().unwrap() {
        let at = moment["moment"].as_str().unwrap();
        let copy = path(&format!("at-{}", at.replace(':', "-")));
        let copy = copy.to_str().unwrap();
        value(&on_a_file(&["restore", "--from", to, "--at", at, "--to", copy, "--json"]));
        let database = std::fs::read(Path::new(copy).join("heard.db")).unwrap();
        let word = b"unforgettable-";
        assert!(!database.windows(word.len()).any(|part| part == word), "words at {at}");
    }
}

#[test]
fn what_goes_wrong_is_said_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, backups, key) = (path("data"), path("backups"), path("key"));
    demo(Path::new(&data), "50");
    std::fs::write(&key, "a key that nobody knows\n").unwrap();
    let made = heard(&["backup", "--to", &backups, "--key-file", &key, "--data", &data]);
    assert!(made.status.success() && text(&made).contains("backed up 50 responses"), "{}", text(&made));
    for (arguments, settings, expected) in [
        (vec!["backup", "--to", &backups, "--list"], vec![], "give their key by --key-file"),
        (vec!["backup", "--to", &backups, "--data", &data], vec![], "give their key by --key-file"),
        (
            vec!["restore", "--from", &backups, "--to", "/nowhere/heard"],
            vec![("HEARD_BACKUP_KEY", "a key that nobody knew")],
            "this is not the key of these backups",
        ),
        (vec!["backup", "--to", &backups, "--verify"], vec![("HEARD_BACKUP_KEY", "short")], "12 characters"),
        (vec!["restore", "--from", &data, "--to", "/nowhere/heard"], vec![], "holds no backups of heard"),
        (
            vec!["restore", "--from", &backups, "--key-file", &key, "--to", &data],
            vec![],
            "holds data already",
        ),
        (
            vec![
                "restore",
                "--from",
                &backups,
                "--key-file",
                &key,
                "--at",
                "2001-01-01",
                "--to",
                "/nowhere/heard",
            ],
            vec![],
            "there is no backup of 2001-01-01T23:59:59",
        ),
    ] {
        let output = heard_with(&arguments, &settings);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output));
        assert!(text(&output).contains(expected), "{arguments:?}: {}", text(&output));
        assert!(!text(&output).contains("nobody knew"), "a key is never shown");
    }
    let shown = heard_with(&["config"], &[("HEARD_BACKUP_KEY", "a key that nobody knows")]);
    assert!(text(&shown).contains("backup_key") && !text(&shown).contains("nobody"), "{}", text(&shown));
    let listed = heard_with(
        &["backup", "--to", &backups, "--list"],
        &[("HEARD_BACKUP_KEY", "a key that nobody knows")],
    );
    assert!(listed.status.success() && text(&listed).contains("1 backups"), "{}", text(&listed));
}

/// What only a data folder with a file has.
mod embedded {
    use std::process::Command;

    use super::*;
    use crate::server::HEARD;

    /// In a file system of its own: it is too small for the second backup, then read-only, then large enough.
    const SCRIPT: &str = r#"
        heard=$1; first=$2; second=$3; place=$4
        mount -t tmpfs -o size=8m none "$place"
        $heard backup --data "$first" --to "$place/b" >/dev/null
        used=$(du -sk "$place" | cut -f1)
        mount -o remount,size=$((used + 40))k "$place"
        ! $heard backup --data "$second" --to "$place/b"
        $heard backup --to "$place/b" --verify >/dev/null
        mount -o remount,ro "$place"
        ! $heard backup --data "$second" --to "$place/b"
        $heard backup --to "$place/b" --verify >/dev/null
        $heard restore --from "$place/b" --to "$first.copy" >/dev/null
        mount -o remount,rw,size=64m "$place"
        $heard backup --data "$second" --to "$place/b" --json
        $heard backup --to "$place/b" --verify
    "#;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_or_read_only_disk_is_told_and_leaves_the_earlier_backups() {
        let mounts = Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
        if !mounts.is_ok_and(|output| output.status.success()) {
            eprintln!("not run: no file system can be mounted here");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (first, second, place) = (path("first"), path("second"), path("place"));
        std::fs::create_dir(&place).unwrap();
        demo(&first, "100");
        std::fs::create_dir(&second).unwrap();
        std::fs::copy(first.join("heard.db"), second.join("heard.db")).unwrap();
        let server = Server::start(&second).await;
        let owner = Person::log_in_as(&server, "owner@demo.example", "try heard today").await;
        let survey = owner.publish(&server, "relationship_nps").await;
        let key = owner.key(&server, &["responses_write"]).await;
        for number in 0..300_u64 {
            // Words that no compression makes short.
            let words: Vec<String> = (0..60_u64)
                .map(|word| format!("{:x}", (number * 60 + word + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
                .collect();
            let body = json!({ "answers": { "recommend": 3, "reason": words.join(" ") } });
            let url = format!("{}/api/v1/surveys/{survey}/responses", server.url);
            let sent = crate::server::client().post(url).bearer_auth(&key).json(&body).send().await.unwrap();
            assert!(sent.status().is_success(), "{}", sent.text().await.unwrap());
        }
        server.stop();

        let output = Command::new("unshare")
            .args(["-rm", "sh", "-euc", SCRIPT, "sh", HEARD])
            .args([&first, &second, &place])
            .output()
            .unwrap();
        let said = text(&output);
        assert!(output.status.success(), "{said}");
        for expected in
            ["is full; earlier backups are whole", "cannot be written", "\"kept\": 2", "all is well"]
        {
            assert!(said.contains(expected), "{expected}: {said}");
        }
    }
}

/// From a file into a server; that a server's backup comes back as a file is told above.
mod shared_database {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_backup_of_a_file_is_restored_into_postgresql() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (file, backups, server) = (path("file"), path("backups"), path("server"));
        let file = file.to_str().unwrap();
        let demo = ["demo", "--no-serve", "--responses", "1500", "--until", "2026-11-01", "--data", file];
        assert!(on_a_file(&demo).status.success());
        let backups = backups.to_str().unwrap();
        value(&on_a_file(&["backup", "--to", backups, "--data", file, "--json"]));

        let url = heard_testing::database(&server).await.unwrap();
        let restored = on_a_file(&["restore", "--from", backups, "--to", &url, "--json"]);
        let position = restored_position(&restored);
        std::fs::create_dir(&server).unwrap();
        let server_text = server.to_str().unwrap();
        let there = answers(&position, |question| heard(&[question, &["--data", server_text]].concat()));
        let here = answers(&position, |question| on_a_file(&[question, &["--data", file]].concat()));
        assert_eq!(there, here);
        let again = on_a_file(&["restore", "--from", backups, "--to", &url]);
        assert!(text(&again).contains("holds data already"), "{}", text(&again));

        // Answers go on where they were.
        let running = Server::start(&server).await;
        let owner = Person::log_in_as(&running, "owner@demo.example", "try heard today").await;
        let question = json!({ "metric": "responses" });
        let count = owner.ask(&running, Method::POST, "/metrics:query", Some(question)).await;
        assert_eq!(count["total"]["n"], 1_500);
        let refused = on_a_file(&["restore", "--from", backups, "--to", &url]);
        assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
        running.stop();
        assert!(heard(&["doctor", "--data", server_text]).status.success());
    }
}

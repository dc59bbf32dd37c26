//! The database file or its log is damaged: that is said before anything is answered from it, with what
//! is damaged and the way out, and never taken for an empty company.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::faults::Company;
use crate::ledger::{SharedLedger, assert_all_is_there};
use crate::server::{HEARD, Server};

/// A folder as a killed server left it, its log full of acknowledged answers.
async fn left_behind(folder: &Path) -> (PathBuf, String, SharedLedger) {
    let data = folder.join("data");
    let company = Company::found(&data).await;
    let senders = company.send(0);
    company.acknowledges(200).await;
    senders.end().await;
    let Company { server, survey, ledger, .. } = company;
    server.kill();
    (data, survey, ledger)
}

fn copy(data: &Path, name: &str) -> PathBuf {
    let copy = data.with_file_name(name);
    std::fs::create_dir(&copy).unwrap();
    for file in ["heard.db", "heard.db-wal", "heard.db-shm", "heard.lock"] {
        std::fs::copy(data.join(file), copy.join(file)).unwrap();
    }
    copy
}

fn overwrite(file: &Path, at: u64, bytes: &[u8]) {
    let mut file = OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

fn heard(arguments: &[&str], data: &Path) -> (bool, String, String) {
    let output = Command::new(HEARD).args(arguments).arg("--data").arg(data).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

/// What a server says that does not start on a damaged folder, and what `heard doctor` finds.
fn refused(data: &Path) -> (String, Vec<String>) {
    let (started, _, said) = heard(&["serve", "--listen", "127.0.0.1:0"], data);
    assert!(!started && !said.contains("panicked"), "{said}");
    let (is_well, report, words) = heard(&["doctor", "--json"], data);
    assert!(!is_well && !words.contains("panicked"), "{report} {words}");
    let report: Value = serde_json::from_str(&report).unwrap_or_else(|_| panic!("{report} {words}"));
    let findings = report["findings"].as_array().unwrap().iter();
    (said, findings.map(|finding| finding.as_str().unwrap().to_owned()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_not_taken_for_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let (data, ..) = left_behind(folder.path()).await;
    for with_log in [true, false] {
        let copy = copy(&data, if with_log { "with" } else { "without" });
        std::fs::File::create(copy.join("heard.db")).unwrap();
        if !with_log {
            std::fs::remove_file(copy.join("heard.db-wal")).unwrap();
            std::fs::remove_file(copy.join("heard.db-shm")).unwrap();
        }
        let (said, findings) = refused(&copy);
        assert!(said.contains("is there and empty; restore a backup"), "{said}");
        assert!(findings[0].contains("is there and empty"), "{findings:?}");
        assert_eq!(std::fs::metadata(copy.join("heard.db")).unwrap().len(), 0, "nothing was made of it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_log_is_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let (data, survey, ledger) = left_behind(folder.path()).await;
    let length = std::fs::metadata(data.join("heard.db-wal")).unwrap().len();
    assert!(length > 1 << 20, "answers are in the log: {length}");

    let flipped = copy(&data, "flipped");
    overwrite(&flipped.join("heard.db-wal"), length / 2, b"a wrong word");
    // What a page says of itself: the mark of the log that it belongs to.
    let unmarked = copy(&data, "unmarked");
    overwrite(&unmarked.join("heard.db-wal"), 32 + 100 * (24 + 4_096) + 8, b"salt");
    let headless = copy(&data, "headless");
    overwrite(&headless.join("heard.db-wal"), 16, b"salt");
    let without = copy(&data, "without");
    std::fs::remove_file(without.join("heard.db-wal")).unwrap();
    let lonely = copy(&data, "lonely");
    std::fs::remove_file(lonely.join("heard.db")).unwrap();
    for (data, words) in [
        (&flipped, "is not what was written"),
        (&unmarked, "page 101 of it is not what was written"),
        (&headless, "its head cannot be read"),
        (&without, "it is gone, though its index is there"),
        (&lonely, "the database that it belongs to is gone"),
    ] {
        let (said, findings) = refused(data);
        assert!(said.contains("heard.db-wal is damaged") && said.contains(words), "{said}");
        assert!(said.contains("restore a backup"), "{said}");
        assert!(findings[0].contains(words), "{findings:?}");
    }

    // A log that breaks off within a change that nobody was told of is no damage.
    let torn = copy(&data, "torn");
    let mut log = OpenOptions::new().append(true).open(torn.join("heard.db-wal")).unwrap();
    log.write_all(&[7; 3_000]).unwrap();
    drop(log);
    for data in [&torn, &data] {
        let server = Server::start(data).await;
        // What one of them is sent now the other never hears of.
        let ledger = SharedLedger::new(ledger.lock().unwrap().clone().into());
        assert_all_is_there(&server, &survey, &ledger).await;
        server.stop();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_named_with_its_tables() {
    let folder = tempfile::tempdir().unwrap();
    let (data, survey, ledger) = left_behind(folder.path()).await;
    let server = Server::start(&data).await;
    assert_all_is_there(&server, &survey, &ledger).await;
    server.stop();
    let file = data.join("heard.db");
    let whole = std::fs::read(&file).unwrap();

    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let (said, findings) = refused(&data);
    assert!(said.contains("the database is damaged") && said.contains("a backup brings it back"), "{said}");
    assert!(!findings.is_empty());

    std::fs::write(&file, "this is a shopping list, and a rather long one".repeat(100)).unwrap();
    let (said, _) = refused(&data);
    assert!(said.contains("the database is damaged"), "{said}");

    // Pages of answers: it may start, but then it does not say that all is well.
    let mut torn = whole.clone();
    let holds = |page: &[u8], word: &[u8]| page.windows(word.len()).any(|part| part == word);
    let answers = torn.chunks_mut(4_096).filter(|page| holds(page, b"recommend") && !holds(page, b"CREATE "));
    answers.for_each(|page| page.fill(0xa5));
    std::fs::write(&file, &torn).unwrap();
    let (is_well, report, words) = heard(&["doctor", "--json"], &data);
    assert!(!is_well && !words.contains("panicked"), "{report} {words}");
    let report: Value = serde_json::from_str(&report).unwrap_or_else(|_| panic!("{report} {words}"));
    assert!(report["findings"].to_string().contains("integrity_check"), "{report}");

    // What a backup brings back is whole.
    std::fs::write(&file, &whole).unwrap();
    let server = Server::start(&data).await;
    assert_all_is_there(&server, &survey, &ledger).await;
    server.stop();
}

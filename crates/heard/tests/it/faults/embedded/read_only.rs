//! The data folder may be read but not written: from the beginning, or all of a sudden.

use std::path::Path;
use std::process::Command;

use crate::faults::disk::{Kind, SmallDisk};
use crate::faults::{Company, not_run, until, until_green, until_red};
use crate::ledger::assert_all_is_there;
use crate::server::{HEARD, Server};

fn small_disk() -> Option<SmallDisk> {
    let disk = SmallDisk::mount(Kind::Ext4, 40);
    if disk.is_none() {
        not_run(
            "a data folder that may not be written",
            "no file system can be mounted here; run the tests as root",
        );
    }
    disk
}

/// What a start says that is refused.
fn refused(data: &Path, program: &[&str]) -> String {
    let mut command = Command::new(program.first().unwrap_or(&HEARD));
    if !program.is_empty() {
        command.args(&program[1..]).arg(HEARD);
    }
    let output = command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_may_not_be_written_is_named_at_the_start() {
    let Some(disk) = small_disk() else { return };
    let data = disk.path().join("data");
    let company = Company::found(&data).await;
    let senders = company.send(0);
    company.acknowledges(30).await;
    senders.end().await;
    let Company { server, survey, ledger, .. } = company;
    server.stop();

    assert!(disk.remount("ro"));
    let said = refused(&data, &[]);
    let lock = data.join("heard.lock");
    assert!(said.contains(&format!("{} cannot be written", lock.display())), "{said}");
    assert!(said.contains("mount it for writing, or give the account"), "{said}");
    assert!(disk.remount("rw"));

    // As an account that has no right to it.
    let nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];
    let said = refused(&data, &nobody);
    assert!(said.contains("cannot be written (Permission denied"), "{said}");
    let server = Server::start(&data).await;
    assert_all_is_there(&server, &survey, &ledger).await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_may_not_be_written_any_more_are_told_and_it_goes_on_when_they_may() {
    let Some(disk) = small_disk() else { return };
    let company = Company::found(&disk.path().join("data")).await;
    let senders = company.send(0);
    company.acknowledges(100).await;
    let mark = |mark: &str| {
        let files = ["heard.db", "heard.db-wal"].map(|file| company.server.data.join(file));
        assert!(Command::new("chattr").arg(mark).args(files).status().unwrap().success());
    };
    mark("+i");
    until_red(&company.server, "answers cannot be stored").await;
    let (status, _, problem) = company.try_answer("refused").await;
    assert_eq!(status, 503, "{problem}");
    assert!(
        problem["detail"].as_str().unwrap().contains("nothing that was acknowledged is lost"),
        "{problem}"
    );
    assert!(company.n().await > 0, "questions are still answered");
    senders.end().await;
    mark("-i");
    until_green(&company.server).await;
    assert_all_is_there(&company.server, &company.survey, &company.ledger).await;
    company.server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_breaks_off_is_told_and_nothing_acknowledged_is_lost() {
    let Some(disk) = small_disk() else { return };
    let data = disk.path().join("data");
    let company = Company::found(&data).await;
    let senders = company.send(0);
    company.acknowledges(100).await;
    // Not within a sync: Linux answers one with success whose journal is given up under its hands.
    company.server.freeze().await;
    assert!(disk.break_off());
    company.server.wake_up();
    until_red(&company.server, "answers cannot be stored").await;
    assert_eq!(company.try_answer("refused").await.0, 503);
    assert!(company.n().await > 0, "questions are still answered");
    senders.end().await;
    let Company { server, survey, ledger, .. } = company;
    // What the disk has not taken is lost for it, so the process must not write it later either.
    server.kill();
    assert!(disk.mount_anew());
    until("the disk may be written again", async || std::fs::write(disk.path().join("try"), "").is_ok())
        .await;
    let server = Server::start(&data).await;
    assert_all_is_there(&server, &survey, &ledger).await;
    server.stop();
}

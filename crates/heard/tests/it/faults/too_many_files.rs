//! There are too many open files: what is open goes on, new connections wait and are told of, and
//! everything goes on by itself when there are fewer.

use std::net::TcpStream;
use std::process::Command;

use crate::ledger::assert_all_is_there;
use crate::server::{Server, client};

use super::{Company, measured, not_run, times, until, until_green};

fn open_files(server: &Server) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().count()
}

/// Lets a running process have only so many open files.
fn limit(server: &Server, files: usize) -> bool {
    let (pid, limit) = (server.pid().to_string(), format!("--nofile={files}:"));
    Command::new("prlimit").args(["--pid", &pid, &limit]).status().is_ok_and(|status| status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_without_file_descriptors_goes_on_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(&folder.path().join("data")).await;
    let server = &company.server;
    let senders = company.send(0);
    company.acknowledges(100).await;
    // A connection that is open before.
    let open = client();
    let ready = async || {
        let answer = open.get(format!("{}/readyz", server.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(ready().await.0, 200);
    if !limit(server, open_files(server) + 4) {
        not_run("too many open files", "no program prlimit; install util-linux");
        return senders.end().await;
    }
    let address = server.url.strip_prefix("http://").unwrap();
    let crowd: Vec<TcpStream> = (0..60).map(|_| TcpStream::connect(address).unwrap()).collect();
    until("/readyz tells by a connection that is open", async || {
        let (status, said) = ready().await;
        status == 503 && said.contains("connections cannot be taken: Too many open files")
    })
    .await;
    company.acknowledges(100).await;
    let used = cpu_ticks(server);
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    eprintln!("processor time of that second: {} ticks", cpu_ticks(server) - used);
    drop(crowd);
    until("/readyz is green by the same connection", async || ready().await.0 == 200).await;
    until_green(server).await;
    assert!(measured(server, "heard_connections_not_taken_total").await >= 1.0);
    senders.end().await;
    assert_all_is_there(server, &company.survey, &company.ledger).await;
    let log = server.log();
    let told = times("connections cannot be taken for now", &log);
    assert!((1..20).contains(&told), "told when it begins, not for each try: {told}\n{log}");
    company.server.stop();
}

/// Processor time of a process, in the kernel's ticks.
fn cpu_ticks(server: &Server) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.pid())).unwrap();
    let after_the_name = stat.rsplit(") ").next().unwrap();
    let fields: Vec<&str> = after_the_name.split(' ').collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

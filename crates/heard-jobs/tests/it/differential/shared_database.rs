//! The same questions to the same company in a SQLite file, in a PostgreSQL database, and in one
//! that `heard migrate` made of the file: every byte of every answer is the same.

use heard_aggregate::kernel::Kernel;
use heard_facts::Snapshot;
use heard_store::{Location, move_store};
use tempfile::TempDir;

use super::questions::{Asked, Vocabulary};
use super::reference::Ledger;
use super::story::{self, Story};
use super::{SHOWN, ask, hold_against_the_reference, questions, seed};

/// Answers as bytes, refusals as their words.
fn answers(story: &Story, snapshot: &Snapshot, asked: &[Asked]) -> Vec<String> {
    let kernel = Kernel::new(1 << 22, 2);
    let answer = |asked| match ask(story, snapshot, &kernel, asked) {
        Ok(answer) => serde_json::to_string(&answer).unwrap(),
        Err(refused) => refused.to_string(),
    };
    asked.iter().map(answer).collect()
}

fn same(one: &[String], other: &[String], asked: &[Asked], name: &str) {
    let differ = one.iter().zip(other).zip(asked).filter(|((one, other), _)| one != other);
    let shown: Vec<String> = differ
        .map(|((one, other), asked)| {
            format!("{}\n  {one}\n  {other}", serde_json::to_string(&asked.question).unwrap())
        })
        .collect();
    assert!(
        shown.is_empty(),
        "{name}: {} differ\n{}",
        shown.len(),
        shown[..shown.len().min(SHOWN)].join("\n")
    );
}

async fn database(folder: &TempDir) -> Option<String> {
    let database = heard_testing::database(folder.path()).await;
    assert!(database.is_some(), "this story needs PostgreSQL: scripts/postgres");
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_in_both_databases_answer_alike_to_the_byte() {
    let [file, server, moved] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    // Each cuts and merges in another way, which must not show.
    let in_file = Story::tell(file.path(), None, seed()).await;
    let on_server = Story::tell(server.path(), database(&server).await, seed()).await;
    assert_eq!(in_file.units, on_server.units, "the same story has the same identifiers");
    let changes = in_file.all_changes().await;
    assert!(changes == on_server.all_changes().await, "both have the same truth");
    let vocabulary = Vocabulary::of(&changes, &in_file.units, in_file.positions.clone());
    let asked = questions(&vocabulary);

    let workspace = in_file.workspace.id;
    let snapshot = story::project(&in_file.store, 2_000, true).await.snapshot(workspace);
    let of_file = tokio::task::block_in_place(|| answers(&in_file, &snapshot, &asked));
    let snapshot = story::project(&on_server.store, 5_000, false).await.snapshot(workspace);
    let of_server = tokio::task::block_in_place(|| answers(&on_server, &snapshot, &asked));
    same(&of_file, &of_server, &asked, "SQLite and PostgreSQL");
    let ledger = Ledger::new(changes, on_server.store.committed().borrow().clone());
    tokio::task::block_in_place(|| hold_against_the_reference(&on_server, &snapshot, &ledger, &asked));
    on_server.store.clone().close().await.unwrap();

    in_file.store.clone().close().await.unwrap();
    let url = database(&moved).await.unwrap();
    let from = Location::Folder(file.path().to_path_buf());
    move_store(&from, &Location::Postgres(url.clone()), &|_, _| {}).await.unwrap();
    let store = story::open(moved.path(), Some(url)).await;
    let snapshot = story::project(&store, 100_000, false).await.snapshot(workspace);
    let of_moved = tokio::task::block_in_place(|| answers(&in_file, &snapshot, &asked));
    same(&of_file, &of_moved, &asked, "SQLite and what was moved");
    store.close().await.unwrap();
}

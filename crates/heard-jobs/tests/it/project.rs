//! Projecting: visible at once, the same after a restart, the same after a rebuild.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use heard_facts::{Column, ColumnCache, Snapshot};
use heard_jobs::Projector;
use heard_jobs::project::ROWS_OF_A_SEGMENT;
use heard_model::response::RawResponse;
use serde_json::json;

use crate::company::{Company, open_store};

/// Signed count of rows by score: what any question sums.
fn sums(snapshot: &Snapshot) -> BTreeMap<u32, i64> {
    // Segments are read by threads that may wait.
    tokio::task::block_in_place(|| sums_of_rows(snapshot))
}

fn sums_of_rows(snapshot: &Snapshot) -> BTreeMap<u32, i64> {
    let mut sums = BTreeMap::new();
    let stored = snapshot.segments.iter().map(|segment| Arc::new(segment.rows().unwrap()));
    for block in stored.chain(snapshot.hot.iter().cloned()) {
        for row in 0..block.rows() {
            let score = u32::try_from(block.column(Column::Score).get(row)).unwrap();
            *sums.entry(score).or_insert(0) += block.column(Column::Sign).get(row);
        }
    }
    sums.retain(|_, count| *count != 0);
    sums
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_visible_after_a_catch_up_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let projector = company.projector().await;
    for score in [9, 10, 3] {
        company.answer(score, None).await;
    }
    assert_eq!(projector.lag(), 3);
    projector.catch_up().await.unwrap();
    projector.catch_up().await.unwrap();
    let snapshot = projector.snapshot(company.workspace.id);
    // Three rows that count the responses, three scores.
    assert_eq!(sums(&snapshot), BTreeMap::from([(1, 3), (3, 1), (9, 1), (10, 1)]));
    assert_eq!((snapshot.watermark.changes(), projector.lag()), (3, 0));
    assert!(projector.wait_for(3, Duration::ZERO).await);
    assert!(!projector.wait_for(4, Duration::from_millis(10)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_projector_follows_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let projector = company.projector().await;
    let mut progress = projector.progress();
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(projector.clone().run(stop.clone()));
    company.answer(7, None).await;
    assert!(projector.wait_for(1, Duration::from_secs(10)).await);
    assert_eq!(progress.recv().await.unwrap().workspace, company.workspace.id);
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn segments_restarts_corrections_and_rebuilds_change_no_sum() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let projector = company.projector().await;
    let corrected = company.answer(0, None).await;
    // Two rows an answer: enough for a segment and a rest.
    let wanted = ROWS_OF_A_SEGMENT / 2 + 500;
    let submissions = (0..wanted).map(|number| {
        let raw = json!({ "answers": { "recommend": number % 11 }, "external_id": number.to_string() });
        company.submission(serde_json::from_value::<RawResponse>(raw).unwrap())
    });
    for outcome in company.store.submit_many(submissions.collect()).await {
        outcome.unwrap();
    }
    projector.catch_up().await.unwrap();
    company
        .store
        .withdraw(company.workspace.id, corrected, heard_model::Clock::now(&*company.clock))
        .await
        .unwrap();
    projector.catch_up().await.unwrap();

    let before = projector.snapshot(company.workspace.id);
    assert_eq!(before.segments.len(), 1, "a full segment was stored");
    let expected = sums(&before);
    assert_eq!(expected.values().sum::<i64>(), i64::try_from(wanted * 2).unwrap());

    let workspace = company.workspace.id;
    let clock = company.clock.clone();
    company.store.close().await.unwrap();
    let (store, _) = open_store(folder.path(), clock, 2).await;
    let restarted = Projector::load(store.clone(), Arc::new(ColumnCache::new(1 << 24))).await.unwrap();
    restarted.catch_up().await.unwrap();
    let after = restarted.snapshot(workspace);
    assert_eq!(sums(&after), expected);
    assert_eq!(after.watermark, before.watermark);

    restarted.rebuild(workspace).await.unwrap();
    let rebuilt = restarted.snapshot(workspace);
    assert_eq!(sums(&rebuilt), expected);
    assert_eq!(rebuilt.watermark, before.watermark);
    store.close().await.unwrap();
}

//! Projecting: visible at once, the same after a restart, the same after a rebuild.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use heard_facts::{Column, ColumnCache, Snapshot};
use heard_jobs::Projector;
use heard_jobs::project::ROWS_OF_A_SEGMENT;
use heard_model::response::RawResponse;
use serde_json::json;
use tokio_util::sync::CancellationToken;

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
    let stop = CancellationToken::new();
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
    let cache = Arc::new(ColumnCache::new(1 << 24));
    let restarted = Projector::load(store.clone(), cache, ROWS_OF_A_SEGMENT).await.unwrap();
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

/// Days in three months, so that every cut spans them.
const DAYS: [&str; 3] = ["2025-12-30", "2026-01-15", "2026-02-27"];

#[tokio::test(flavor = "multi_thread")]
async fn merged_segments_say_the_same_and_stay_few() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let projector = company.projector().await;
    let workspace = company.workspace.id;
    let stop = CancellationToken::new();
    let mut merges = 0;
    for round in 0..20 {
        for (number, day) in DAYS.iter().enumerate() {
            let raw = json!({ "answers": { "recommend": (round + number) % 11 }, "answered_at": format!("{day}T12:00:00Z") });
            let submission = company.submission(serde_json::from_value::<RawResponse>(raw).unwrap());
            company.store.submit(submission).await.unwrap();
        }
        projector.catch_up().await.unwrap();
        let before = sums(&projector.snapshot(workspace));
        projector.cut(workspace, 1).await.unwrap();
        merges += projector.compact(workspace, &stop).await.unwrap();
        let after = projector.snapshot(workspace);
        assert_eq!(sums(&after), before, "round {round}");
        assert!(after.hot.is_empty());
        assert!(after.segments.len() <= 12, "{} segments", after.segments.len());
    }
    assert!(merges > 3);
    let snapshot = projector.snapshot(workspace);
    let of_a_month = |segment: &&Arc<heard_facts::Segment>| {
        segment.meta().range.max_day - segment.meta().range.min_day < 31
    };
    assert!(snapshot.segments.iter().filter(of_a_month).count() >= 3);
    assert_eq!(company.store.check().await.unwrap().problems, Vec::<String>::new());
    let restarted = company.projector().await;
    restarted.catch_up().await.unwrap();
    assert_eq!(sums(&restarted.snapshot(workspace)), sums(&snapshot));
    let marks = company.store.projection_marks(workspace).await.unwrap();
    assert_eq!(marks.segments.len(), snapshot.segments.len(), "what was merged is deleted");
}

/// Whoever reads all segments one after the other must find each of them.
#[tokio::test(flavor = "multi_thread")]
async fn segments_that_somebody_reads_are_merged_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let projector = company.projector().await;
    let workspace = company.workspace.id;
    for score in [9, 8, 7, 6] {
        company.answer(score, None).await;
        projector.catch_up().await.unwrap();
        projector.cut(workspace, 1).await.unwrap();
    }
    let stop = CancellationToken::new();
    let kept = projector.keep_snapshot(workspace).await;
    assert_eq!(projector.compact(workspace, &stop).await.unwrap(), 0);
    let before = sums(kept.snapshot());
    let other = projector.keep_snapshot(workspace).await;
    drop(kept);
    assert_eq!(projector.compact(workspace, &stop).await.unwrap(), 0, "there is another reader");
    drop(other);
    assert_eq!(projector.compact(workspace, &stop).await.unwrap(), 1);
    assert_eq!(sums(&projector.snapshot(workspace)), before);
}

/// As two processes do: what one stores while the other has read only a part must not be missed or
/// counted twice.
#[tokio::test(flavor = "multi_thread")]
async fn two_projectors_of_one_database_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let (one, other) = (company.projector().await, company.projector().await);
    let workspace = company.workspace.id;
    for round in 0..12_u8 {
        for score in 0..5 {
            company.answer((round + score) % 11, None).await;
        }
        let (first, second) = if round % 2 == 0 { (&one, &other) } else { (&other, &one) };
        first.catch_up().await.unwrap();
        if round % 3 == 0 {
            second.catch_up().await.unwrap();
        }
        first.cut(workspace, 1).await.unwrap();
        first.compact(workspace, &CancellationToken::new()).await.unwrap();
        second.follow().await.unwrap();
        second.catch_up().await.unwrap();
        let (here, there) = (first.snapshot(workspace), second.snapshot(workspace));
        assert_eq!(sums(&here), sums(&there), "round {round}");
        assert_eq!(sums(&here).values().sum::<i64>(), i64::from(round + 1) * 10);
        // One that cuts what another has cut is told so, and loads that.
        second.cut(workspace, 1).await.unwrap();
        assert_eq!(sums(&second.snapshot(workspace)), sums(&here));
    }
    assert_eq!(company.store.check().await.unwrap().problems, Vec::<String>::new());
}

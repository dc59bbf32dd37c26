//! The outbox in order, segments with their watermark, and making them anew.

use std::sync::Arc;

use heard_model::Position;
use heard_model::position::seq_of;
use heard_store::{Changes, CorrectionExtent, DictionaryEntry, NewSegment, SegmentWrite, Store, StoreError};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{Company, NOW, behind, options, said, scored};

fn segment(first: i64, last: i64, image: &[u8]) -> NewSegment {
    NewSegment {
        image: Arc::from(image),
        rows: last - first + 1,
        first_day: 20_000 + i32::try_from(first).unwrap(),
        last_day: 20_010,
        reach: Position::after(last),
        meta: "{}".to_owned(),
    }
}

fn entry(code: u32, label: &str) -> DictionaryEntry {
    DictionaryEntry { dimension: "channel".to_owned(), code, label: label.to_owned() }
}

/// A place in lane 0, where one process numbers.
fn at(number: i64) -> Position {
    Position::after(number)
}

fn numbers(changes: &Changes) -> Vec<i64> {
    changes.entries.iter().map(|entry| entry.seq).collect()
}

/// The outbox after a number up to another.
async fn pages(store: &Store, (after, until): (i64, i64), limit: usize) -> Vec<Changes> {
    let mut ahead = store.outbox_between(&at(after), &at(until), limit);
    let mut pages = Vec::new();
    while let Some(page) = ahead.next().await.unwrap() {
        pages.push(page);
    }
    pages
}

#[tokio::test]
async fn the_outbox_says_the_same_from_memory_and_from_the_database() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    let first = company.accept(said(3, "slow")).await;
    other.accept(scored(7)).await;
    let new = company.validated(scored(9));
    company.store.correct(company.workspace, first.id, NOW, new, CorrectionExtent::Answers).await.unwrap();
    company.accept(said(5, "fine")).await;
    let from_memory = pages(&company.store, (0, 4), 10).await.remove(0);
    assert_eq!(numbers(&from_memory), [1, 2, 3, 4]);
    let parts = pages(&company.store, (1, 4), 2).await;
    let reached: Vec<_> = parts.iter().map(|part| (numbers(part), part.reached.clone())).collect();
    assert_eq!(reached, [(vec![2, 3], at(3)), (vec![4], at(4))]);
    let from_memory = from_memory.entries;
    assert_eq!(from_memory[0].words, [("comment".to_owned(), "slow".to_owned())]);
    let flags: Vec<_> = from_memory.iter().map(|entry| (entry.accepted, entry.events.len())).collect();
    assert_eq!(flags, [(true, 1), (true, 1), (false, 2), (true, 1)]);
    company.store.close().await.unwrap();

    let store = Store::open(options(&company.folder).await).await.unwrap();
    let from_disk = store.all_changes_between(&at(0), &at(4), 10).await.unwrap().entries;
    assert_eq!(from_disk[1..], from_memory[1..]);
    assert_eq!(from_disk[0].events, from_memory[0].events);
    assert!(from_disk[0].words.is_empty(), "words are those that stand now");
    let parts = pages(&store, (0, 4), 3).await;
    assert_eq!(parts.iter().map(numbers).collect::<Vec<_>>(), [vec![1, 2, 3], vec![4]]);
    for entry in parts.into_iter().flat_map(|part| part.entries) {
        let same = &from_disk[usize::try_from(entry.seq - 1).unwrap()];
        assert_eq!((entry.response, &entry.events), (same.response, &same.events));
        assert!(entry.words.is_empty(), "the projector needs none");
    }
    let own = store.outbox_of(company.workspace, &at(0), &at(9), 10).await.unwrap();
    assert_eq!(numbers(&own), [1, 3, 4]);
    let all = store.changes_between(company.workspace, &at(0), &at(9), 10).await.unwrap();
    assert_eq!((numbers(&all), &all.reached), (vec![1, 3, 4], &own.reached));
    assert_eq!(numbers(&store.changes_between(company.workspace, &at(1), &at(4), 1).await.unwrap()), [3]);
}

#[tokio::test]
async fn a_segment_its_labels_and_the_watermark_are_one_step() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    for score in 0..4 {
        company.accept(scored(score)).await;
        other.accept(scored(score)).await;
    }
    let store = &company.store;
    let write = SegmentWrite {
        add: vec![segment(1, 5, b"one image"), segment(3, 5, b"another")],
        dictionary: vec![entry(1, "link"), entry(2, "kiosk")],
        watermark: Some(at(5)),
        ..SegmentWrite::default()
    };
    let ids = store.store_segments(company.workspace, write.clone()).await.unwrap();
    assert_eq!(numbers(&store.outbox_of(company.workspace, &at(0), &at(9), 10).await.unwrap()), [7]);
    assert_eq!(numbers(&store.outbox_of(other.workspace, &at(0), &at(9), 10).await.unwrap()), [2, 4, 6, 8]);
    assert_eq!(store.waiting_changes(company.workspace).await.unwrap(), 1);
    let stored = store.projection(company.workspace).await.unwrap();
    assert_eq!((stored.watermark, stored.dictionary), (at(5), write.dictionary.clone()));
    assert_eq!(stored.segments.iter().map(|meta| meta.id).collect::<Vec<_>>(), ids);
    assert_eq!((stored.segments[0].rows, stored.segments[0].bytes), (5, 9));
    assert_eq!(store.segment_image(company.workspace, ids[0]).await.unwrap().unwrap(), b"one image");
    assert_eq!(store.segment_image(other.workspace, ids[0]).await.unwrap(), None);
    assert_eq!(store.projection(other.workspace).await.unwrap(), heard_store::StoredProjection::default());

    let merged =
        SegmentWrite { add: vec![segment(1, 5, b"merged")], remove: ids.clone(), ..Default::default() };
    let new = store.store_segments(company.workspace, merged).await.unwrap();
    assert!(!ids.contains(&new[0]), "identifiers are never given twice");
    assert_eq!(store.segment_image(company.workspace, ids[0]).await.unwrap(), None);
    assert_eq!(store.watermark(company.workspace).await.unwrap(), at(5));
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn all_that_segments_hold_leaves_the_outbox() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    let workspaces = [company.workspace.0, other.workspace.0];
    company.store.close().await.unwrap();
    let raw = behind(&company.folder).await;
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)";
    for (rest, workspace) in workspaces.into_iter().enumerate() {
        let sql = format!(
            r#"{numbers} INSERT INTO "outbox" ("seq", "workspace") SELECT i, $1 FROM n WHERE i % 2 = {rest}"#
        );
        let backend = raw.get_database_backend();
        raw.execute_raw(Statement::from_sql_and_values(backend, sql, [workspace.into()])).await.unwrap();
    }
    raw.close().await.unwrap();
    let store = Store::open(options(&company.folder).await).await.unwrap();
    let write = SegmentWrite { watermark: Some(at(19_990)), ..SegmentWrite::default() };
    store.store_segments(company.workspace, write).await.unwrap();
    store.close().await.unwrap();
    let raw = behind(&company.folder).await;
    for (workspace, left) in [(company.workspace, 5), (other.workspace, 10_000)] {
        let sql = r#"SELECT count(*) FROM "outbox" WHERE "workspace" = $1"#;
        let count = Statement::from_sql_and_values(raw.get_database_backend(), sql, [workspace.0.into()]);
        let row = raw.query_one_raw(count).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), left);
    }
}

#[tokio::test]
async fn a_step_that_fails_changes_nothing() {
    let company = Company::new().await;
    company.accept(scored(1)).await;
    let first = SegmentWrite { dictionary: vec![entry(1, "link")], ..SegmentWrite::default() };
    company.store.store_segments(company.workspace, first).await.unwrap();
    let bad = SegmentWrite {
        add: vec![segment(1, 1, b"image")],
        dictionary: vec![entry(1, "kiosk")],
        watermark: Some(at(1)),
        ..SegmentWrite::default()
    };
    let error = company.store.store_segments(company.workspace, bad).await.unwrap_err();
    assert!(matches!(error, StoreError::Taken(_)));
    let stored = company.store.projection(company.workspace).await.unwrap();
    assert_eq!(
        (stored.watermark, stored.segments.len(), stored.dictionary),
        (at(0), 0, vec![entry(1, "link")])
    );
    assert_eq!(company.store.waiting_changes(company.workspace).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_may_wait_loads_an_image() {
    let company = Company::new().await;
    let write = SegmentWrite { add: vec![segment(0, 0, &[7; 300_000])], ..SegmentWrite::default() };
    let id = company.store.store_segments(company.workspace, write).await.unwrap()[0];
    let (store, workspace) = (company.store.clone(), company.workspace);
    let image = std::thread::spawn(move || store.segment_image_blocking(workspace, id)).join().unwrap();
    assert_eq!(image.unwrap().unwrap(), [7; 300_000]);
}

#[tokio::test]
async fn a_rebuild_gives_all_changes_again_and_only_of_this_workspace() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    let receipt = company.accept(scored(2)).await;
    other.accept(scored(2)).await;
    let new = company.validated(scored(10));
    company.store.correct(company.workspace, receipt.id, NOW, new, CorrectionExtent::Answers).await.unwrap();
    let before = company.facts().await;
    let store = &company.store;
    let write = |last| SegmentWrite {
        add: vec![segment(1, last, b"image")],
        dictionary: vec![entry(1, "link")],
        watermark: Some(at(last)),
        ..SegmentWrite::default()
    };
    store.store_segments(company.workspace, write(3)).await.unwrap();
    store.store_segments(other.workspace, write(2)).await.unwrap();
    assert_eq!(store.waiting_changes(company.workspace).await.unwrap(), 0);

    assert_eq!(store.rebuild(company.workspace).await.unwrap(), 2);
    let stored = store.projection(company.workspace).await.unwrap();
    assert_eq!(stored, heard_store::StoredProjection::default());
    let waiting = store.outbox_of(company.workspace, &at(0), &at(9), 10).await.unwrap();
    let events: Vec<_> = waiting.entries.iter().flat_map(|entry| entry.events.clone()).collect();
    assert_eq!(events, before, "the original first, then −original +correction");
    assert_eq!(store.projection(other.workspace).await.unwrap().watermark, at(2));
    assert_eq!(store.waiting_changes(other.workspace).await.unwrap(), 0);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_check_finds_what_is_wrong() {
    let company = Company::new().await;
    for score in 0..3 {
        company.accept(scored(score)).await;
    }
    let write = SegmentWrite {
        add: vec![segment(1, 1, b"image")],
        watermark: Some(at(1)),
        ..SegmentWrite::default()
    };
    company.store.store_segments(company.workspace, write).await.unwrap();
    company.store.close().await.unwrap();
    let raw = behind(&company.folder).await;
    for sql in [
        "DELETE FROM segment_parts",
        "DELETE FROM outbox WHERE seq = 3",
        "DELETE FROM responses WHERE accepted_seq = 2",
    ] {
        raw.execute_unprepared(sql).await.unwrap();
    }
    raw.close().await.unwrap();
    let store = Store::open(options(&company.folder).await).await.unwrap();
    let problems = store.check().await.unwrap().problems.join("\n");
    for part in ["gaps", "neither in the segments nor in the outbox", "is missing"] {
        assert!(problems.contains(part), "{part} is not in: {problems}");
    }
    let error = store.segment_image(company.workspace, 1).await.unwrap_err();
    assert!(matches!(error, StoreError::DamagedSegment { segment: 1, .. }));
}

#[tokio::test]
async fn a_job_remembers_how_far_it_has_read() {
    let company = Company::new().await;
    let store = &company.store;
    assert_eq!(store.job_position(company.workspace, "alerts").await.unwrap(), at(0));
    store.set_job_position(company.workspace, "alerts", &at(5)).await.unwrap();
    let mut further = at(9);
    further.advance(seq_of(3, 7));
    store.set_job_position(company.workspace, "alerts", &further).await.unwrap();
    assert_eq!(store.job_position(company.workspace, "alerts").await.unwrap(), further);
    assert_eq!(store.job_position(company.workspace, "other").await.unwrap(), at(0));
}

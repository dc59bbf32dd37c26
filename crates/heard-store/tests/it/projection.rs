//! The outbox in order, segments with their watermark, and making them anew.

use std::sync::Arc;

use heard_store::{CorrectionExtent, DictionaryEntry, NewSegment, SegmentWrite, Store, StoreError};

use crate::support::{Company, NOW, options, said, scored};

fn segment(first_seq: i64, last_seq: i64, image: &[u8]) -> NewSegment {
    NewSegment {
        image: Arc::from(image),
        rows: last_seq - first_seq + 1,
        first_day: 20_000 + i32::try_from(first_seq).unwrap(),
        last_day: 20_010,
        first_seq,
        last_seq,
        meta: "{}".to_owned(),
    }
}

fn entry(code: u32, label: &str) -> DictionaryEntry {
    DictionaryEntry { dimension: "channel".to_owned(), code, label: label.to_owned() }
}

fn numbers(entries: &[Arc<heard_store::OutboxEntry>]) -> Vec<i64> {
    entries.iter().map(|entry| entry.seq).collect()
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
    let from_memory = company.store.outbox_after(0, 10).await.unwrap();
    assert_eq!(numbers(&from_memory), [1, 2, 3, 4]);
    assert_eq!(numbers(&company.store.outbox_after(1, 2).await.unwrap()), [2, 3]);
    assert_eq!(from_memory[0].words, [("comment".to_owned(), "slow".to_owned())]);
    let flags: Vec<_> = from_memory.iter().map(|entry| (entry.accepted, entry.events.len())).collect();
    assert_eq!(flags, [(true, 1), (true, 1), (false, 2), (true, 1)]);
    company.store.close().await.unwrap();

    let store = Store::open(options(&company.folder)).await.unwrap();
    let from_disk = store.outbox_after(0, 10).await.unwrap();
    assert_eq!(from_disk[1..], from_memory[1..]);
    assert_eq!(from_disk[0].events, from_memory[0].events);
    assert!(from_disk[0].words.is_empty(), "words are those that stand now");
    let own = store.outbox_of(company.workspace, 0, 10).await.unwrap();
    assert_eq!(numbers(&own), [1, 3, 4]);
    assert_eq!(own, store.fact_events_after(company.workspace, 0, 10).await.unwrap());
    assert_eq!(numbers(&store.fact_events_after(company.workspace, 1, 1).await.unwrap()), [3]);
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
        watermark: Some(5),
        ..SegmentWrite::default()
    };
    let ids = store.store_segments(company.workspace, write.clone()).await.unwrap();
    assert_eq!(numbers(&store.outbox_of(company.workspace, 0, 10).await.unwrap()), [7]);
    assert_eq!(numbers(&store.outbox_of(other.workspace, 0, 10).await.unwrap()), [2, 4, 6, 8]);
    assert_eq!(store.waiting_changes(company.workspace).await.unwrap(), 1);
    let stored = store.projection(company.workspace).await.unwrap();
    assert_eq!((stored.watermark, stored.dictionary), (5, write.dictionary.clone()));
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
    assert_eq!(store.watermark(company.workspace).await.unwrap(), 5);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
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
        watermark: Some(1),
        ..SegmentWrite::default()
    };
    let error = company.store.store_segments(company.workspace, bad).await.unwrap_err();
    assert!(matches!(error, StoreError::Taken(_)));
    let stored = company.store.projection(company.workspace).await.unwrap();
    assert_eq!((stored.watermark, stored.segments.len(), stored.dictionary), (0, 0, vec![entry(1, "link")]));
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
        watermark: Some(last),
        ..SegmentWrite::default()
    };
    store.store_segments(company.workspace, write(3)).await.unwrap();
    store.store_segments(other.workspace, write(2)).await.unwrap();
    assert_eq!(store.waiting_changes(company.workspace).await.unwrap(), 0);

    assert_eq!(store.rebuild(company.workspace).await.unwrap(), 2);
    let stored = store.projection(company.workspace).await.unwrap();
    assert_eq!(stored, heard_store::StoredProjection::default());
    let waiting = store.outbox_of(company.workspace, 0, 10).await.unwrap();
    let events: Vec<_> = waiting.iter().flat_map(|entry| entry.events.clone()).collect();
    assert_eq!(events, before, "the original first, then −original +correction");
    assert_eq!(store.projection(other.workspace).await.unwrap().watermark, 2);
    assert_eq!(store.waiting_changes(other.workspace).await.unwrap(), 0);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_check_finds_what_is_wrong() {
    use sea_orm::{ConnectionTrait, Database};
    let company = Company::new().await;
    for score in 0..3 {
        company.accept(scored(score)).await;
    }
    let write =
        SegmentWrite { add: vec![segment(1, 1, b"image")], watermark: Some(1), ..SegmentWrite::default() };
    company.store.store_segments(company.workspace, write).await.unwrap();
    company.store.close().await.unwrap();
    let url = format!("sqlite://{}", company.folder.path().join("heard.db").display());
    let raw = Database::connect(url).await.unwrap();
    for sql in [
        "UPDATE segments SET image = x'00'",
        "DELETE FROM outbox WHERE seq = 3",
        "DELETE FROM responses WHERE accepted_seq = 2",
    ] {
        raw.execute_unprepared(sql).await.unwrap();
    }
    raw.close().await.unwrap();
    let store = Store::open(options(&company.folder)).await.unwrap();
    let problems = store.check().await.unwrap().problems.join("\n");
    for part in ["gaps", "neither in the segments nor in the outbox", "checksum"] {
        assert!(problems.contains(part), "{part} is not in: {problems}");
    }
    let error = store.segment_image(company.workspace, 1).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)));
}

#[tokio::test]
async fn a_job_remembers_how_far_it_has_read() {
    let company = Company::new().await;
    let store = &company.store;
    assert_eq!(store.job_cursor(company.workspace, "alerts").await.unwrap(), 0);
    store.set_job_cursor(company.workspace, "alerts", 5).await.unwrap();
    store.set_job_cursor(company.workspace, "alerts", 9).await.unwrap();
    assert_eq!(store.job_cursor(company.workspace, "alerts").await.unwrap(), 9);
    assert_eq!(store.job_cursor(company.workspace, "other").await.unwrap(), 0);
}

//! What has not changed is not written again, and not even read where that is known.

use heard_backup::Keep;
use heard_store::{CorrectionExtent, NewSegment, SegmentWrite, SnapshotRequest};

use crate::support::{Company, NOW, open, responses, rows_by_table, said};

#[tokio::test]
async fn a_second_backup_writes_what_has_changed_and_no_more() {
    let company = Company::new().await;
    company.accept_many(700).await;
    let first = company.back_up().await;
    assert!(first.new_blocks > 60 && first.new_blocks <= first.blocks, "{first:?}");

    let same = company.back_up().await;
    assert_eq!((same.new_blocks, same.blocks), (0, first.blocks), "nothing has changed");

    let receipt = company.accept(said(3, "later")).await;
    company.accept(said(4, "later still")).await;
    let corrected = company.validated(said(9, "it is well again"));
    let store = &company.store;
    store.correct(company.workspace, receipt.id, NOW, corrected, CorrectionExtent::Answers).await.unwrap();
    let third = company.back_up().await;
    // The ends of responses, changes, outbox and keys.
    assert!((1..=6).contains(&third.new_blocks), "{third:?}");
    assert_eq!(third.responses, 702);
}

#[tokio::test]
async fn a_row_in_the_middle_that_changes_touches_its_block_only() {
    let company = Company::new().await;
    let mut receipts = Vec::new();
    for number in 0..500_u16 {
        receipts.push(company.accept(said(5, &format!("number {number}"))).await);
    }
    company.back_up().await;
    let corrected = company.validated(said(0, "on second thoughts"));
    let (store, id) = (&company.store, receipts[250].id);
    store.correct(company.workspace, id, NOW, corrected, CorrectionExtent::Answers).await.unwrap();
    let report = company.back_up().await;
    assert!(report.new_blocks <= 5, "{report:?}");
    company.restore(None, "copy").await.unwrap();
    let copy = open(&company.target("copy"), &company.clock).await;
    assert_eq!(responses(&copy, &company.scope()).await, responses(store, &company.scope()).await);
}

fn segment(byte: u8) -> SegmentWrite {
    let new = NewSegment {
        image: vec![byte; 300_000].into(),
        rows: 1,
        first_day: 0,
        last_day: 0,
        reach: heard_model::Position::after(1),
        meta: "{}".to_owned(),
    };
    let watermark = Some(heard_model::Position::after(1));
    SegmentWrite { add: vec![new], watermark, ..SegmentWrite::default() }
}

#[tokio::test]
async fn images_and_keys_that_are_there_are_not_read_again() {
    let company = Company::new().await;
    company.accept_many(20).await;
    let first = company.store.store_segments(company.workspace, segment(1)).await.unwrap();
    company.back_up().await;
    company.store.store_segments(company.workspace, segment(2)).await.unwrap();
    company.accept_many(3).await;

    let repository = company.repository(None);
    let request = heard_backup::Backup::begin(&repository).unwrap().request();
    assert_eq!((request.images.len(), request.position.changes()), (1, 20));
    drop(repository);
    let count = |rows: &[(String, u64)], table: &str| rows.iter().find(|(name, _)| name == table).unwrap().1;
    let rows = rows_by_table(&company.store, request).await;
    assert_eq!((count(&rows, "segment_parts"), count(&rows, "idempotency")), (3, 3), "only what is new");
    let all = rows_by_table(&company.store, SnapshotRequest::default()).await;
    assert_eq!((count(&all, "segment_parts"), count(&all, "idempotency")), (6, 23));

    company.back_up().await;
    company.restore(None, "copy").await.unwrap();
    let copy = open(&company.target("copy"), &company.clock).await;
    let everything = rows_by_table(&copy, SnapshotRequest::default()).await;
    assert_eq!(everything, all, "what was not sent is there all the same");
    for id in [first[0], first[0] + 1] {
        let (here, there) = (
            company.store.segment_image(company.workspace, id).await,
            copy.segment_image(company.workspace, id).await,
        );
        assert_eq!(here.unwrap(), there.unwrap());
    }
    assert_eq!(copy.check().await.unwrap().problems, Vec::<String>::new());
}

/// A database that was set back and went on has other keys under the same numbers.
#[tokio::test]
async fn a_database_that_was_set_back_is_read_whole() {
    let company = Company::new().await;
    company.accept_many(10).await;
    company.back_up().await;
    company.restore(None, "set-back").await.unwrap();
    company.accept_many(5).await;
    company.back_up().await;

    let set_back = open(&company.target("set-back"), &company.clock).await;
    let here = company.on(set_back.clone());
    here.accept_many(7).await;
    let repository = here.repository(None);
    let request = heard_backup::Backup::begin(&repository).unwrap().request();
    drop(repository);
    let rows = rows_by_table(&here.store, request).await;
    assert!(rows.contains(&("idempotency".to_owned(), 17)), "{rows:?}");
    here.back_up().await;
    here.restore(None, "copy").await.unwrap();
    let copy = open(&here.target("copy"), &here.clock).await;
    assert_eq!(responses(&copy, &here.scope()).await, responses(&set_back, &here.scope()).await);
    assert_eq!(copy.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_too_old_is_forgotten_with_its_blocks() {
    let company = Company::new().await;
    company.accept_many(200).await;
    company.back_up().await;
    for _ in 0..3 {
        company.accept_many(50).await;
        company.back_up().await;
    }
    assert_eq!(company.repository(None).moments().unwrap().len(), 4);
    let keep = Keep { newest: Some(2), days: None };
    let report = company.back_up_with(None, keep).await.unwrap();
    assert_eq!((report.kept, report.forgotten.len()), (2, 3));
    assert!(report.removed_blocks > 0, "{report:?}");
    let found = heard_backup::verify(&company.repository(None), &mut |_, _| {}).unwrap();
    assert_eq!((found.backups, found.problems), (2, vec![]));
    for moment in company.repository(None).moments().unwrap() {
        let at = moment.manifest.moment;
        company.restore(Some(at), &format!("at-{}", at.as_second())).await.unwrap();
    }
}

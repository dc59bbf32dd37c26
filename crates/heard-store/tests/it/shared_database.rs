//! What only several processes that share a PostgreSQL database do.

use std::sync::Arc;

use heard_model::SystemEntropy;
use heard_store::{NewSegment, SegmentWrite, Store, StoreError, StoreOptions};

use crate::support::{Company, options, scored};

/// What one process fills in again must not be lost to a segment that another one stores meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_while_another_process_stores_segments_loses_nothing() {
    let company = Company::new().await;
    let workspace = company.workspace;
    let elsewhere = tempfile::tempdir().unwrap();
    let of_the_other = StoreOptions {
        folder: elsewhere.path().to_owned(),
        entropy: Arc::new(SystemEntropy),
        ..options(&company.folder).await
    };
    let other = Store::open(of_the_other).await.unwrap();
    for round in 0..20 {
        for score in 0..5 {
            company.accept(scored(score)).await;
        }
        let base = other.watermark(workspace).await.unwrap();
        let reach = company.store.committed().borrow().clone();
        let segment = NewSegment {
            image: Arc::from(b"image".as_slice()),
            rows: 5,
            first_day: 20_000,
            last_day: 20_000,
            reach: reach.clone(),
            meta: "{}".to_owned(),
        };
        let write = SegmentWrite {
            add: vec![segment],
            watermark: Some(reach),
            base: Some(base),
            ..SegmentWrite::default()
        };
        let (rebuilt, stored) =
            tokio::join!(company.store.rebuild(workspace), other.store_segments(workspace, write));
        rebuilt.unwrap();
        assert!(matches!(stored, Ok(_) | Err(StoreError::Stale)), "round {round}: {stored:?}");
        assert_eq!(other.check().await.unwrap().problems, Vec::<String>::new(), "round {round}");
    }
}

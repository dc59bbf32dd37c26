//! Stored changes, a JSON list of them: coded into rows, written as an image, read again.

#![no_main]

use std::sync::Arc;

use heard_facts::{Column, ColumnCache, EncodedSegment, Segment, WorkspaceFacts};
use heard_fuzz::{Image, WORKSPACE, reads_back};
use heard_model::fact::FactEvent;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(events) = serde_json::from_slice::<Vec<FactEvent>>(body) else { return };
    events.iter().for_each(reads_back);
    let mut facts = WorkspaceFacts::empty(WORKSPACE);
    // A change out of order is refused as a whole; those before it are applied.
    if facts.apply(&events).is_err() {
        let applies = |until: &usize| WorkspaceFacts::empty(WORKSPACE).apply(&events[..*until]).is_ok();
        let until = (0..events.len()).rev().find(applies).expect("nothing can always be applied");
        let mut before = WorkspaceFacts::empty(WORKSPACE);
        before.apply(&events[..until]).expect("what was applied can be");
        return assert_eq!(facts.hot_rows(), before.hot_rows(), "half of a change was applied");
    }
    let hot = facts.snapshot().hot;
    let Some(EncodedSegment { meta, bytes }) = EncodedSegment::of(&hot).expect("rows can be written") else {
        return;
    };
    let cache = Arc::new(ColumnCache::new(1 << 16));
    let read =
        Segment::new(1, meta, Arc::new(Image(bytes)), cache).rows().expect("what was written can be read");
    for column in Column::all() {
        let sum = |block: &heard_facts::RowBlock| {
            (0..block.rows()).map(|row| i128::from(block.column(column).get(row))).sum::<i128>()
        };
        assert_eq!(sum(&read), hot.iter().map(|block| sum(block)).sum::<i128>(), "{column}");
    }
});

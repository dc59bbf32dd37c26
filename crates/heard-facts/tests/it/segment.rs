//! Segments: rows go through Parquet and come back, in order, column by column.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use heard_facts::{Column, ColumnCache, EncodedSegment, Segment, SegmentBytes, SegmentMeta, WorkspaceFacts};
use heard_model::fact::FactEvent;
use proptest::prelude::*;

use crate::events::{any_events, event, rows_of, rows_of_block, segment, workspace_id};

fn facts(events: &[FactEvent]) -> WorkspaceFacts {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(events).unwrap();
    facts
}

proptest! {
    #[test]
    fn encoding_and_decoding_keep_every_row(events in any_events(60)) {
        let snapshot = facts(&events).snapshot();
        let rows = rows_of(&snapshot);
        let Some(encoded) = EncodedSegment::of(&snapshot.hot).unwrap() else {
            prop_assert!(rows.is_empty());
            return Ok(());
        };
        prop_assert_eq!(encoded.meta.rows as usize, rows.len());
        let block = segment(7, &encoded).rows().unwrap();
        prop_assert_eq!(block.range(), &encoded.meta.range);
        let mut decoded = rows_of_block(&block);
        let order = |row: &Vec<i64>| {
            [Column::Day, Column::Series, Column::Survey, Column::Question].map(|column| row[column.index()])
        };
        prop_assert!(decoded.is_sorted_by_key(order));
        decoded.sort_unstable();
        prop_assert_eq!(decoded, rows);
    }

    #[test]
    fn merging_keeps_every_row_and_divides_by_month(
        parts in prop::collection::vec(any_events(30), 1..5),
    ) {
        let (mut blocks, mut rows) = (Vec::new(), Vec::new());
        for events in &parts {
            let snapshot = facts(events).snapshot();
            rows.extend(rows_of(&snapshot));
            if let Some(encoded) = EncodedSegment::of(&snapshot.hot).unwrap() {
                blocks.push(Arc::new(segment(1, &encoded).rows().unwrap()));
            }
        }
        let mut merged = Vec::new();
        let mut months = Vec::new();
        for encoded in EncodedSegment::merged(&blocks).unwrap() {
            let block = segment(1, &encoded).rows().unwrap();
            prop_assert_eq!(block.range(), &encoded.meta.range);
            let date = |day: i32| jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day);
            let (first, last) = (date(encoded.meta.range.min_day), date(encoded.meta.range.max_day));
            prop_assert_eq!(first.first_of_month(), last.first_of_month());
            months.push(first.first_of_month());
            merged.extend(rows_of_block(&block));
        }
        prop_assert!(months.is_sorted_by(|a, b| a < b), "one segment for each month");
        merged.sort_unstable();
        rows.sort_unstable();
        prop_assert_eq!(merged, rows);
    }

    #[test]
    fn encoding_again_gives_the_same_bytes(events in any_events(20)) {
        let hot = facts(&events).snapshot().hot;
        prop_assert_eq!(EncodedSegment::of(&hot).unwrap(), EncodedSegment::of(&hot).unwrap());
    }
}

#[test]
fn the_metadata_is_stored_as_flat_json() {
    let hot = facts(&[event(3), event(9)]).snapshot().hot;
    let meta = EncodedSegment::of(&hot).unwrap().unwrap().meta;
    let json = serde_json::to_value(&meta).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["checksum", "format", "max_day", "max_seq", "min_day", "min_seq", "pieces", "rows"]);
    assert_eq!((&json["min_seq"], &json["max_seq"], &json["rows"]), (&"3".into(), &"9".into(), &2.into()));
    assert_eq!(serde_json::from_value::<SegmentMeta>(json).unwrap(), meta);
}

/// Counts how often the image is read.
struct Counted(Bytes, AtomicUsize);

impl SegmentBytes for Counted {
    fn load(&self, _: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Ok(Some(self.0.clone()))
    }
}

#[test]
fn the_image_is_read_only_for_columns_that_are_not_in_memory() {
    let events: Vec<FactEvent> =
        (1..100).map(|seq| FactEvent { contact: seq as u32, ..event(seq) }).collect();
    let encoded = EncodedSegment::of(&facts(&events).snapshot().hot).unwrap().unwrap();
    let source = Arc::new(Counted(encoded.bytes, AtomicUsize::new(0)));
    let cache = Arc::new(ColumnCache::new(1 << 16));
    let segment =
        Segment::new(1, encoded.meta, Arc::clone(&source) as Arc<dyn SegmentBytes>, Arc::clone(&cache));
    let first = segment.columns(&[Column::Score, Column::Contact, Column::Score]).unwrap();
    assert_eq!((first[0].as_constant(), &first[0]), (Some(9), &first[2]));
    assert_eq!(first[1].get(41), 42);
    segment.columns(&[Column::Contact]).unwrap();
    assert_eq!(source.1.load(Ordering::SeqCst), 1);
    segment.columns(&[Column::Contact, Column::Agent]).unwrap();
    assert_eq!(source.1.load(Ordering::SeqCst), 2);
    cache.clear();
    segment.columns(&[Column::Contact]).unwrap();
    assert_eq!(source.1.load(Ordering::SeqCst), 3);
}

#[test]
fn a_thousand_rows_take_little_room() {
    let events: Vec<FactEvent> = (0..20_000)
        .map(|seq| FactEvent {
            day: 19_000 + (seq / 300) as i32,
            agent: Some(format!("agent {}", seq * 7 % 40)),
            channel: Some(format!("channel {}", seq * 13 % 4)),
            ..event(seq + 1)
        })
        .collect();
    let encoded = EncodedSegment::of(&facts(&events).snapshot().hot).unwrap().unwrap();
    let block = segment(1, &encoded).rows().unwrap();
    let (stored, in_memory) = (encoded.bytes.len() / 20, block.bytes() / 20);
    assert!(stored < 6_000, "{stored} bytes per thousand rows stored");
    assert!(in_memory < 16_000, "{in_memory} bytes per thousand rows in memory");
}

//! Hostile input: an image that is not what was written is told, never believed, never a panic.

use std::sync::Arc;

use bytes::Bytes;
use heard_facts::SegmentBytes;
use heard_facts::{
    Checksum, Column, ColumnCache, EncodedSegment, FactsError, Segment, SegmentMeta, WorkspaceFacts,
};
use heard_model::fact::FactEvent;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::events::{Images, event, workspace_id};

fn encoded() -> EncodedSegment {
    let events: Vec<FactEvent> = (1..200)
        .map(|seq| FactEvent { day: 19_000 + (seq % 9) as i32, weight: Some(seq as u32 * 977), ..event(seq) })
        .collect();
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(&events).unwrap();
    EncodedSegment::of(&facts.snapshot().hot).unwrap().unwrap()
}

fn segment(meta: SegmentMeta, bytes: Vec<u8>) -> Segment {
    let images = Images::default();
    images.put(77, Bytes::from(bytes));
    Segment::new(77, meta, Arc::new(images), Arc::new(ColumnCache::new(1 << 20)))
}

#[derive(Clone, Debug)]
enum Damage {
    Cut(Index),
    Flip(Index, u8),
    Splice(Index, Vec<u8>),
    Replace(Vec<u8>),
}

fn any_damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), 0u8..8).prop_map(|(place, bit)| Damage::Flip(place, bit)),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..9))
            .prop_map(|(place, bytes)| Damage::Splice(place, bytes)),
        prop::collection::vec(any::<u8>(), 0..99).prop_map(Damage::Replace),
    ]
}

fn damaged(mut bytes: Vec<u8>, damage: Damage) -> Vec<u8> {
    match damage {
        Damage::Cut(place) => bytes.truncate(place.index(bytes.len())),
        Damage::Flip(place, bit) => {
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
        }
        Damage::Splice(place, piece) => {
            let place = place.index(bytes.len());
            bytes.splice(place..place, piece);
        }
        Damage::Replace(other) => bytes = other,
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn damage_is_told_with_the_name_of_the_segment(damage in any_damage()) {
        let encoded = encoded();
        let bytes = damaged(encoded.bytes.to_vec(), damage);
        let asked = [Column::Score, Column::Day];
        let whole = segment(encoded.meta.clone(), encoded.bytes.to_vec()).columns(&asked).unwrap();
        let segment = segment(encoded.meta, bytes.clone());
        let told = |error: &FactsError| {
            matches!(error, FactsError::Damaged { segment: 77, .. })
                && error.to_string().starts_with("segment 77 is damaged: ")
        };
        match segment.columns(&asked) {
            // It lies where nobody has looked.
            Ok(columns) => prop_assert_eq!(columns, whole),
            Err(error) => prop_assert!(told(&error), "{}", error),
        }
        let is_damaged = bytes != encoded.bytes;
        match segment.rows() {
            Ok(_) => prop_assert!(!is_damaged),
            Err(error) => prop_assert!(is_damaged && told(&error), "{}", error),
        }
    }

    /// Damage from before the checksum was taken: whoever wrote it, no panic.
    #[test]
    fn damage_with_a_fitting_checksum_does_not_panic(damage in any_damage()) {
        let encoded = encoded();
        let bytes = damaged(encoded.bytes.to_vec(), damage);
        let meta = SegmentMeta { checksum: Checksum::of(&bytes), pieces: Vec::new(), ..encoded.meta };
        let segment = segment(meta, bytes);
        for column in Column::all() {
            match segment.columns(&[column]) {
                Ok(columns) => prop_assert_eq!(columns[0].rows(), 199),
                Err(error) => prop_assert!(matches!(error, FactsError::Damaged { segment: 77, .. }), "{error}"),
            }
        }
    }
}

/// A store whose images are damaged only where nobody looks.
#[test]
fn what_is_not_read_does_no_harm_and_all_of_it_is_told() {
    let encoded = encoded();
    let begins = |column: Column| {
        let place = encoded.meta.pieces.iter().position(|piece| piece.column == column.to_string()).unwrap();
        encoded.meta.pieces[place - 1].end as usize
    };
    let mut bytes = encoded.bytes.to_vec();
    bytes[begins(Column::Weight) + 3] ^= 1;
    let segment = segment(encoded.meta.clone(), bytes);
    assert_eq!(segment.columns(&[Column::Score, Column::Day]).unwrap().len(), 2);
    for error in [segment.columns(&[Column::Weight]).unwrap_err(), segment.rows().unwrap_err()] {
        assert!(matches!(error, FactsError::Damaged { segment: 77, .. }), "{error}");
    }
}

proptest! {
    /// Places that say nonsense: told, or the whole image is right.
    #[test]
    fn wrong_pieces_do_not_panic(place in any::<Index>(), end in any::<u32>()) {
        let mut encoded = encoded();
        let place = place.index(encoded.meta.pieces.len());
        encoded.meta.pieces[place].end = end;
        let segment = segment(encoded.meta, encoded.bytes.to_vec());
        for column in Column::all() {
            match segment.columns(&[column]) {
                Ok(columns) => prop_assert_eq!(columns[0].rows(), 199),
                Err(error) => prop_assert!(matches!(error, FactsError::Damaged { segment: 77, .. }), "{error}"),
            }
        }
    }
}

#[test]
fn a_later_format_is_told() {
    let encoded = encoded();
    let meta = SegmentMeta { format: 2, ..encoded.meta };
    let error = segment(meta, encoded.bytes.to_vec()).columns(&[Column::Score]).unwrap_err();
    assert_eq!(error.to_string(), "segment 77 has format 2, and this version reads up to 1; update heard");
}

#[test]
fn other_rows_than_stored_are_told() {
    let encoded = encoded();
    let meta = SegmentMeta { rows: 198, ..encoded.meta };
    let error = segment(meta, encoded.bytes.to_vec()).columns(&[Column::Score]).unwrap_err();
    assert!(matches!(error, FactsError::Damaged { segment: 77, .. }), "{error}");
}

/// A store that does not answer.
struct Broken;

impl SegmentBytes for Broken {
    fn load(&self, _: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
        Err("the disk failed".into())
    }
}

#[test]
fn an_image_that_cannot_be_read_is_told() {
    let meta = encoded().meta;
    let error = |source: Arc<dyn SegmentBytes>| {
        let segment = Segment::new(5, meta.clone(), source, Arc::new(ColumnCache::new(1 << 20)));
        segment.columns(&[Column::Score]).unwrap_err()
    };
    assert_eq!(error(Arc::new(Broken)).to_string(), "segment 5 could not be read");
    assert!(matches!(error(Arc::new(Images::default())), FactsError::Gone { segment: 5 }), "it was merged");
}

//! Files written by earlier versions stay readable for ever.
//!
//! `fixtures/segment-<format>.parquet` with its metadata, dictionary and rows was written when
//! the format was new. A new format adds a fixture; none is ever written again.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use heard_facts::{ColumnCache, Dictionary, DictionaryEntry, Segment, SegmentMeta, WorkspaceFacts};
use heard_model::fact::{FactEvent, FactKind, FactScore, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};

use crate::events::{Images, event, rows_of_block, score, spelled, workspace_id};

fn path(name: &str) -> PathBuf {
    // As it is when the test runs: clones may share what was compiled.
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("tests/fixtures").join(name)
}

#[test]
fn format_1_reads_as_it_was_written() {
    let meta: SegmentMeta =
        serde_json::from_slice(&std::fs::read(path("segment-1.meta.json")).unwrap()).unwrap();
    let entries: Vec<DictionaryEntry> =
        serde_json::from_slice(&std::fs::read(path("segment-1.dictionary.json")).unwrap()).unwrap();
    let dictionary = Dictionary::load(entries).unwrap();
    let images = Images::default();
    images.put(1, Bytes::from(std::fs::read(path("segment-1.parquet")).unwrap()));
    let segment = Segment::new(1, meta.clone(), Arc::new(images), Arc::new(ColumnCache::new(1 << 20)));
    let rows = rows_of_block(&segment.rows().unwrap());
    let found: Vec<String> = rows.iter().map(|row| spelled(row, &dictionary)).collect();
    assert_eq!(meta.format, 1);
    assert_eq!(found.join("\n") + "\n", std::fs::read_to_string(path("segment-1.rows.txt")).unwrap());
}

/// Wrote the fixture of format 1. To be changed and run only when a new format begins.
#[test]
#[ignore = "writes the fixture of the current format"]
fn write_the_fixture_of_the_current_format() {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(&events_of_every_kind()).unwrap();
    let cut = facts.cut(100_000).unwrap();
    let encoded = cut.encode().unwrap().unwrap();
    let images = Images::default();
    images.put(1, encoded.bytes.clone());
    let segment =
        Segment::new(1, encoded.meta.clone(), Arc::new(images), Arc::new(ColumnCache::new(1 << 20)));
    let rows = rows_of_block(&segment.rows().unwrap());
    let rows: Vec<String> = rows.iter().map(|row| spelled(row, facts.dictionary())).collect();
    std::fs::write(path("segment-1.parquet"), &encoded.bytes).unwrap();
    std::fs::write(path("segment-1.meta.json"), serde_json::to_string_pretty(&encoded.meta).unwrap() + "\n")
        .unwrap();
    let dictionary = serde_json::to_string_pretty(&cut.dictionary).unwrap() + "\n";
    std::fs::write(path("segment-1.dictionary.json"), dictionary).unwrap();
    std::fs::write(path("segment-1.rows.txt"), rows.join("\n") + "\n").unwrap();
}

fn events_of_every_kind() -> Vec<FactEvent> {
    let choice = |key: &str| FactScore {
        choice: Some(key.to_owned()),
        ..score("why", FactKind::MultipleChoice, 0, 1, 1)
    };
    let scores = vec![
        score("", FactKind::Response, 1, 1, 1),
        score("likely", FactKind::Nps, 0, 10, 9),
        score("likely_too", FactKind::Nps1To10, 1, 10, 10),
        score("happy", FactKind::Csat, 1, 5, SCORE_SKIPPED),
        score("easy", FactKind::Ces, 1, 7, 6),
        score("stars", FactKind::Rating, 1, 10, SCORE_NOT_APPLICABLE),
        score("agree.speed", FactKind::Likert, 1, 5, 4),
        choice("price"),
        choice("قیمت"),
        score("", FactKind::Index, 4, 250, 250),
    ];
    let full = FactEvent {
        scores,
        weight: Some(u32::MAX),
        contact: u32::MAX,
        touchpoint: Some("pick-up".to_owned()),
        channel: Some("kiosk".to_owned()),
        language: Some("fa".to_owned()),
        country: Some("HU".to_owned()),
        team: Some("Night".to_owned()),
        agent: Some("agent-7".to_owned()),
        product: Some("P-1".to_owned()),
        attributes: [("terminal".to_owned(), "2".to_owned()), ("gate".to_owned(), "B4".to_owned())].into(),
        ..event(2)
    };
    let later = FactEvent { seq: 3, day: 19_676, instant_ms: 1_700_090_000_000, ..full.clone() };
    let long_ago = FactEvent { day: -1, instant_ms: -1, weight: None, ..event(1) };
    vec![long_ago, full.clone(), later, full.reversed(9), event(9)]
}

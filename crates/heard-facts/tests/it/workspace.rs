//! The state machine: nothing lost, nothing twice, the same codes after every crash.

use std::sync::Arc;

use heard_facts::{
    Column, ColumnCache, Cut, Dictionary, DictionaryEntry, FactsError, Segment, WorkspaceFacts,
};
use heard_model::Position;
use heard_model::fact::{FactEvent, FactKind};
use proptest::prelude::*;

use crate::events::{Images, any_events, event, rows_of, score, segment, spelled, workspace_id};

#[test]
fn an_event_is_seen_by_the_next_snapshot_and_not_by_the_last() {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(&[event(1)]).unwrap();
    let before = facts.snapshot();
    facts.apply(&[event(2)]).unwrap();
    assert_eq!((before.rows(), before.watermark), (1, Position::after(1)));
    assert_eq!((facts.snapshot().rows(), facts.snapshot().watermark), (2, Position::after(2)));
}

#[test]
fn a_second_delivery_changes_nothing() {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(&[event(1), event(2)]).unwrap();
    let applied = facts.apply(&[event(1), event(2), event(3)]).unwrap();
    assert_eq!((applied.skipped_events, applied.rows), (2, 1));
    assert_eq!(facts.snapshot().rows(), 3);
}

#[test]
fn events_out_of_order_are_refused() {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    let error = facts.apply(&[event(5), event(4)]).unwrap_err();
    assert!(
        matches!(&error, FactsError::OutOfOrder { seq: 4, after } if *after == Position::after(5)),
        "{error}"
    );
    assert_eq!(facts.watermark(), &Position::after(5));
}

#[test]
fn attributes_beyond_the_columns_are_counted() {
    let attributes = (b'a'..=b'r').map(|name| ((name as char).to_string(), "1".to_owned())).collect();
    let mut facts = WorkspaceFacts::empty(workspace_id());
    let applied = facts.apply(&[FactEvent { attributes, ..event(1) }]).unwrap();
    assert_eq!(applied.attributes_left_out, 2);
    assert_eq!(rows_of(&facts.snapshot())[0][Column::Attribute(15).index()], 1);
}

#[test]
fn changes_without_rows_still_move_the_watermark() {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    assert!(facts.cut(100).is_none());
    facts.apply(&[FactEvent { scores: Vec::new(), ..event(4) }]).unwrap();
    let cut = facts.cut(100).unwrap();
    assert_eq!((&cut.watermark, cut.rows(), cut.encode().unwrap()), (&Position::after(4), 0, None));
    facts.commit_cut(&cut, None).unwrap();
    assert_eq!(facts.stored(), &Position::after(4));
    assert!(facts.cut(100).is_none());
}

#[test]
fn only_the_latest_cut_can_be_committed() {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(&[event(1)]).unwrap();
    let first = facts.cut(100).unwrap();
    facts.apply(&[event(2)]).unwrap();
    let second = facts.cut(100).unwrap();
    let stale = facts.commit_cut(&first, None).unwrap_err();
    assert!(matches!(stale, FactsError::StaleCut { watermark } if watermark == Position::after(1)));
    facts.commit_cut(&second, Some(stored(&second, 1))).unwrap();
    assert!(facts.commit_cut(&second, None).is_err());
    assert_eq!((facts.snapshot().rows(), facts.hot_rows()), (2, 0));
}

#[test]
fn a_large_hot_set_is_cut_between_changes() {
    let three = |seq| {
        let scores = vec![score("a", FactKind::Csat, 1, 5, 3); 3];
        [FactEvent { scores: scores.clone(), ..event(seq) }, FactEvent { scores, sign: -1, ..event(seq) }]
    };
    let events: Vec<FactEvent> = (1..=5_000).flat_map(three).collect();
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(&events).unwrap();
    let whole = rows_of(&facts.snapshot());
    let cut = facts.cut(10_000).unwrap();
    assert!((5_000..=10_000).contains(&cut.rows()), "{}", cut.rows());
    assert_eq!(cut.rows() as i64, cut.watermark.changes() * 6);
    facts.commit_cut(&cut, Some(stored(&cut, 1))).unwrap();
    assert_eq!(facts.hot_rows(), 30_000 - cut.rows());
    assert_eq!(rows_of(&facts.snapshot()), whole);
}

fn stored(cut: &Cut, id: i64) -> Arc<Segment> {
    segment(id, &cut.encode().unwrap().unwrap())
}

/// What a database keeps.
#[derive(Default)]
struct Database {
    dictionary: Vec<DictionaryEntry>,
    segments: Vec<Arc<Segment>>,
    watermark: Position,
}

impl Database {
    fn start(&self) -> WorkspaceFacts {
        let dictionary = Dictionary::load(self.dictionary.clone()).unwrap();
        WorkspaceFacts::load(workspace_id(), dictionary, self.segments.clone(), self.watermark.clone())
    }

    fn store(&mut self, cut: &Cut) -> Option<Arc<Segment>> {
        self.dictionary.extend(cut.dictionary.clone());
        self.watermark = cut.watermark.clone();
        let segment = cut.encode().unwrap().map(|encoded| {
            let id = self.segments.len() as i64 + 1;
            let images = Images::default();
            images.put(id, encoded.bytes);
            Arc::new(Segment::new(id, encoded.meta, Arc::new(images), Arc::new(ColumnCache::new(0))))
        });
        self.segments.extend(segment.clone());
        segment
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Apply(usize),
    Snapshot,
    CutAndCommit,
    CutAndFail,
    StoreThenCrash,
    Crash,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1usize..12).prop_map(Step::Apply),
        2 => Just(Step::Snapshot),
        2 => Just(Step::CutAndCommit),
        1 => Just(Step::CutAndFail),
        1 => Just(Step::StoreThenCrash),
        1 => Just(Step::Crash),
    ]
}

/// The next changes after the watermark, as the outbox gives them.
fn outbox(events: &[FactEvent], after: &Position, changes: usize) -> Vec<FactEvent> {
    let rest: Vec<FactEvent> = events.iter().filter(|event| !after.covers(event.seq)).cloned().collect();
    rest.chunk_by(|a, b| a.seq == b.seq).take(changes).flatten().cloned().collect()
}

proptest! {
    #[test]
    fn no_crash_loses_or_repeats_a_row_or_changes_a_code(
        events in any_events(60),
        steps in prop::collection::vec(any_step(), 0..40),
    ) {
        let mut database = Database::default();
        let mut facts = database.start();
        for step in steps {
            match step {
                Step::Apply(changes) => {
                    let next = outbox(&events, facts.watermark(), changes);
                    facts.apply(&next).unwrap();
                }
                Step::Snapshot => {
                    facts.snapshot();
                }
                Step::CutAndCommit => {
                    if let Some(cut) = facts.cut(50) {
                        let segment = database.store(&cut);
                        facts.commit_cut(&cut, segment).unwrap();
                    }
                }
                Step::CutAndFail => {
                    facts.cut(50);
                }
                Step::StoreThenCrash => {
                    if let Some(cut) = facts.cut(50) {
                        database.store(&cut);
                    }
                    facts = database.start();
                }
                Step::Crash => facts = database.start(),
            }
        }
        facts.apply(&outbox(&events, facts.watermark(), usize::MAX)).unwrap();
        let mut undisturbed = WorkspaceFacts::empty(workspace_id());
        undisturbed.apply(&events).unwrap();
        prop_assert_eq!(facts.dictionary().entries(), undisturbed.dictionary().entries());
        prop_assert_eq!(rows_of(&facts.snapshot()), rows_of(&undisturbed.snapshot()));
        prop_assert_eq!(facts.snapshot().watermark, undisturbed.snapshot().watermark);
    }

    #[test]
    fn rows_say_what_their_events_said(events in any_events(30)) {
        let mut facts = WorkspaceFacts::empty(workspace_id());
        facts.apply(&events).unwrap();
        let snapshot = facts.snapshot();
        let mut said: Vec<String> = events.iter().flat_map(|event| {
            event.scores.iter().map(move |score| (event, score))
        }).map(|(event, score)| {
            let or_none = |label: &Option<String>| label.clone().unwrap_or_else(|| "0".to_owned());
            let question = if score.question.is_empty() { "0" } else { &score.question };
            let mut text = format!(
                "seq={} instant_ms={} day={} series={}:{}-{} score={} sign={} weight={} contact={} unit={} \
                 survey={} question={question} choice={} zone={} touchpoint={} channel={} language={} \
                 country={} team={} agent={} product={}",
                event.seq, event.instant_ms, event.day, score.kind as u8, score.scale.min, score.scale.max,
                score.score, event.sign, event.weight.unwrap_or(0), event.contact, event.unit, event.survey,
                or_none(&score.choice), event.zone, or_none(&event.touchpoint), or_none(&event.channel),
                or_none(&event.language), or_none(&event.country), or_none(&event.team),
                or_none(&event.agent), or_none(&event.product),
            );
            for slot in 0..16u8 {
                let column = Column::Attribute(slot);
                let of_slot = |(name, _): &(&String, &String)| {
                    snapshot.dictionary.attribute(name) == Some(column)
                };
                let value = event.attributes.iter().find(of_slot).map_or("0", |(_, value)| value);
                text += &format!(" {column}={value}");
            }
            text
        }).collect();
        said.sort_unstable();
        let mut found: Vec<String> =
            rows_of(&snapshot).iter().map(|row| spelled(row, &snapshot.dictionary)).collect();
        found.sort_unstable();
        prop_assert_eq!(found, said);
    }
}

//! Events for tests, by hand and by chance, and rows laid open for comparison.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use heard_facts::{
    Column, ColumnCache, Dictionary, EncodedSegment, RowBlock, Segment, SegmentBytes, Snapshot,
};
use heard_model::fact::{FactEvent, FactKind, FactScore, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::position::seq_of;
use heard_model::survey::Scale;
use heard_model::{SurveyId, UnitId, WorkspaceId};
use proptest::prelude::*;
use uuid::Uuid;

pub fn workspace_id() -> WorkspaceId {
    WorkspaceId(Uuid::from_u128(1))
}

/// An event with one answer of 9 to "likely".
pub fn event(seq: i64) -> FactEvent {
    FactEvent {
        sign: 1,
        seq,
        survey: SurveyId(Uuid::from_u128(100)),
        unit: UnitId(Uuid::from_u128(200)),
        instant_ms: 1_700_000_000_000 + seq * 1_000,
        day: 19_675,
        zone: "Europe/Helsinki".to_owned(),
        contact: 0,
        weight: None,
        touchpoint: None,
        channel: None,
        language: None,
        country: None,
        team: None,
        agent: None,
        product: None,
        attributes: BTreeMap::new(),
        scores: vec![score("likely", FactKind::Nps, 0, 10, 9)],
    }
}

pub fn score(question: &str, kind: FactKind, min: u8, max: u8, score: u8) -> FactScore {
    FactScore { question: question.to_owned(), kind, scale: Scale { min, max }, score, choice: None }
}

fn label(prefix: &'static str, different: u16) -> impl Strategy<Value = Option<String>> {
    prop::option::of((0..different).prop_map(move |number| format!("{prefix}{number}")))
}

fn any_score() -> impl Strategy<Value = FactScore> {
    let value = prop_oneof![8 => 0u8..=10, 1 => Just(SCORE_SKIPPED), 1 => Just(SCORE_NOT_APPLICABLE)];
    (0usize..FactKind::ALL.len(), 5u8..=10, value, label("choice", 3), 0u8..4).prop_map(
        |(kind, max, score, choice, question)| FactScore {
            question: if question == 0 { String::new() } else { format!("q{question}") },
            kind: FactKind::ALL[kind],
            scale: Scale { min: 0, max },
            score,
            choice,
        },
    )
}

prop_compose! {
    /// Any event; its `seq` is to be set.
    pub fn any_event()(
        sign in prop_oneof![Just(1i8), Just(-1)],
        (survey, unit) in (0u128..3, 0u128..5),
        instant_ms in -1_000_000_000i64..2_000_000_000_000,
        day in prop_oneof![-30i32..30, 19_000i32..20_000],
        zone in 0u8..2,
        contact in any::<u32>(),
        weight in prop::option::of(1u32..5_000_000),
        (touchpoint, channel, language, country) in
            (label("touchpoint", 20), label("channel", 4), label("language", 5), label("country", 4)),
        (team, agent, product) in (label("team", 3), label("agent", 300), label("product", 3)),
        attributes in prop::collection::btree_map("[a-d]", "[x-z]{1,2}", 0..3),
        scores in prop::collection::vec(any_score(), 0..5),
    ) -> FactEvent {
        FactEvent {
            sign,
            seq: 0,
            survey: SurveyId(Uuid::from_u128(survey)),
            unit: UnitId(Uuid::from_u128(unit)),
            instant_ms,
            day,
            zone: format!("Zone/{zone}"),
            contact,
            weight,
            touchpoint,
            channel,
            language,
            country,
            team,
            agent,
            product,
            attributes,
            scores,
        }
    }
}

/// Events of up to three lanes, those of each lane in order; some of them share their change with
/// the one before.
pub fn any_events(most: usize) -> impl Strategy<Value = Vec<FactEvent>> {
    let lane = prop_oneof![4 => Just(None), 1 => (0u16..3).prop_map(Some)];
    prop::collection::vec((any_event(), 0i64..3, lane), 0..most).prop_map(|events| {
        let mut numbers = [1, 0, 0];
        let mut lane = 0;
        let numbered = events.into_iter().map(|(event, step, next)| {
            if let Some(next) = next {
                lane = next;
                numbers[usize::from(lane)] += 1;
            }
            numbers[usize::from(lane)] += step;
            FactEvent { seq: seq_of(lane, numbers[usize::from(lane)]), ..event }
        });
        numbered.collect()
    })
}

pub type Row = Vec<i64>;

pub fn rows_of_block(block: &RowBlock) -> Vec<Row> {
    (0..block.rows()).map(|row| Column::all().map(|column| block.column(column).get(row)).collect()).collect()
}

/// All rows of a snapshot, sorted.
pub fn rows_of(snapshot: &Snapshot) -> Vec<Row> {
    let stored = snapshot.segments.iter().map(|segment| rows_of_block(&segment.rows().unwrap()));
    let hot = snapshot.hot.iter().map(|block| rows_of_block(block));
    let mut rows: Vec<Row> = stored.chain(hot).flatten().collect();
    rows.sort_unstable();
    rows
}

/// A row with its codes spelled out, as the truth would say it.
pub fn spelled(row: &[i64], dictionary: &Dictionary) -> String {
    let spell = |column: Column| {
        let value = row[column.index()];
        let code = u32::try_from(value).ok();
        match code.and_then(|code| dictionary.label(column, code)) {
            Some(label) => format!("{column}={label}"),
            None => format!("{column}={value}"),
        }
    };
    Column::all().map(spell).collect::<Vec<_>>().join(" ")
}

/// Images in memory.
#[derive(Default)]
pub struct Images(Mutex<HashMap<i64, Bytes>>);

impl Images {
    pub fn put(&self, segment: i64, bytes: Bytes) {
        self.0.lock().unwrap().insert(segment, bytes);
    }
}

impl SegmentBytes for Images {
    fn load(&self, segment: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.0.lock().unwrap().get(&segment).cloned())
    }
}

/// A segment over an image in memory.
pub fn segment(id: i64, encoded: &EncodedSegment) -> Arc<Segment> {
    let images = Images::default();
    images.put(id, encoded.bytes.clone());
    Arc::new(Segment::new(id, encoded.meta.clone(), Arc::new(images), Arc::new(ColumnCache::new(1 << 20))))
}

//! Facts for tests: events by chance, divided at will between segments and hot rows.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use heard_facts::{ColumnCache, Dictionary, Segment, SegmentBytes, Snapshot, WorkspaceFacts};
use heard_model::fact::{FactEvent, FactKind, FactScore, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::position::seq_of;
use heard_model::survey::Scale;
use heard_model::{Position, SurveyId, UnitId, WorkspaceId};
use proptest::prelude::*;
use uuid::Uuid;

/// Images in memory that count how often they are read; a forgotten one cannot be.
#[derive(Default)]
pub struct Images {
    bytes: Mutex<HashMap<i64, Bytes>>,
    loads: AtomicUsize,
}

impl Images {
    pub fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }

    pub fn forget(&self, segment: i64) {
        self.bytes.lock().unwrap().remove(&segment);
    }
}

impl SegmentBytes for Images {
    fn load(&self, segment: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        Ok(self.bytes.lock().unwrap().get(&segment).cloned())
    }
}

/// Facts that grow, with segments in memory.
pub struct Grown {
    pub facts: WorkspaceFacts,
    pub images: Arc<Images>,
    cache: Arc<ColumnCache>,
    segments: i64,
}

impl Grown {
    /// No events yet, `dictionary` known; decoded columns take up to `cache` bytes.
    pub fn with(dictionary: Dictionary, cache: usize) -> Self {
        let workspace = WorkspaceId(Uuid::from_u128(1));
        Self {
            facts: WorkspaceFacts::load(workspace, dictionary, Vec::new(), Position::START),
            images: Arc::default(),
            cache: Arc::new(ColumnCache::new(cache)),
            segments: 0,
        }
    }

    pub fn apply(&mut self, events: &[FactEvent]) -> &mut Self {
        self.facts.apply(events).unwrap();
        self
    }

    /// Puts the hot rows into a segment.
    pub fn store(&mut self) -> &mut Self {
        let Some(cut) = self.facts.cut(usize::MAX) else { return self };
        let segment = cut.encode().unwrap().map(|encoded| {
            self.segments += 1;
            self.images.bytes.lock().unwrap().insert(self.segments, encoded.bytes);
            let source = Arc::clone(&self.images) as Arc<dyn SegmentBytes>;
            Arc::new(Segment::new(self.segments, encoded.meta, source, Arc::clone(&self.cache)))
        });
        self.facts.commit_cut(&cut, segment).unwrap();
        self
    }

    pub fn snapshot(&mut self) -> Snapshot {
        self.facts.snapshot()
    }
}

/// Facts of `events`; a segment ends at each of `ends` (numbers of events), the rest stays hot.
pub fn divided(events: &[FactEvent], ends: &[usize]) -> Grown {
    let mut grown = Grown::with(dictionary_of(events), 1 << 20);
    let mut ends: Vec<usize> = ends.iter().map(|end| end % (events.len() + 1)).collect();
    ends.sort_unstable();
    let mut start = 0;
    for end in ends {
        grown.apply(&events[start..end]).store();
        start = end;
    }
    grown.apply(&events[start..]);
    grown
}

/// The labels of `events` in their order.
pub fn dictionary_of(events: &[FactEvent]) -> Dictionary {
    let mut grown = WorkspaceFacts::empty(WorkspaceId(Uuid::from_u128(1)));
    grown.apply(events).unwrap();
    Dictionary::clone(grown.dictionary())
}

fn label(prefix: &'static str, different: u16) -> impl Strategy<Value = Option<String>> {
    prop::option::of((0..different).prop_map(move |number| format!("{prefix}{number}")))
}

prop_compose! {
    fn any_score()(
        kind in 0usize..3,
        score in prop_oneof![
            8 => 0u8..=10, 1 => Just(SCORE_SKIPPED), 1 => Just(SCORE_NOT_APPLICABLE), 1 => 11u8..=253
        ],
        question in 0u8..4,
    ) -> FactScore {
        FactScore {
            question: format!("q{question}"),
            kind: FactKind::ALL[kind],
            scale: Scale { min: 0, max: 10 },
            score,
            choice: None,
        }
    }
}

prop_compose! {
    /// Any event; its `seq` is to be set.
    pub fn any_event()(
        sign in prop_oneof![3 => Just(1i8), 1 => Just(-1)],
        survey in 0u128..3,
        unit in 0u128..5,
        day in prop_oneof![95i32..106, 0i32..200],
        contact in prop_oneof![0u32..5, any::<u32>()],
        weight in prop::option::of(prop_oneof![1u32..5_000_000, Just(u32::MAX)]),
        (touchpoint, channel, agent) in (label("t", 6), label("c", 3), label("a", 300)),
        attributes in prop::collection::btree_map("[ab]", "[x-z]", 0..2),
        scores in prop::collection::vec(any_score(), 0..5),
    ) -> FactEvent {
        FactEvent {
            sign,
            seq: 0,
            survey: SurveyId(Uuid::from_u128(survey)),
            unit: UnitId(Uuid::from_u128(unit)),
            instant_ms: i64::from(day) * 86_400_000,
            day,
            zone: "UTC".to_owned(),
            contact,
            weight,
            touchpoint,
            channel,
            language: None,
            country: None,
            team: None,
            agent,
            product: None,
            attributes,
            scores,
        }
    }
}

/// Events with the numbers 1, 2, 3 …; customers with an odd code are served by lane 1.
pub fn numbered(events: Vec<FactEvent>) -> Vec<FactEvent> {
    let mut numbers = [0, 0];
    let number = |event: FactEvent| {
        let lane = (event.contact % 2) as u16;
        numbers[usize::from(lane)] += 1;
        FactEvent { seq: seq_of(lane, numbers[usize::from(lane)]), ..event }
    };
    events.into_iter().map(number).collect()
}

pub fn any_events(most: usize) -> impl Strategy<Value = Vec<FactEvent>> {
    prop::collection::vec(any_event(), 0..most).prop_map(numbered)
}

//! How long the facts and the kernel take, on one million simulated answers (or as many as the
//! first argument says): `cargo run --release -p heard-aggregate --example kernel_timings`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use heard_aggregate::kernel::{Axis, Condition, Kernel, KernelQuestion};
use heard_facts::{Column, ColumnCache, Segment, SegmentBytes, Snapshot, WorkspaceFacts};
use heard_model::fact::{FactEvent, FactKind, FactScore};
use heard_model::survey::Scale;
use heard_model::{SurveyId, UnitId, WorkspaceId};
use uuid::Uuid;

type Done = Result<(), Box<dyn std::error::Error>>;

const FIRST_DAY: i32 = 19_000;
const DAYS: usize = 730;
const SEGMENT_ROWS: usize = 100_000;

#[derive(Default)]
struct Images(Mutex<HashMap<i64, Bytes>>);

impl SegmentBytes for Images {
    fn load(&self, segment: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
        let images = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(images.get(&segment).cloned())
    }
}

/// Simulated answers over two years, `answers` in all.
fn event(number: usize, answers: usize) -> FactEvent {
    let chance = |different: usize, salt: usize| {
        let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15 ^ ((salt as u64) << 32));
        (mixed >> 33) as usize % different
    };
    let day = number * DAYS / answers;
    let score = |question: &str, kind, max, score: usize| FactScore {
        question: question.to_owned(),
        kind,
        scale: Scale { min: 0, max },
        score: score as u8,
        choice: None,
    };
    FactEvent {
        sign: 1,
        seq: number as i64 + 1,
        survey: SurveyId(Uuid::from_u128(chance(3, 1) as u128)),
        unit: UnitId(Uuid::from_u128(chance(40, 2) as u128)),
        instant_ms: (i64::from(FIRST_DAY) + day as i64) * 86_400_000 + chance(86_400_000, 3) as i64,
        day: FIRST_DAY + day as i32,
        zone: "Europe/Budapest".to_owned(),
        contact: chance(200_000, 4) as u32,
        weight: None,
        touchpoint: Some(format!("touchpoint {}", chance(12, 5))),
        channel: Some(format!("channel {}", chance(6, 6))),
        language: Some(format!("language {}", chance(5, 7))),
        country: Some(format!("country {}", chance(4, 8))),
        team: Some(format!("team {}", chance(12, 9))),
        agent: Some(format!("agent {}", chance(150, 10))),
        product: None,
        attributes: [("device".to_owned(), format!("device {}", chance(4, 11)))].into(),
        scores: vec![
            score("", FactKind::Response, 1, 1),
            score("likely", FactKind::Nps, 10, chance(11, 12)),
            score("happy", FactKind::Csat, 5, 1 + chance(5, 13)),
        ],
    }
}

struct Grown {
    facts: WorkspaceFacts,
    images: Arc<Images>,
    cache: Arc<ColumnCache>,
    stored_bytes: usize,
    apply: Duration,
    encode: Duration,
}

impl Grown {
    fn apply(&mut self, events: &[FactEvent]) -> Done {
        let start = Instant::now();
        self.facts.apply(events)?;
        self.apply += start.elapsed();
        Ok(())
    }

    fn store(&mut self, id: i64) -> Done {
        let start = Instant::now();
        let Some(cut) = self.facts.cut(usize::MAX) else { return Ok(()) };
        let encoded = cut.encode()?;
        self.encode += start.elapsed();
        let segment = encoded.map(|encoded| {
            self.stored_bytes += encoded.bytes.len();
            let mut images = self.images.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            images.insert(id, encoded.bytes);
            let source = Arc::clone(&self.images) as Arc<dyn SegmentBytes>;
            Arc::new(Segment::new(id, encoded.meta, source, Arc::clone(&self.cache)))
        });
        self.facts.commit_cut(&cut, segment)?;
        Ok(())
    }
}

fn main() -> Done {
    let answers: usize = std::env::args().nth(1).map_or(Ok(1_000_000), |argument| argument.parse())?;
    let mut grown = Grown {
        facts: WorkspaceFacts::empty(WorkspaceId(Uuid::from_u128(1))),
        images: Arc::default(),
        cache: Arc::new(ColumnCache::new(256 << 20)),
        stored_bytes: 0,
        apply: Duration::ZERO,
        encode: Duration::ZERO,
    };
    let segments = fill(&mut grown, answers)?;
    let snapshot = grown.facts.snapshot();
    let rows = snapshot.rows();
    println!("{answers} answers, {rows} rows, {} segments", snapshot.segments.len());
    println!("apply {:.2} µs per answer", grown.apply.as_secs_f64() * 1e6 / answers as f64);
    println!("encode {:.0} ms per segment", grown.encode.as_secs_f64() * 1e3 / segments as f64);
    println!("{:.1} bytes per row stored", grown.stored_bytes as f64 / rows as f64);
    let memory: usize =
        snapshot.segments[..1].iter().map(|segment| segment.rows().map_or(0, |rows| rows.bytes())).sum();
    println!(
        "{:.1} bytes per row in memory, every column",
        memory as f64 / f64::from(snapshot.segments[0].meta().rows)
    );
    measure(&snapshot, "segments only")?;
    grown.apply(&(answers..answers + 1_000).map(|number| event(number, answers)).collect::<Vec<_>>())?;
    let start = Instant::now();
    let snapshot = grown.facts.snapshot();
    println!("snapshot after 1,000 new answers {:.3} ms", start.elapsed().as_secs_f64() * 1e3);
    measure(&snapshot, "with 1,000 new answers")?;
    println!("columns in memory {:.1} MB", grown.cache.bytes() as f64 / 1e6);
    Ok(())
}

/// Applies all answers and stores a segment whenever there are rows enough; returns how many.
fn fill(grown: &mut Grown, answers: usize) -> Result<i64, Box<dyn std::error::Error>> {
    let mut number = 0;
    let mut segments = 0;
    while number < answers {
        let end = (number + 500).min(answers);
        let batch: Vec<FactEvent> = (number..end).map(|number| event(number, answers)).collect();
        number = end;
        grown.apply(&batch)?;
        if grown.facts.hot_rows() >= SEGMENT_ROWS || number == answers {
            segments += 1;
            grown.store(segments)?;
        }
    }
    Ok(segments)
}

fn measure(snapshot: &Snapshot, title: &str) -> Done {
    println!("\n{title}");
    let nps = snapshot.dictionary.series().filter(|(_, series)| series.kind == FactKind::Nps);
    let series = nps.map(|(code, _)| code).collect();
    let nps = KernelQuestion { highest_score: 10, ..KernelQuestion::of(series) };
    let months: Vec<i32> = (0..=24).map(|month| FIRST_DAY + month * 365 / 12).collect();
    let last_day = FIRST_DAY + DAYS as i32;
    let by = |columns: &[Column]| columns.iter().copied().map(Axis::of).collect::<Vec<_>>();
    let two_channels = Condition::Codes { column: Column::Channel, codes: [1, 2].into_iter().collect() };
    let questions = [
        ("24 months by month", KernelQuestion { periods: months.clone(), ..nps.clone() }),
        (
            "last 90 days by touchpoint × channel",
            KernelQuestion {
                days: Some(last_day - 90..last_day + 1),
                axes: by(&[Column::Touchpoint, Column::Channel]),
                ..nps.clone()
            },
        ),
        ("by agent", KernelQuestion { axes: by(&[Column::Agent]), ..nps.clone() }),
        (
            "by month and agent, two channels",
            KernelQuestion { periods: months, axes: by(&[Column::Agent]), condition: two_channels, ..nps },
        ),
    ];
    for (name, question) in &questions {
        println!("  {name}");
        for threads in [1, 2] {
            println!("    {}", timings(snapshot, question, threads)?);
        }
    }
    Ok(())
}

fn timings(
    snapshot: &Snapshot,
    question: &KernelQuestion,
    threads: usize,
) -> Result<String, Box<dyn std::error::Error>> {
    let kernel = Kernel::new(64 << 20, threads);
    let once = || {
        let start = Instant::now();
        kernel.sum(snapshot, question).map(|sums| (start.elapsed().as_secs_f64() * 1e3, sums))
    };
    let first = once()?.0;
    let mut in_memory = f64::MAX;
    for _ in 0..5 {
        kernel.forget();
        in_memory = in_memory.min(once()?.0);
    }
    let (repeated, sums) = once()?;
    let (groups, kept) = (sums.groups().len(), kernel.kept_bytes() / 1_000);
    Ok(format!(
        "{threads} threads: first {first:.2}, in memory {in_memory:.2}, repeated {repeated:.3} ms ({groups} groups, {kept} kB kept)"
    ))
}

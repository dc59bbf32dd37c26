//! The kernel: counts the rows that a question is about.
//!
//! A question's way: it is clipped to each segment (`clip`); a segment outside of it is not
//! touched, and one whose sums are kept is not read. For the rest the columns that the question
//! reads are fetched, sorted rows are walked in runs of one day, series, survey and question so that
//! others cost nothing (`ranges`), the rest of the condition becomes a mask (`mask`), the groups become
//! a mixed-radix index (`layout`), and rows are counted into flat cells (`accumulate`). All
//! parts are added up and handed out as histograms (`sums`).
//!
//! Everything is whole numbers, so the order of parts and threads never shows.

mod accumulate;
mod clip;
mod codes;
mod error;
mod hashing;
mod helpers;
mod layout;
mod mask;
mod narrow;
mod part;
mod question;
mod ranges;
mod sums;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use heard_facts::{ByteBoundedCache, RowBlock, Segment, Snapshot};

use clip::{ClippedQuestion, Core, clip};
use helpers::Helpers;
use part::Part;
use sums::{KeptSums, Merger, PartSums};

pub use codes::CodeSet;
pub use error::KernelError;
pub use question::{Axis, Condition, KernelQuestion, MAX_AXES};
pub use sums::{GroupKey, Sums};

/// Fewer rows than this are summed by the calling thread alone.
const ROWS_WORTH_A_THREAD: usize = 32_768;

/// Sums questions over snapshots and keeps the sums of immutable segments. Shared by reference.
#[derive(Debug)]
pub struct Kernel {
    kept: Arc<KeptSums>,
    helpers: Helpers,
    threads: usize,
}

/// The parts that a question has to count, for all threads that count them.
struct Counting {
    tasks: Vec<Task>,
    next: AtomicUsize,
    kept: Arc<KeptSums>,
}

/// A part of the rows that has to be counted.
struct Task {
    part: Source,
    first_period: u32,
    question: ClippedQuestion,
}

enum Source {
    Segment(Arc<Segment>),
    Hot(Vec<Arc<RowBlock>>),
}

impl Kernel {
    /// A kernel that keeps up to `kept_bytes` of sums and works on up to `threads` threads: the one that
    /// asks, and others that are its own.
    pub fn new(kept_bytes: usize, threads: usize) -> Self {
        Self::beginning(kept_bytes, threads, || {})
    }

    /// As [`Self::new`]; each thread of its own calls `begin` first.
    pub fn beginning(kept_bytes: usize, threads: usize, begin: impl Fn() + Clone + Send + 'static) -> Self {
        let threads = threads.max(1);
        Self {
            kept: Arc::new(ByteBoundedCache::new(kept_bytes)),
            helpers: Helpers::start(threads - 1, begin),
            threads,
        }
    }

    /// The sums of a question over a snapshot.
    ///
    /// # Errors
    /// When the question is malformed or a segment cannot be read.
    pub fn sum(&self, snapshot: &Snapshot, question: &KernelQuestion) -> Result<Sums, KernelError> {
        question.check()?;
        let core = Arc::new(Core::of(question));
        let mut merger = Merger::new(layout::width(&core));
        let mut tasks = Vec::new();
        for segment in &snapshot.segments {
            let meta = segment.meta();
            let Some((first_period, clipped)) = clip(question, &core, &meta.range) else { continue };
            let key = (meta.checksum, clipped);
            match self.kept.get(&key) {
                Some(sums) => merger.add(first_period, &sums),
                None => tasks.push(Task {
                    part: Source::Segment(Arc::clone(segment)),
                    first_period,
                    question: key.1,
                }),
            }
        }
        tasks.extend(hot_tasks(snapshot, question, &core));
        self.run(tasks, &mut merger)?;
        Ok(merger.finish())
    }

    /// Memory of the kept sums, in bytes.
    pub fn kept_bytes(&self) -> usize {
        self.kept.bytes()
    }

    /// Forgets all kept sums.
    pub fn forget(&self) {
        self.kept.clear();
    }

    /// Adds the sums of all tasks. Each thread adds up its own, so that the sums of one part are in
    /// memory at a time.
    fn run(&self, tasks: Vec<Task>, merger: &mut Merger) -> Result<(), KernelError> {
        let rows: usize = tasks.iter().map(Task::rows).sum();
        let threads = self.threads.min(tasks.len()).min(rows / ROWS_WORTH_A_THREAD + 1);
        let counting = Counting { tasks, next: AtomicUsize::new(0), kept: Arc::clone(&self.kept) };
        if threads <= 1 {
            return counting.work(merger).map(drop);
        }
        let counting = Arc::new(counting);
        let (helped, theirs) = mpsc::channel();
        let (helping, width) = (Arc::clone(&counting), merger.width());
        let offer = self.helpers.offer(threads - 1, move || {
            let mut theirs = Merger::new(width);
            let counted = helping.work(&mut theirs);
            // Whoever asked is there, or has failed and needs nothing.
            let _ = helped.send(counted.map(|counted| (counted, theirs)));
        });
        let mut counted = counting.work(merger);
        drop(offer);
        for theirs in theirs {
            counted = counted.and_then(|counted| {
                let (more, theirs) = theirs?;
                merger.add_all(&theirs);
                Ok(counted + more)
            });
        }
        if counted? < counting.tasks.len() { Err(KernelError::ThreadLost) } else { Ok(()) }
    }
}

impl Counting {
    /// Takes tasks until none is left; says how many it counted.
    fn work(&self, merger: &mut Merger) -> Result<usize, KernelError> {
        let mut counted = 0;
        while let Some(task) = self.tasks.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            merger.add(task.first_period, self.count(task)?.as_ref());
            counted += 1;
        }
        Ok(counted)
    }

    fn count(&self, task: &Task) -> Result<Arc<PartSums>, KernelError> {
        match &task.part {
            Source::Hot(blocks) => Ok(Arc::new(Part::of_blocks(blocks, &task.question).sum(&task.question)?)),
            Source::Segment(segment) => {
                let sums = Arc::new(Part::of_segment(segment, &task.question)?.sum(&task.question)?);
                let bytes = sums.bytes() + task.question.bytes();
                self.kept.insert((segment.meta().checksum, task.question.clone()), Arc::clone(&sums), bytes);
                Ok(sums)
            }
        }
    }
}

impl Task {
    fn rows(&self) -> usize {
        match &self.part {
            Source::Segment(segment) => segment.meta().rows as usize,
            Source::Hot(blocks) => blocks.iter().map(|block| block.rows()).sum(),
        }
    }
}

/// The hot blocks that the question is about, in tasks of some ten thousand rows.
fn hot_tasks(snapshot: &Snapshot, question: &KernelQuestion, core: &Arc<Core>) -> Vec<Task> {
    let reached: Vec<Arc<RowBlock>> =
        snapshot.hot.iter().filter(|block| clip(question, core, block.range()).is_some()).cloned().collect();
    let mut tasks = Vec::new();
    let mut group = Vec::new();
    let mut rows = 0;
    for block in reached {
        rows += block.rows();
        group.push(block);
        if rows >= ROWS_WORTH_A_THREAD {
            tasks.extend(hot_task(std::mem::take(&mut group), question, core));
            rows = 0;
        }
    }
    tasks.extend(hot_task(group, question, core));
    tasks
}

fn hot_task(blocks: Vec<Arc<RowBlock>>, question: &KernelQuestion, core: &Arc<Core>) -> Option<Task> {
    let ranges = blocks.iter().map(|block| block.range().clone());
    let range = ranges.reduce(|range, other| range.union(&other))?;
    let (first_period, question) = clip(question, core, &range)?;
    Some(Task { part: Source::Hot(blocks), first_period, question })
}

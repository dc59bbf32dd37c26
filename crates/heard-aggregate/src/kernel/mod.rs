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
mod layout;
mod mask;
mod narrow;
mod part;
mod question;
mod ranges;
mod sums;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use heard_facts::{ByteBoundedCache, RowBlock, Segment, Snapshot};

use clip::{ClippedQuestion, Core, clip};
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
    kept: KeptSums,
    threads: usize,
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
    /// A kernel that keeps up to `kept_bytes` of sums and works on up to `threads` threads.
    pub fn new(kept_bytes: usize, threads: usize) -> Self {
        Self { kept: ByteBoundedCache::new(kept_bytes), threads: threads.max(1) }
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
        self.run(&tasks, &mut merger)?;
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
    fn run(&self, tasks: &[Task], merger: &mut Merger) -> Result<(), KernelError> {
        let rows: usize = tasks.iter().map(Task::rows).sum();
        let threads = self.threads.min(tasks.len()).min(rows / ROWS_WORTH_A_THREAD + 1);
        let next = AtomicUsize::new(0);
        if threads <= 1 {
            return self.work(tasks, &next, merger);
        }
        let width = merger.width();
        let work = || {
            let mut theirs = Merger::new(width);
            self.work(tasks, &next, &mut theirs).map(|()| theirs)
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut done = self.work(tasks, &next, merger);
            for worker in workers {
                let theirs = worker.join().map_err(|_| KernelError::ThreadLost).and_then(|theirs| theirs);
                done = done.and_then(|()| {
                    merger.add_all(&theirs?);
                    Ok(())
                });
            }
            done
        })
    }

    /// Takes tasks until none is left.
    fn work(&self, tasks: &[Task], next: &AtomicUsize, merger: &mut Merger) -> Result<(), KernelError> {
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            merger.add(task.first_period, self.count(task)?.as_ref());
        }
        Ok(())
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

//! The facts of one workspace as they grow: a pure state machine that the projector drives.
//!
//! Recipe for the projector:
//! 1. Start: [`WorkspaceFacts::load`] with the stored dictionary, segments and watermark.
//! 2. Read the outbox after [`WorkspaceFacts::watermark`], each lane in order; give whole changes to
//!    [`WorkspaceFacts::apply`]; publish [`WorkspaceFacts::snapshot`].
//! 3. When [`WorkspaceFacts::hot_rows`] is large, or enough time went by:
//!    [`WorkspaceFacts::cut`], [`Cut::encode`] (may run elsewhere, while events go on), then
//!    store segment, dictionary entries and watermark and trim the outbox up to it in one
//!    transaction, then [`WorkspaceFacts::commit_cut`]. If the transaction fails, just cut again.

use std::sync::Arc;

use heard_model::fact::FactEvent;
use heard_model::{Position, WorkspaceId};

use crate::coding::code_event;
use crate::dictionary::{Dictionary, DictionaryEntry, DictionaryMark};
use crate::error::FactsError;
use crate::hot::HotSet;
use crate::rows::RowBlock;
use crate::segment::{EncodedSegment, Segment};
use crate::snapshot::Snapshot;

/// The facts of one workspace as they grow.
#[derive(Debug)]
pub struct WorkspaceFacts {
    workspace: WorkspaceId,
    dictionary: Arc<Dictionary>,
    segments: Vec<Arc<Segment>>,
    hot: HotSet,
    watermark: Position,
    stored: Position,
    stored_mark: DictionaryMark,
    pending: Option<PendingCut>,
}

#[derive(Debug)]
struct PendingCut {
    blocks: usize,
    watermark: Position,
    mark: DictionaryMark,
}

/// What became of applied events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Rows added to the hot set.
    pub rows: usize,
    /// Events of changes that were applied before and therefore skipped.
    pub skipped_events: usize,
    /// Attributes left out because the workspace has used up its attribute columns.
    pub attributes_left_out: usize,
}

/// The oldest hot rows on their way to a segment.
#[derive(Clone, Debug)]
pub struct Cut {
    blocks: Vec<Arc<RowBlock>>,
    /// Labels that the store does not have yet.
    pub dictionary: Vec<DictionaryEntry>,
    /// The stored watermark once the cut is stored.
    pub watermark: Position,
}

impl Cut {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.blocks.iter().map(|block| block.rows()).sum()
    }

    /// The segment to store; `None` when the cut's changes have no rows, so that only the
    /// watermark moves.
    ///
    /// # Errors
    /// [`FactsError::Encode`] when Parquet refuses the rows.
    pub fn encode(&self) -> Result<Option<EncodedSegment>, FactsError> {
        EncodedSegment::of(&self.blocks)
    }
}

impl WorkspaceFacts {
    /// The facts of a workspace without answers.
    pub fn empty(workspace: WorkspaceId) -> Self {
        Self::load(workspace, Dictionary::new(), Vec::new(), Position::START)
    }

    /// The facts of a workspace as stored: the changes up to `watermark` are in `segments`,
    /// and `dictionary` has all their labels.
    pub fn load(
        workspace: WorkspaceId,
        dictionary: Dictionary,
        segments: Vec<Arc<Segment>>,
        watermark: Position,
    ) -> Self {
        Self {
            workspace,
            stored_mark: dictionary.mark(),
            dictionary: Arc::new(dictionary),
            segments,
            hot: HotSet::new(),
            stored: watermark.clone(),
            watermark,
            pending: None,
        }
    }

    /// Up to where changes were applied.
    pub fn watermark(&self) -> &Position {
        &self.watermark
    }

    /// Up to where changes have their rows in stored segments.
    pub fn stored(&self) -> &Position {
        &self.stored
    }

    /// Its stored segments, in the order of snapshots.
    pub fn segments(&self) -> impl Iterator<Item = &Arc<Segment>> {
        self.segments.iter()
    }

    /// Rows that no segment holds yet.
    pub fn hot_rows(&self) -> usize {
        self.hot.rows()
    }

    /// Labels and their codes.
    pub fn dictionary(&self) -> &Arc<Dictionary> {
        &self.dictionary
    }

    /// Applies events, those of each lane in the order of their `seq`. All events of one change
    /// must come together; changes up to the watermark were applied before and are skipped.
    ///
    /// # Errors
    /// [`FactsError::OutOfOrder`] when a change follows a later one; those before it are applied.
    pub fn apply(&mut self, events: &[FactEvent]) -> Result<Applied, FactsError> {
        let mut applied = Applied::default();
        let mut before = Position::START;
        for change in events.chunk_by(|a, b| a.seq == b.seq) {
            let seq = change[0].seq;
            if before.covers(seq) {
                return Err(FactsError::OutOfOrder { seq, after: before });
            }
            before.advance(seq);
            if self.watermark.covers(seq) {
                applied.skipped_events += change.len();
                continue;
            }
            self.apply_change(change, &mut applied);
            self.watermark.advance(seq);
        }
        Ok(applied)
    }

    fn apply_change(&mut self, change: &[FactEvent], applied: &mut Applied) {
        let before = self.hot.rows();
        let dictionary = Arc::make_mut(&mut self.dictionary);
        for event in change {
            applied.attributes_left_out += code_event(event, dictionary, |row| self.hot.push(row));
        }
        applied.rows += self.hot.rows() - before;
        self.hot.end_change();
    }

    /// Everything applied so far, for questions. Copies only the youngest rows.
    pub fn snapshot(&mut self) -> Snapshot {
        Snapshot {
            workspace: self.workspace,
            dictionary: Arc::clone(&self.dictionary),
            segments: self.segments.clone(),
            hot: self.hot.blocks(),
            watermark: self.watermark.clone(),
        }
    }

    /// Puts merged segments in the place of those that they were made of. Nothing happens, and it
    /// says `false`, if one of those is not here: then the segments were loaded anew meanwhile.
    pub fn replace_segments(&mut self, merged: &[i64], by: Vec<Arc<Segment>>) -> bool {
        let here = |id: &i64| self.segments.iter().any(|segment| segment.id() == *id);
        if !merged.iter().all(here) {
            return false;
        }
        self.segments.retain(|segment| !merged.contains(&segment.id()));
        self.segments.extend(by);
        true
    }

    /// The oldest hot rows, about `max_rows` of them, as something to store; `None` when nothing
    /// is new. The rows stay visible; nothing changes before [`Self::commit_cut`].
    pub fn cut(&mut self, max_rows: usize) -> Option<Cut> {
        if self.watermark == self.stored {
            return None;
        }
        let blocks = self.hot.oldest(max_rows);
        let rows: usize = blocks.iter().map(|block| block.rows()).sum();
        let watermark = if rows < self.hot.rows() {
            let mut reached = self.stored.clone();
            blocks.iter().for_each(|block| reached.extend(&block.range().last));
            reached
        } else {
            self.watermark.clone()
        };
        let dictionary = self.dictionary.entries_since(&self.stored_mark);
        let mark = self.dictionary.mark();
        self.pending = Some(PendingCut { blocks: blocks.len(), watermark: watermark.clone(), mark });
        Some(Cut { blocks, dictionary, watermark })
    }

    /// Puts the stored segment of a cut in the place of its rows.
    ///
    /// # Errors
    /// [`FactsError::StaleCut`] when it is not the latest cut.
    pub fn commit_cut(&mut self, cut: &Cut, segment: Option<Arc<Segment>>) -> Result<(), FactsError> {
        let stale = || FactsError::StaleCut { watermark: cut.watermark.clone() };
        let pending = self.pending.take_if(|pending| pending.watermark == cut.watermark);
        let pending = pending.ok_or_else(stale)?;
        self.hot.drop_oldest(pending.blocks);
        self.segments.extend(segment);
        self.stored = pending.watermark;
        self.stored_mark = pending.mark;
        Ok(())
    }
}

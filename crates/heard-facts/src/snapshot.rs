//! What a question reads: everything projected up to a watermark.

use std::sync::Arc;

use heard_model::{Position, WorkspaceId};

use crate::dictionary::Dictionary;
use crate::rows::RowBlock;
use crate::segment::Segment;

/// The facts of a workspace at one moment: immutable, cheap to take and to share.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Labels of all codes below.
    pub dictionary: Arc<Dictionary>,
    /// Rows in stored segments.
    pub segments: Vec<Arc<Segment>>,
    /// Rows in no segment yet.
    pub hot: Vec<Arc<RowBlock>>,
    /// Up to where changes are in these facts.
    pub watermark: Position,
}

impl Snapshot {
    /// The facts of a workspace without answers.
    pub fn empty(workspace: WorkspaceId) -> Self {
        Self {
            workspace,
            dictionary: Arc::default(),
            segments: Vec::new(),
            hot: Vec::new(),
            watermark: Position::START,
        }
    }

    /// How many rows, taken-back ones and their taking back included.
    pub fn rows(&self) -> usize {
        let stored: usize = self.segments.iter().map(|segment| segment.meta().rows as usize).sum();
        stored + self.hot.iter().map(|block| block.rows()).sum::<usize>()
    }
}

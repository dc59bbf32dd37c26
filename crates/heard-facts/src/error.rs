//! What can go wrong between an accepted answer and its columns.

use heard_model::Position;

use crate::column::LabelSet;

/// An error of the facts.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// Events came out of order.
    #[error(
        "change {seq} came after {after}; read the outbox again in order, from after the stored watermark"
    )]
    OutOfOrder {
        /// The change that came too late.
        seq: i64,
        /// What came before it.
        after: Position,
    },
    /// A segment's stored image is not what was written.
    #[error("segment {segment} is damaged: {reason}; run `heard rebuild` to build the facts again")]
    Damaged {
        /// The segment.
        segment: i64,
        /// What is wrong with it.
        reason: String,
    },
    /// A segment was written by a later version.
    #[error("segment {segment} has format {format}, and this version reads up to {known}; update heard")]
    LaterFormat {
        /// The segment.
        segment: i64,
        /// Its format.
        format: u16,
        /// The latest format known here.
        known: u16,
    },
    /// A segment's bytes could not be read.
    #[error("segment {segment} could not be read")]
    Load {
        /// The segment.
        segment: i64,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A segment was merged into another in the meantime.
    #[error("segment {segment} is not stored any more; take a new snapshot")]
    Gone {
        /// The segment.
        segment: i64,
    },
    /// Rows could not be written as Parquet.
    #[error("{rows} rows could not be written as Parquet: {source}")]
    Encode {
        /// How many rows.
        rows: usize,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The stored dictionary contradicts itself.
    #[error(
        "the dictionary of {labels} is damaged at code {code}: {reason}; run `heard rebuild` to build the facts again"
    )]
    DamagedDictionary {
        /// Whose labels.
        labels: LabelSet,
        /// The code.
        code: u32,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A cut was committed that is no longer the latest.
    #[error("the cut up to {watermark} is not the latest one; cut again")]
    StaleCut {
        /// The watermark of the cut.
        watermark: Position,
    },
}

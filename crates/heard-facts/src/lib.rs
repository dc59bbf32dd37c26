//! Accepted answers become signed rows, column segments and dictionaries.
//!
//! The truth sends [`FactEvent`]s in the order of acceptance. [`WorkspaceFacts::apply`] turns
//! each scored answer into one row of dense codes and appends it to the hot set, where the next
//! [`WorkspaceFacts::snapshot`] sees it. From time to time [`WorkspaceFacts::cut`] names the
//! oldest hot rows; [`Cut::encode`] sorts them by day and writes them as a Parquet image; the
//! store keeps image, new dictionary entries and watermark in one transaction, and
//! [`WorkspaceFacts::commit_cut`] puts the [`Segment`] in the place of those rows.
//!
//! Segments that gather are merged by month: [`segments_to_merge`] says which,
//! [`EncodedSegment::merged`] writes them anew, and [`WorkspaceFacts::replace_segments`] puts the new
//! ones in the place of the old.
//!
//! Facts are a changelog: a row counts `sign` times, and a correction is −old and +new. Codes
//! are given in the order of the events, so replaying the outbox after a crash gives the same.
//!
//! [`PlainFacts`] writes the same rows for other engines, with labels in the place of codes.
//!
//! Parquet is spoken only here; questions read [`ColumnValues`]: dense codes as narrow as their
//! largest.
//!
//! [`FactEvent`]: heard_model::fact::FactEvent

mod cache;
mod checksum;
mod coding;
mod column;
mod column_cache;
mod compaction;
mod dictionary;
mod error;
mod hot;
mod image;
mod months;
mod plain;
mod rows;
mod segment;
mod series;
mod snapshot;
mod sorting;
mod values;
mod workspace;

pub use cache::ByteBoundedCache;
pub use checksum::Checksum;
pub use column::{ATTRIBUTE_COLUMNS, COLUMN_COUNT, Column, LabelSet};
pub use column_cache::ColumnCache;
pub use compaction::{MOST_ROWS, segments_to_merge};
pub use dictionary::{Dictionary, DictionaryEntry, DictionaryMark};
pub use error::FactsError;
pub use plain::{PlainColumn, PlainFacts, PlainFile, PlainType};
pub use rows::{RowBlock, RowRange};
pub use segment::{EncodedSegment, Piece, SEGMENT_FORMAT, Segment, SegmentBytes, SegmentMeta};
pub use series::Series;
pub use snapshot::Snapshot;
pub use values::{ColumnValues, Narrow};
pub use workspace::{Applied, Cut, WorkspaceFacts};

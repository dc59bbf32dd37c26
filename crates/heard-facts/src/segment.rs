//! A stored segment: what is known of it, and its columns when a question needs them.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::checksum::Checksum;
use crate::column::Column;
use crate::column_cache::ColumnCache;
use crate::error::FactsError;
use crate::image::{self, Image};
use crate::rows::{RowBlock, RowRange};
use crate::values::{ColumnValues, Narrow};

/// The format that segments are written in.
pub const SEGMENT_FORMAT: u16 = 1;

/// What is stored beside a segment's image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentMeta {
    /// The format of the image.
    pub format: u16,
    /// How many rows.
    pub rows: u32,
    /// The days and changes that they span.
    #[serde(flatten)]
    pub range: RowRange,
    /// The checksum of the image.
    pub checksum: Checksum,
    /// The pieces of the image, one after the other: its columns, and at the end what says where they
    /// are. Without them, the image is read whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
}

/// A piece of an image that can be read and checked without the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The column, as [`Column`] spells it; empty for what every reader needs.
    pub column: String,
    /// Where it ends, in bytes; it begins where the one before ends.
    pub end: u32,
    /// The checksum of its bytes.
    pub checksum: Checksum,
}

/// A segment ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedSegment {
    /// What is known of it.
    pub meta: SegmentMeta,
    /// The Parquet image.
    pub bytes: Bytes,
}

impl EncodedSegment {
    /// Sorts the rows of `blocks` and writes them as one image; `None` without rows.
    ///
    /// # Errors
    /// [`FactsError::Encode`] when Parquet refuses the rows.
    pub fn of(blocks: &[Arc<RowBlock>]) -> Result<Option<Self>, FactsError> {
        image::encode(blocks)
    }

    /// Sorts the rows of `blocks` and writes them as images of one civil month each, none with more
    /// than [`MOST_ROWS`](crate::MOST_ROWS) rows.
    ///
    /// # Errors
    /// [`FactsError::Encode`] when Parquet refuses the rows.
    pub fn merged(blocks: &[Arc<RowBlock>]) -> Result<Vec<Self>, FactsError> {
        image::encode_by_month(blocks, crate::MOST_ROWS as usize)
    }
}

/// Where the images of segments are read from.
pub trait SegmentBytes: Send + Sync {
    /// The image of a segment, `None` if it was merged into another in the meantime; may block.
    ///
    /// # Errors
    /// Whatever kept it from being read.
    fn load(&self, segment: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>>;

    /// Ranges of an image's bytes, shorter where the image ends; `None` and blocking as [`Self::load`].
    ///
    /// # Errors
    /// Whatever kept them from being read.
    fn load_ranges(
        &self,
        segment: i64,
        ranges: &[Range<usize>],
    ) -> Result<Option<Vec<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
        let Some(image) = self.load(segment)? else { return Ok(None) };
        let within = |place: usize| place.min(image.len());
        Ok(Some(ranges.iter().map(|range| image.slice(within(range.start)..within(range.end))).collect()))
    }
}

/// A stored segment: about 100,000 immutable rows, sorted by day, series, survey and question.
pub struct Segment {
    id: i64,
    meta: SegmentMeta,
    source: Arc<dyn SegmentBytes>,
    cache: Arc<ColumnCache>,
}

impl fmt::Debug for Segment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Segment")
            .field("id", &self.id)
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

impl Segment {
    /// The segment stored under `id`; nothing is read before a column is asked for.
    pub fn new(id: i64, meta: SegmentMeta, source: Arc<dyn SegmentBytes>, cache: Arc<ColumnCache>) -> Self {
        Self { id, meta, source, cache }
    }

    /// What it is stored under.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// What is known of it.
    pub fn meta(&self) -> &SegmentMeta {
        &self.meta
    }

    /// Columns in the asked order, from the cache or decoded; of the image only what they need is read,
    /// and at most once.
    ///
    /// # Errors
    /// [`FactsError::Gone`] when it was merged into another in the meantime: take a new snapshot.
    /// [`FactsError::Load`] when the image cannot be read, [`FactsError::Damaged`] when it is not
    /// what was written, [`FactsError::LaterFormat`] when a later version wrote it.
    pub fn columns(&self, columns: &[Column]) -> Result<Vec<Arc<ColumnValues>>, FactsError> {
        let cached = columns.iter().map(|column| self.cache.get(self.meta.checksum, *column));
        let cached: Vec<Option<Arc<ColumnValues>>> = cached.collect();
        let mut missing: Vec<Column> = columns
            .iter()
            .zip(&cached)
            .filter(|(_, values)| values.is_none())
            .map(|(column, _)| *column)
            .collect();
        if missing.is_empty() {
            return Ok(cached.into_iter().flatten().collect());
        }
        missing.sort_unstable();
        missing.dedup();
        let decoded = self.decode(&missing)?;
        let find = |(column, cached): (&Column, Option<Arc<ColumnValues>>)| {
            cached.or_else(|| decoded.get(column).cloned()).ok_or_else(|| FactsError::Damaged {
                segment: self.id,
                reason: format!("column {column} is missing"),
            })
        };
        columns.iter().zip(cached).map(find).collect()
    }

    /// All rows, read and checked as a whole; columns already decoded are not reused.
    ///
    /// # Errors
    /// As [`Self::columns`].
    pub fn rows(&self) -> Result<RowBlock, FactsError> {
        let all: Vec<Column> = Column::all().collect();
        let loaded = self.source.load(self.id);
        let image = Image::whole(self.id, &self.meta, self.loaded(loaded)?)?;
        let columns = image::decode(self.id, &self.meta, image, &all, &Narrow::with_room)?;
        Ok(RowBlock::new(columns.into_iter().map(Arc::new).collect(), true))
    }

    fn decode(&self, columns: &[Column]) -> Result<HashMap<Column, Arc<ColumnValues>>, FactsError> {
        let image = match image::pieces_of(&self.meta, columns) {
            Some(pieces) => {
                let ranges: Vec<Range<usize>> = pieces.iter().map(|(_, range)| range.clone()).collect();
                let loaded = self.source.load_ranges(self.id, &ranges);
                Image::in_pieces(self.id, &self.meta, &pieces, self.loaded(loaded)?)?
            }
            None => Image::whole(self.id, &self.meta, self.loaded(self.source.load(self.id))?)?,
        };
        let room = |highest, rows| self.cache.room(highest, rows);
        let decoded = image::decode(self.id, &self.meta, image, columns, &room)?;
        let keep = |(column, values): (&Column, ColumnValues)| {
            let values = Arc::new(values);
            self.cache.keep(self.meta.checksum, *column, &values);
            (*column, values)
        };
        Ok(columns.iter().zip(decoded).map(keep).collect())
    }

    fn loaded<T>(
        &self,
        loaded: Result<Option<T>, Box<dyn std::error::Error + Send + Sync>>,
    ) -> Result<T, FactsError> {
        let loaded = loaded.map_err(|source| FactsError::Load { segment: self.id, source })?;
        loaded.ok_or(FactsError::Gone { segment: self.id })
    }
}

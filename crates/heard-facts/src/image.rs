//! The Parquet image of a segment: one row group of required integer columns, coded by
//! dictionary and run length (delta for seq and instant), compressed with LZ4.
//!
//! Attribute columns without a value are left out; a column that is missing reads as 0. A question
//! reads the pieces that its columns are in. What is read is checked against its checksum before
//! Parquet sees it, so damage is always told.

use std::collections::HashMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, TimeUnit, Type as PhysicalType};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaData};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use crate::checksum::Checksum;
use crate::column::Column;
use crate::error::FactsError;
use crate::rows::{RowBlock, RowRange};
use crate::segment::{EncodedSegment, Piece, SEGMENT_FORMAT, SegmentMeta};
use crate::sorting::SortedRows;
use crate::values::{ColumnValues, Narrow, NarrowBuilder};

/// Rows that are decoded before they are narrowed, so that they stay in the processor's nearest cache.
const ROWS_AT_A_TIME: usize = 4_096;
const FORMAT_KEY: &str = "heard.segment.format";

/// Writes the sorted rows of `blocks` as one image; `None` without rows.
pub(crate) fn encode(blocks: &[Arc<RowBlock>]) -> Result<Option<EncodedSegment>, FactsError> {
    let sorted = SortedRows::of(blocks);
    let all = 0..sorted.rows();
    if all.is_empty() { Ok(None) } else { encode_rows(&sorted, all).map(Some) }
}

/// Writes the sorted rows of `blocks` as images of one month each, none with more than `most` rows.
pub(crate) fn encode_by_month(
    blocks: &[Arc<RowBlock>],
    most: usize,
) -> Result<Vec<EncodedSegment>, FactsError> {
    let sorted = SortedRows::of(blocks);
    sorted.months(most).into_iter().map(|rows| encode_rows(&sorted, rows)).collect()
}

fn encode_rows(sorted: &SortedRows<'_>, range: Range<usize>) -> Result<EncodedSegment, FactsError> {
    let rows = range.len();
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| FactsError::Encode { rows, source };
    let count = u32::try_from(rows).map_err(|source| failed(source.into()))?;
    let mut values = Vec::with_capacity(rows);
    let mut column = |column: Column| {
        sorted.gather(column, range.clone(), &mut values);
        ColumnValues::narrow(&values, true)
    };
    let spanned = RowRange::of(&column(Column::Day), &column(Column::Seq));
    let (bytes, layout) = write(sorted, range.clone()).map_err(|source| failed(source.into()))?;
    let meta = SegmentMeta {
        format: SEGMENT_FORMAT,
        rows: count,
        range: spanned,
        checksum: Checksum::of(&bytes),
        pieces: cut(&bytes, &layout),
    };
    Ok(EncodedSegment { meta, bytes: bytes.into() })
}

/// Where the columns of an image end.
fn cut(image: &[u8], layout: &ParquetMetaData) -> Vec<Piece> {
    let columns = layout.row_groups().iter().flat_map(|group| group.columns()).map(|chunk| {
        let (start, length) = chunk.byte_range();
        (chunk.column_path().string(), (start + length) as usize)
    });
    let mut begin = 0;
    let mut pieces = Vec::new();
    for (column, end) in columns.chain([(String::new(), image.len())]) {
        let checksum = Checksum::of(&image[begin..end]);
        pieces.push(Piece { column, end: u32::try_from(end).unwrap_or(u32::MAX), checksum });
        begin = end;
    }
    pieces
}

fn write(sorted: &SortedRows<'_>, range: Range<usize>) -> Result<(Vec<u8>, ParquetMetaData), ParquetError> {
    let mut values = Vec::with_capacity(range.len());
    let mut is_written = |column: &Column| {
        // Attributes that no row has are left out.
        !matches!(column, Column::Attribute(_)) || {
            sorted.gather(*column, range.clone(), &mut values);
            values.iter().any(|value| *value != 0)
        }
    };
    let columns: Vec<Column> = Column::all().filter(&mut is_written).collect();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema(&columns)?, Arc::new(properties()))?;
    let mut group = writer.next_row_group()?;
    for column in columns {
        sorted.gather(column, range.clone(), &mut values);
        write_column(&mut group, column, &values)?;
    }
    group.close()?;
    let layout = writer.finish()?;
    Ok((std::mem::take(writer.inner_mut()), layout))
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    column: Column,
    values: &[i64],
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General(format!("the schema has no column {column}"));
    let mut writer = group.next_column()?.ok_or_else(missing)?;
    if physical_type(column) == PhysicalType::INT64 {
        writer.typed::<Int64Type>().write_batch(values, None, None)?;
    } else {
        // Codes above 2³¹ keep their bits, as Parquet's unsigned integers do.
        let values: Vec<i32> = values.iter().map(|value| *value as i32).collect();
        writer.typed::<Int32Type>().write_batch(&values, None, None)?;
    }
    writer.close()
}

fn properties() -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_created_by("heard".to_owned())
        .set_compression(Compression::LZ4_RAW)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_data_page_row_count_limit(usize::MAX)
        .set_max_row_group_row_count(None)
        .set_key_value_metadata(Some(vec![KeyValue::new(FORMAT_KEY.to_owned(), SEGMENT_FORMAT.to_string())]));
    for column in [Column::Seq, Column::Instant] {
        let path = ColumnPath::new(vec![column.to_string()]);
        builder = builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
    }
    builder.build()
}

fn physical_type(column: Column) -> PhysicalType {
    match column {
        Column::Seq | Column::Instant => PhysicalType::INT64,
        _ => PhysicalType::INT32,
    }
}

fn logical_type(column: Column) -> LogicalType {
    match column {
        Column::Seq => LogicalType::integer(64, true),
        Column::Instant => LogicalType::timestamp(true, TimeUnit::MILLIS),
        Column::Day => LogicalType::Date,
        Column::Score => LogicalType::integer(8, false),
        Column::Sign => LogicalType::integer(8, true),
        _ => LogicalType::integer(32, false),
    }
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let field = |column: &Column| {
        Type::primitive_type_builder(&column.to_string(), physical_type(*column))
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(Some(logical_type(*column)))
            .build()
            .map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Type::group_type_builder("facts").with_fields(fields).build()?))
}

/// The pieces of an image that these columns and their reader need, with their places among all and
/// their bytes; `None` if it has to be read whole.
pub(crate) fn pieces_of(meta: &SegmentMeta, columns: &[Column]) -> Option<Vec<(usize, Range<usize>)>> {
    let names: Vec<String> = columns.iter().map(Column::to_string).collect();
    let mut begin = 0;
    let mut needed = Vec::new();
    for (place, piece) in meta.pieces.iter().enumerate() {
        let end = piece.end as usize;
        if end < begin {
            return None;
        }
        if piece.column.is_empty() || names.contains(&piece.column) {
            needed.push((place, begin..end));
        }
        begin = end;
    }
    (!needed.is_empty()).then_some(needed)
}

/// An image, or those pieces of it that were read.
pub(crate) struct Image {
    length: u64,
    /// Where each begins.
    pieces: Vec<(u64, Bytes)>,
}

impl Image {
    /// All of it, if it is what was written.
    pub(crate) fn whole(segment: i64, meta: &SegmentMeta, bytes: Bytes) -> Result<Self, FactsError> {
        if Checksum::of(&bytes) != meta.checksum {
            let reason = format!("its {} bytes do not have the stored checksum", bytes.len());
            return Err(FactsError::Damaged { segment, reason });
        }
        Ok(Self { length: bytes.len() as u64, pieces: vec![(0, bytes)] })
    }

    /// Pieces of it, if they are what was written.
    pub(crate) fn in_pieces(
        segment: i64,
        meta: &SegmentMeta,
        pieces: &[(usize, Range<usize>)],
        read: Vec<Bytes>,
    ) -> Result<Self, FactsError> {
        let damaged = |reason: String| FactsError::Damaged { segment, reason };
        if read.len() != pieces.len() {
            return Err(damaged(format!("{} of {} pieces were found", read.len(), pieces.len())));
        }
        let checked = pieces.iter().zip(read).map(|((place, range), bytes)| {
            if Checksum::of(&bytes) == meta.pieces[*place].checksum {
                return Ok((range.start as u64, bytes));
            }
            Err(damaged(format!(
                "its bytes from {} to {} do not have their checksum",
                range.start, range.end
            )))
        });
        let length = meta.pieces.last().map_or(0, |last| u64::from(last.end));
        Ok(Self { length, pieces: checked.collect::<Result<_, _>>()? })
    }

    /// What was read from a place on.
    fn from(&self, start: u64) -> Result<Bytes, ParquetError> {
        let found = self.pieces.iter().find_map(|(begin, bytes)| {
            let within = usize::try_from(start.checked_sub(*begin)?).ok()?;
            (within < bytes.len()).then(|| bytes.slice(within..))
        });
        found.ok_or_else(|| ParquetError::General(format!("byte {start} lies in no piece that was read")))
    }
}

impl Length for Image {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Image {
    type T = Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.from(start).map(Buf::reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.from(start)?;
        if bytes.len() < length {
            return Err(ParquetError::General(format!("{length} bytes from {start} on leave their piece")));
        }
        Ok(bytes.slice(..length))
    }
}

/// Room for so many rows of offsets up to a highest.
pub(crate) type Room<'a> = &'a dyn Fn(u64, usize) -> Narrow;

/// Decodes `columns` of an image, in their order.
pub(crate) fn decode(
    segment: i64,
    meta: &SegmentMeta,
    image: Image,
    columns: &[Column],
    room: Room<'_>,
) -> Result<Vec<ColumnValues>, FactsError> {
    let damaged = |reason: String| FactsError::Damaged { segment, reason };
    if meta.format > SEGMENT_FORMAT {
        return Err(FactsError::LaterFormat { segment, format: meta.format, known: SEGMENT_FORMAT });
    }
    // Checksums keep damaged images from Parquet, which may panic on them. Should an image have been
    // written damaged, that is one segment's error and no more.
    let read = AssertUnwindSafe(|| read_columns(image, columns, meta.rows as usize, room));
    let decoded = catch_unwind(read).map_err(|_| damaged("it is no Parquet image".to_owned()))?;
    decoded.map_err(|error| damaged(error.to_string()))
}

fn read_columns(
    image: Image,
    columns: &[Column],
    rows: usize,
    room: Room<'_>,
) -> Result<Vec<ColumnValues>, ParquetError> {
    let reader = SerializedFileReader::new(image)?;
    let places = column_places(&reader);
    let mut decoded = Vec::with_capacity(columns.len());
    for column in columns {
        let values = match places.get(&column.to_string()) {
            Some(place) => read_column(&reader, *place, *column, rows, room)?,
            None => ColumnValues::constant(0, rows),
        };
        if values.rows() != rows {
            let found = values.rows();
            let reason = format!("column {column} has {found} rows in place of {rows}");
            return Err(ParquetError::General(reason));
        }
        decoded.push(values);
    }
    Ok(decoded)
}

fn column_places(reader: &SerializedFileReader<Image>) -> HashMap<String, usize> {
    let schema = reader.metadata().file_metadata().schema_descr();
    schema.columns().iter().enumerate().map(|(place, column)| (column.name().to_owned(), place)).collect()
}

fn read_column(
    reader: &SerializedFileReader<Image>,
    place: usize,
    column: Column,
    rows: usize,
    room: Room<'_>,
) -> Result<ColumnValues, ParquetError> {
    let (min, max) = range_of(reader, place, column)?;
    let mut values = NarrowBuilder::new(min, max, !column.is_coded(), |highest| room(highest, rows));
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        if min == max {
            values.repeat(group.metadata().num_rows());
            continue;
        }
        match group.get_column_reader(place)? {
            ColumnReader::Int64ColumnReader(mut reader) => {
                let mut read: Vec<i64> = Vec::with_capacity(ROWS_AT_A_TIME);
                while reader.read_records(ROWS_AT_A_TIME, None, None, &mut read)?.0 > 0 {
                    values.add(&read, |value| value);
                    read.clear();
                }
            }
            ColumnReader::Int32ColumnReader(mut reader) => {
                let mut read: Vec<i32> = Vec::with_capacity(ROWS_AT_A_TIME);
                while reader.read_records(ROWS_AT_A_TIME, None, None, &mut read)?.0 > 0 {
                    values.add(&read, |value| widen(column, value));
                    read.clear();
                }
            }
            _ => return Err(ParquetError::General(format!("column {column} holds no integers"))),
        }
    }
    Ok(values.finish())
}

/// The smallest and the largest value of a column, as its statistics say.
fn range_of(
    reader: &SerializedFileReader<Image>,
    place: usize,
    column: Column,
) -> Result<(i64, i64), ParquetError> {
    let mut range: Option<(i64, i64)> = None;
    for group in reader.metadata().row_groups() {
        let of_group = match group.column(place).statistics() {
            Some(Statistics::Int32(of)) => {
                of.min_opt().zip(of.max_opt()).map(|(min, max)| (widen(column, *min), widen(column, *max)))
            }
            Some(Statistics::Int64(of)) => of.min_opt().zip(of.max_opt()).map(|(min, max)| (*min, *max)),
            _ => None,
        };
        let missing = || ParquetError::General(format!("column {column} has no statistics"));
        let (min, max) = of_group.ok_or_else(missing)?;
        range = Some(range.map_or((min, max), |(least, most)| (least.min(min), most.max(max))));
    }
    Ok(range.unwrap_or_default())
}

fn widen(column: Column, value: i32) -> i64 {
    match column {
        Column::Day | Column::Sign => i64::from(value),
        _ => i64::from(value as u32),
    }
}

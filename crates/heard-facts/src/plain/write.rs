//! The Parquet of plain files.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, TimeUnit, Type as PhysicalType};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use crate::plain::columns::{Cells, PlainColumn, PlainType};
use crate::sorting::SortedRows;

/// Rows of a row group, as many as other engines like: several threads may read one file.
const GROUP: usize = 122_880;
/// Labels of one row group, in bytes; a dimension has at most some thousands of them.
const LABELS: usize = 16 << 20;

/// The schema of all files of an export.
pub(super) fn schema(columns: &[PlainColumn]) -> Result<TypePtr, ParquetError> {
    let field = |column: &PlainColumn| {
        let (physical, logical) = types(column.data_type());
        let repetition = if column.is_optional() { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        Type::primitive_type_builder(column.name(), physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Type::group_type_builder("facts").with_fields(fields).build()?))
}

fn types(data_type: PlainType) -> (PhysicalType, Option<LogicalType>) {
    let (physical, logical) = match data_type {
        PlainType::Integer => (PhysicalType::INT64, LogicalType::integer(64, true)),
        PlainType::Instant => (PhysicalType::INT64, LogicalType::timestamp(true, TimeUnit::MILLIS)),
        PlainType::Day => (PhysicalType::INT32, LogicalType::Date),
        PlainType::SmallInteger => (PhysicalType::INT32, LogicalType::integer(8, false)),
        PlainType::SignedSmallInteger => (PhysicalType::INT32, LogicalType::integer(8, true)),
        PlainType::UnsignedInteger => (PhysicalType::INT32, LogicalType::integer(32, false)),
        PlainType::Text => (PhysicalType::BYTE_ARRAY, LogicalType::String),
        PlainType::Number => return (PhysicalType::DOUBLE, None),
    };
    (physical, Some(logical))
}

/// Writes sorted rows as one file, and counts what it writes.
pub(super) fn write(
    columns: &mut [PlainColumn],
    schema: &TypePtr,
    sorted: &SortedRows<'_>,
) -> Result<Vec<u8>, ParquetError> {
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::clone(schema), Arc::new(properties(columns)))?;
    let mut values = Vec::with_capacity(GROUP.min(sorted.rows()));
    for start in (0..sorted.rows()).step_by(GROUP) {
        let rows = start..(start + GROUP).min(sorted.rows());
        let mut group = file.next_row_group()?;
        for column in columns.iter_mut() {
            sorted.gather(column.cells.source(), rows.clone(), &mut values);
            let missing = || ParquetError::General(format!("the schema has no column {}", column.name()));
            let mut writer = group.next_column()?.ok_or_else(missing)?;
            write_column(&mut writer, column, &values)?;
            writer.close()?;
        }
        group.close()?;
    }
    file.finish()?;
    Ok(std::mem::take(file.inner_mut()))
}

fn properties(columns: &[PlainColumn]) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_created_by("heard".to_owned())
        .set_compression(Compression::LZ4_RAW)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_page_size_limit(LABELS)
        .set_max_row_group_row_count(None)
        .set_key_value_metadata(Some(vec![KeyValue::new("heard.facts".to_owned(), "1".to_owned())]));
    let rising =
        |column: &&PlainColumn| matches!(column.data_type(), PlainType::Integer | PlainType::Instant);
    for column in columns.iter().filter(rising) {
        let path = ColumnPath::new(vec![column.name().to_owned()]);
        builder = builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
    }
    builder.build()
}

fn write_column(
    writer: &mut SerializedColumnWriter<'_>,
    column: &mut PlainColumn,
    values: &[i64],
) -> Result<(), ParquetError> {
    let is_wide = matches!(writer.untyped(), ColumnWriter::Int64ColumnWriter(_));
    let mut sink = Sink { is_optional: column.is_optional(), empty: &mut column.empty };
    match &mut column.cells {
        Cells::Whole(_) if is_wide => sink.put::<Int64Type>(writer, values.iter().map(|value| Some(*value))),
        Cells::Whole(_) => sink.put::<Int32Type>(writer, values.iter().map(|value| Some(*value as i32))),
        // Codes above 2³¹ keep their bits, as Parquet's unsigned integers do.
        Cells::Code(_) => {
            let cells = values.iter().map(|value| (*value != 0).then_some(*value as u32 as i32));
            sink.put::<Int32Type>(writer, cells)
        }
        Cells::Millionths(_) => {
            let cells = values.iter().map(|value| (*value != 0).then_some(*value as f64 / 1e6));
            sink.put::<DoubleType>(writer, cells)
        }
        Cells::Table(_, table) => {
            known(&column.name, table.len(), values)?;
            sink.put::<Int32Type>(writer, values.iter().map(|value| table[*value as usize]))
        }
        Cells::Labels(_, labels, written) => {
            known(&column.name, labels.len(), values)?;
            values.iter().for_each(|value| written[*value as usize] += 1);
            sink.put::<ByteArrayType>(writer, values.iter().map(|value| labels[*value as usize].clone()))
        }
    }
}

/// Makes sure that every code is below `codes`.
fn known(column: &str, codes: usize, values: &[i64]) -> Result<(), ParquetError> {
    let is_unknown = |value: &&i64| !usize::try_from(**value).is_ok_and(|code| code < codes);
    match values.iter().find(is_unknown) {
        None => Ok(()),
        Some(code) => Err(ParquetError::General(format!(
            "the dictionary has no label for code {code} of {column}; run `heard rebuild`"
        ))),
    }
}

/// Takes the cells of a column and counts the empty ones.
struct Sink<'a> {
    is_optional: bool,
    empty: &'a mut u64,
}

impl Sink<'_> {
    fn put<T: DataType>(
        &mut self,
        writer: &mut SerializedColumnWriter<'_>,
        cells: impl ExactSizeIterator<Item = Option<T::T>>,
    ) -> Result<(), ParquetError> {
        let rows = cells.len();
        let mut filled = Vec::with_capacity(rows);
        let mut levels: Vec<i16> = Vec::with_capacity(if self.is_optional { rows } else { 0 });
        for cell in cells {
            if self.is_optional {
                levels.push(i16::from(cell.is_some()));
            }
            filled.extend(cell);
        }
        *self.empty += (rows - filled.len()) as u64;
        if !self.is_optional && filled.len() < rows {
            return Err(ParquetError::General("a row has no value where it must have one".to_owned()));
        }
        writer.typed::<T>().write_batch(&filled, self.is_optional.then_some(&levels[..]), None)?;
        Ok(())
    }
}

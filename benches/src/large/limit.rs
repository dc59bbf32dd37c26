//! The limit: a plain loop over the same columns as dense codes in memory, split over the
//! processor's cores. It knows nothing but the question; files outside of the asked days are left out.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use jiff::civil::{Date, date};
use parquet::basic::Type as PhysicalType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use super::shapes::PlainQuestion;

/// The code of no value.
const NOTHING: u16 = 0;
/// A score that nobody gave.
const NO_SCORE: u8 = 255;

/// All exported facts as codes.
pub struct Columns {
    files: Vec<Rows>,
    labels: HashMap<String, HashMap<Vec<u8>, u16>>,
}

/// The rows of one file.
#[derive(Default)]
struct Rows {
    first_day: i32,
    last_day: i32,
    day: Vec<i32>,
    score: Vec<u8>,
    scale_max: Vec<u8>,
    sign: Vec<i8>,
    codes: HashMap<String, Vec<u16>>,
}

/// What a loop counted.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// How long it took.
    pub took: Duration,
    /// How many answers.
    pub answers: i64,
}

impl Columns {
    /// Reads all files of a folder.
    ///
    /// # Errors
    /// When a file is not as exported.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "parquet"));
        paths.sort();
        let mut columns = Self { files: Vec::new(), labels: HashMap::new() };
        for path in paths {
            let rows = columns.read_file(&path);
            columns.files.push(rows.with_context(|| format!("cannot read {}", path.display()))?);
        }
        Ok(columns)
    }

    fn read_file(&mut self, path: &Path) -> anyhow::Result<Rows> {
        let reader = SerializedFileReader::new(File::open(path)?)?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let mut rows = Rows::default();
        for group in 0..reader.num_row_groups() {
            let group = reader.get_row_group(group)?;
            for (place, column) in schema.columns().iter().enumerate() {
                match (column.name(), column.physical_type()) {
                    ("day", _) => rows.day.extend(integers(&*group, place, 0)?),
                    ("score", _) => {
                        let scores = integers(&*group, place, i32::from(NO_SCORE))?;
                        rows.score.extend(scores.into_iter().map(|score| score as u8));
                    }
                    ("scale_max", _) => {
                        rows.scale_max.extend(integers(&*group, place, 0)?.into_iter().map(|max| max as u8));
                    }
                    ("sign", _) => {
                        rows.sign.extend(integers(&*group, place, 0)?.into_iter().map(|sign| sign as i8))
                    }
                    (name, PhysicalType::BYTE_ARRAY) => {
                        let known = self.labels.entry(name.to_owned()).or_default();
                        let codes = labels(&*group, place, known)?;
                        rows.codes.entry(name.to_owned()).or_default().extend(codes);
                    }
                    _ => {}
                }
            }
        }
        rows.first_day = rows.day.iter().copied().min().unwrap_or(i32::MAX);
        rows.last_day = rows.day.iter().copied().max().unwrap_or(i32::MIN);
        Ok(rows)
    }

    /// Counts.
    ///
    /// # Errors
    /// When a column is missing.
    pub fn count(&self, question: &PlainQuestion<'_>) -> anyhow::Result<Counted> {
        let compiled = self.compile(question)?;
        let started = Instant::now();
        let asked: Vec<&Rows> = self.files.iter().filter(|rows| compiled.may_reach(rows)).collect();
        let halves = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let answers = std::thread::scope(|scope| {
            let compiled = &compiled;
            let workers: Vec<_> = (0..halves)
                .map(|worker| {
                    let mine: Vec<&Rows> = asked.iter().copied().skip(worker).step_by(halves).collect();
                    scope.spawn(move || {
                        let mut cells = vec![0_i64; compiled.cells()];
                        mine.iter().for_each(|rows| compiled.add(rows, &mut cells));
                        cells
                    })
                })
                .collect();
            let mut total = vec![0_i64; compiled.cells()];
            for worker in workers {
                let cells = worker.join().map_err(|_| anyhow::anyhow!("a thread ended"))?;
                total.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
            }
            Ok::<_, anyhow::Error>(total)
        })?;
        let took = started.elapsed();
        let width = compiled.width;
        let scored = answers.chunks(width).map(|group| group[..width - 1].iter().sum::<i64>());
        Ok(Counted { took, answers: scored.sum() })
    }

    fn compile(&self, question: &PlainQuestion<'_>) -> anyhow::Result<Compiled> {
        let known = |column: &str| self.labels.get(column).with_context(|| format!("no column {column}"));
        let code = |column: &str, label: &str| -> anyhow::Result<u16> {
            Ok(known(column)?.get(label.as_bytes()).copied().unwrap_or(u16::MAX))
        };
        let first = question.from.map_or(i32::MIN, day_number);
        let end = question.until.map_or(i32::MAX, day_number);
        let least = self.files.iter().map(|rows| rows.first_day).min().unwrap_or(0);
        let most = self.files.iter().map(|rows| rows.last_day).max().unwrap_or(0);
        let mut periods = Vec::new();
        let mut names = HashMap::new();
        for day in least..=most {
            let next = names.len();
            periods.push(*names.entry(period(question.grain, day)).or_insert(next));
        }
        let mut filters = Vec::new();
        for (column, values, negated) in &question.filters {
            let mut holds = vec![*negated; usize::from(u16::MAX) + 1];
            for value in *values {
                holds[usize::from(code(column, value)?)] = !negated;
            }
            filters.push((column.clone(), holds));
        }
        let mut axes = Vec::new();
        let mut stride = names.len();
        for column in &question.by {
            axes.push((column.clone(), stride));
            stride *= known(column)?.len() + 1;
        }
        Ok(Compiled {
            kind: code("kind", question.kind)?,
            scale_max: question.scale_max,
            question: question.question.map(|key| code("question", key)).transpose()?,
            days: first..end,
            least,
            periods,
            filters,
            axes,
            groups: stride,
            width: usize::from(question.scale_max) + 2,
        })
    }
}

/// A question as codes.
struct Compiled {
    kind: u16,
    scale_max: u8,
    question: Option<u16>,
    days: std::ops::Range<i32>,
    least: i32,
    periods: Vec<usize>,
    filters: Vec<(String, Vec<bool>)>,
    axes: Vec<(String, usize)>,
    groups: usize,
    width: usize,
}

impl Compiled {
    fn cells(&self) -> usize {
        self.groups * self.width
    }

    fn may_reach(&self, rows: &Rows) -> bool {
        rows.first_day < self.days.end && rows.last_day >= self.days.start
    }

    fn add(&self, rows: &Rows, cells: &mut [i64]) {
        let empty: &[u16] = &[];
        let column = |name: &str| rows.codes.get(name).map_or(empty, Vec::as_slice);
        let kind = column("kind");
        let asked = column("question");
        let filters: Vec<(&[u16], &[bool])> =
            self.filters.iter().map(|(name, holds)| (column(name), &holds[..])).collect();
        let axes: Vec<(&[u16], usize)> =
            self.axes.iter().map(|(name, stride)| (column(name), *stride)).collect();
        for row in 0..rows.day.len() {
            let day = rows.day[row];
            if kind[row] != self.kind
                || rows.scale_max[row] != self.scale_max
                || !self.days.contains(&day)
                || self.question.is_some_and(|question| asked[row] != question)
                || filters.iter().any(|(codes, holds)| !holds[usize::from(codes[row])])
            {
                continue;
            }
            let mut group = self.periods[(day - self.least) as usize];
            for (codes, stride) in &axes {
                group += usize::from(codes[row]) * stride;
            }
            let score = usize::from(rows.score[row]).min(self.width - 1);
            cells[group * self.width + score] += i64::from(rows.sign[row]);
        }
    }
}

fn day_number(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// What names the period of a day.
fn period(grain: Option<&str>, day: i32) -> i32 {
    let civil = date(1970, 1, 1).saturating_add(jiff::Span::new().days(day));
    let month = i32::from(civil.year()) * 12 + i32::from(civil.month()) - 1;
    match grain {
        Some("month") => month,
        Some("quarter") => month.div_euclid(3),
        // 1970-01-01 was a Thursday.
        Some("week") => (day + 3).div_euclid(7),
        _ => 0,
    }
}

fn integers(group: &dyn RowGroupReader, place: usize, absent: i32) -> anyhow::Result<Vec<i32>> {
    match group.get_column_reader(place)? {
        ColumnReader::Int32ColumnReader(reader) => {
            let (values, defined) = read(reader, group)?;
            Ok(spread(values, defined, absent))
        }
        _ => bail!("column {place} does not hold whole numbers of 32 bits"),
    }
}

fn labels(
    group: &dyn RowGroupReader,
    place: usize,
    known: &mut HashMap<Vec<u8>, u16>,
) -> anyhow::Result<Vec<u16>> {
    let ColumnReader::ByteArrayColumnReader(reader) = group.get_column_reader(place)? else {
        bail!("column {place} does not hold texts");
    };
    let (values, defined): (Vec<ByteArray>, _) = read(reader, group)?;
    let mut codes = Vec::with_capacity(values.len());
    for value in &values {
        let code = match known.get(value.data()) {
            Some(code) => *code,
            None => {
                let next = u16::try_from(known.len() + 1)?;
                known.insert(value.data().to_vec(), next);
                next
            }
        };
        codes.push(code);
    }
    Ok(spread(codes, defined, NOTHING))
}

/// The values that are there, and of every row whether it has one (nothing if all have).
fn read<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    group: &dyn RowGroupReader,
) -> anyhow::Result<(Vec<T::T>, Vec<i16>)> {
    let rows = usize::try_from(group.metadata().num_rows())?;
    let (mut values, mut defined) = (Vec::with_capacity(rows), Vec::new());
    while reader.read_records(usize::MAX, Some(&mut defined), None, &mut values)?.0 > 0 {}
    Ok((values, defined))
}

fn spread<T: Copy>(values: Vec<T>, defined: Vec<i16>, absent: T) -> Vec<T> {
    if defined.is_empty() {
        return values;
    }
    let mut values = values.into_iter();
    let of_row = |level: i16| if level > 0 { values.next().unwrap_or(absent) } else { absent };
    defined.into_iter().map(of_row).collect()
}

//! A file read row by row.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use csv::ByteRecord;
use heard_model::response::RawResponse;
use heard_model::survey::SurveyVersion;
use serde::Serialize;

use super::ImportError;
use super::decode::{Counters, DecodingReader, MAX_ROW};
use super::detect::{FileShape, encoding, separator};
use super::identity::RowNames;
use super::mapping::Mapping;
use super::plan::{Fault, Plan};
use super::reject::REASON_COLUMNS;
use crate::{Context, Sender, ValidatedResponse, validate_response};

/// The most columns.
const MAX_COLUMNS: usize = 4_096;
/// How much of a file is looked at to find its separator.
const HEAD: u64 = 64 * 1024;

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellProblem {
    /// The line of the file in which the row begins; the header is line 1.
    pub line: u64,
    /// The column or columns; empty for the row as a whole.
    pub column: String,
    /// What stands there, at most 100 characters.
    pub value: String,
    /// A name of the reason for machines.
    pub code: &'static str,
    /// The reason.
    pub reason: String,
}

/// A row that may be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodRow {
    /// As a sender would put it, to be sent on.
    pub raw: RawResponse,
    /// As it would be stored.
    pub response: ValidatedResponse,
}

/// A row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportRow {
    /// The line in which it begins; the header is line 1.
    pub line: u64,
    /// Its cells as they stand, one for each column of [`FileShape::columns`].
    pub cells: Vec<String>,
    /// The identity that it has by its cells, for a refused row that is mended; empty if the
    /// mapping names columns for it.
    pub row_name: String,
    /// What became of it.
    pub outcome: Result<Box<GoodRow>, Vec<CellProblem>>,
}

/// Streams the rows of a file. After an error nothing more comes.
pub struct ImportReader<'a> {
    path: PathBuf,
    version: &'a SurveyVersion,
    context: Context<'a>,
    plan: Plan,
    shape: FileShape,
    reader: csv::Reader<Box<dyn Read + Send>>,
    record: ByteRecord,
    counters: Arc<Counters>,
    /// Where the cells of the file's own columns stand, without the reason columns.
    kept: Vec<usize>,
    row_name_column: Option<usize>,
    hashes_rows: bool,
    row_names: RowNames,
    unused: Vec<String>,
    total_bytes: u64,
    is_over: bool,
}

impl<'a> ImportReader<'a> {
    /// Opens a file, finds out what it is and where the mapped columns stand. The rows are judged
    /// as answers to `version` by a trusted sender.
    ///
    /// # Errors
    /// What makes the whole file or the mapping unusable.
    pub fn open(
        path: &Path,
        mapping: &'a Mapping,
        version: &'a SurveyVersion,
        context: Context<'a>,
    ) -> Result<Self, ImportError> {
        let problems = mapping.problems(&version.definition);
        if !problems.is_empty() {
            return Err(ImportError::UnfitMapping(problems));
        }
        let unreadable = |source| ImportError::Unreadable { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(unreadable)?;
        let total_bytes = file.metadata().map_err(unreadable)?.len();
        let encoding = encoding(&mut file, path, &mapping.file)?;
        let counters = Arc::new(Counters::default());
        let mut decoded = DecodingReader::new(file, encoding, Arc::clone(&counters));
        let mut head = Vec::new();
        decoded.by_ref().take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
        counters.since_row.store(0, Relaxed);
        let wanted: Vec<&str> = mapping.columns().into_iter().map(str::trim).collect();
        let separator = separator(&String::from_utf8_lossy(&head), &mapping.file, &wanted);
        let whole: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(head).chain(decoded));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(whole);
        let mut record = ByteRecord::new();
        reader.read_byte_record(&mut record).map_err(|error| fatal(error, path, 1, &counters))?;
        let header = header(&record)?;
        let is_reason = |name: &String| REASON_COLUMNS.contains(&name.as_str());
        let row_name_column =
            header.iter().position(|name| *name == REASON_COLUMNS[REASON_COLUMNS.len() - 1]);
        let kept: Vec<usize> = (0..header.len()).filter(|at| !is_reason(&header[*at])).collect();
        let columns: Vec<String> = kept.iter().map(|at| header[*at].clone()).collect();
        let plan = Plan::new(mapping, &version.definition, &columns, context.zones.now())?;
        let unused = columns.iter().filter(|column| !wanted.contains(&column.as_str())).cloned().collect();
        Ok(Self {
            path: path.to_owned(),
            version,
            context: Context { sender: Sender::Trusted, ..context },
            plan,
            shape: FileShape { encoding: encoding.name(), separator: char::from(separator), columns },
            reader,
            record,
            counters,
            kept,
            row_name_column,
            hashes_rows: mapping.identity.columns.is_empty(),
            row_names: RowNames::default(),
            unused,
            total_bytes,
            is_over: false,
        })
    }

    /// What the file turned out to be.
    pub fn shape(&self) -> &FileShape {
        &self.shape
    }

    /// The columns that the mapping does not use.
    pub fn unused_columns(&self) -> &[String] {
        &self.unused
    }

    /// The size of the file.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// How much of it was read, to show progress.
    pub fn bytes_read(&self) -> u64 {
        self.counters.bytes_read.load(Relaxed)
    }

    /// A problem that was found later, such as the server's answer to a row, as one of a cell.
    /// `path` is a JSON pointer into the response.
    pub fn later_problem(
        &self,
        row: &ImportRow,
        path: &str,
        code: &'static str,
        reason: &str,
    ) -> CellProblem {
        let fault = Fault { column: self.plan.column(path), code, reason: reason.to_owned() };
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        self.cell_problem(row.line, &cells, fault)
    }

    fn cell_problem(&self, line: u64, cells: &[&str], fault: Fault) -> CellProblem {
        let cell = |name: &str| {
            let at = self.shape.columns.iter().position(|column| column == name.trim())?;
            cells.get(at).copied()
        };
        let value = match cell(&fault.column) {
            Some(value) => value.to_owned(),
            None => fault.column.split(", ").filter_map(cell).collect::<Vec<_>>().join(", "),
        };
        let value = value.chars().take(100).collect();
        CellProblem { line, column: fault.column, value, code: fault.code, reason: fault.reason }
    }

    /// The next row that is not empty, as it stands in the file.
    fn next_record(&mut self) -> Result<Option<u64>, ImportError> {
        loop {
            self.counters.since_row.store(0, Relaxed);
            let line = self.reader.position().line();
            match self.reader.read_byte_record(&mut self.record) {
                Ok(false) => return Ok(None),
                Ok(true) if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                Ok(true) => {
                    return Ok(Some(self.record.position().map_or(line, csv::Position::line)));
                }
                Err(error) => return Err(fatal(error, &self.path, line, &self.counters)),
            }
        }
    }

    fn row(&mut self, line: u64) -> ImportRow {
        let all: Vec<String> =
            self.record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let cells: Vec<String> =
            self.kept.iter().map(|at| all.get(*at).cloned().unwrap_or_default()).collect();
        let trimmed: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        let given_name =
            self.row_name_column.and_then(|at| all.get(at)).map(|name| name.trim()).unwrap_or_default();
        let row_name = match (self.hashes_rows, given_name) {
            (false, _) => String::new(),
            (true, "") => {
                let mut named: Vec<(&str, &str)> =
                    self.shape.columns.iter().map(String::as_str).zip(trimmed.iter().copied()).collect();
                self.row_names.name(&mut named)
            }
            (true, name) => name.to_owned(),
        };
        let outcome = self.judge(line, &all, &trimmed, &row_name);
        ImportRow { line, cells, row_name, outcome }
    }

    fn judge(
        &self,
        line: u64,
        all: &[String],
        trimmed: &[&str],
        row_name: &str,
    ) -> Result<Box<GoodRow>, Vec<CellProblem>> {
        if let Some(fault) = self.misshapen(all) {
            return Err(vec![self.cell_problem(line, trimmed, fault)]);
        }
        let (raw, faults) = self.plan.read(trimmed, || row_name.to_owned());
        let unread: Vec<String> = faults.iter().map(|fault| fault.column.clone()).collect();
        let mut problems: Vec<CellProblem> =
            faults.into_iter().map(|fault| self.cell_problem(line, trimmed, fault)).collect();
        match validate_response(self.version, raw.clone(), &self.context) {
            Ok(response) if problems.is_empty() => return Ok(Box::new(GoodRow { raw, response })),
            Ok(_) => {}
            Err(found) => {
                for problem in found {
                    // What could not be read is missing for a reason that is told already.
                    let column = self.plan.column(&problem.path);
                    if column.is_empty() || !unread.contains(&column) {
                        let (code, reason) = (problem.fault.code(), problem.fault.to_string());
                        problems.push(self.cell_problem(line, trimmed, Fault { column, code, reason }));
                    }
                }
            }
        }
        Err(problems)
    }

    /// What is wrong with a row as a whole.
    fn misshapen(&self, all: &[String]) -> Option<Fault> {
        let expected = self.kept.len();
        let own = self.kept.iter().filter(|at| **at < all.len()).count();
        let width =
            self.kept.last().map_or(0, |last| last + 1).max(self.row_name_column.map_or(0, |at| at + 1));
        let extra = all.iter().skip(width).filter(|cell| !cell.trim().is_empty()).count();
        let whole = |code, reason| Some(Fault { column: String::new(), code, reason });
        if own < expected {
            let reason =
                format!("the row has {} cells and the header {expected}; it may be cut off", all.len());
            return whole("too_few_cells", reason);
        }
        if extra > 0 && self.row_name_column.is_none() {
            let reason = format!(
                "the row has {} cells and the header {expected}; a cell that holds the separator needs quotation marks",
                all.len()
            );
            return whole("too_many_cells", reason);
        }
        let lossy = self.counters.has_undecodable.load(Relaxed)
            && all.iter().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER));
        if lossy {
            let reason =
                format!("some bytes are no {} text; give the `encoding` in the mapping", self.shape.encoding);
            return whole("undecodable", reason);
        }
        None
    }
}

impl Iterator for ImportReader<'_> {
    type Item = Result<ImportRow, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        match self.next_record() {
            Ok(Some(line)) => Some(Ok(self.row(line))),
            Ok(None) => {
                self.is_over = true;
                None
            }
            Err(error) => {
                self.is_over = true;
                Some(Err(error))
            }
        }
    }
}

/// The names of the columns.
fn header(record: &ByteRecord) -> Result<Vec<String>, ImportError> {
    if record.is_empty() {
        return Err(ImportError::Empty);
    }
    if record.len() > MAX_COLUMNS {
        return Err(ImportError::TooManyColumns { count: record.len(), max: MAX_COLUMNS });
    }
    let header: Vec<String> =
        record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
    if header.iter().any(|name| name.contains('\0')) {
        return Err(ImportError::NoText { what: "no text (its header holds NUL characters)" });
    }
    Ok(header)
}

/// Why reading stopped: the disk, or a row without an end.
fn fatal(error: csv::Error, path: &Path, line: u64, counters: &Counters) -> ImportError {
    if counters.since_row.load(Relaxed) > MAX_ROW {
        return ImportError::RowTooLong { line, max: MAX_ROW };
    }
    ImportError::Unreadable { path: path.to_owned(), source: error.into() }
}

//! The rows that were refused, in a file that can be mended and read again.

use std::io::Write;

use super::reader::{CellProblem, ImportRow};
use super::{FileShape, ImportError};

/// The columns that a file of refused rows has behind the file's own: the line in the file it
/// came from, the columns with problems, the reasons, and the row's identity. When the file is
/// read again the first three are passed over; the last keeps the row apart from equal ones, and
/// the same when it is read twice.
pub const REASON_COLUMNS: [&str; 4] = ["heard_line", "heard_column", "heard_reason", "heard_row"];

/// Writes refused rows with the separator and columns of their file, in UTF-8.
pub struct RejectWriter<W: Write> {
    writer: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> RejectWriter<W> {
    /// Begins the file with its header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(into: W, shape: &FileShape) -> Result<Self, ImportError> {
        let separator = u8::try_from(shape.separator).unwrap_or(b',');
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(into);
        writer
            .write_record(shape.columns.iter().map(String::as_str).chain(REASON_COLUMNS))
            .map_err(|error| ImportError::Unwritable(error.into()))?;
        Ok(Self { writer, rows: 0 })
    }

    /// Adds a refused row with all that is wrong with it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, row: &ImportRow, problems: &[CellProblem]) -> Result<(), ImportError> {
        let columns: Vec<&str> = problems.iter().map(|problem| problem.column.as_str()).collect();
        let reasons: Vec<&str> = problems.iter().map(|problem| problem.reason.as_str()).collect();
        let (line, columns, reasons) = (row.line.to_string(), columns.join("; "), reasons.join("; "));
        let added = [line.as_str(), columns.as_str(), reasons.as_str(), row.row_name.as_str()];
        self.rows += 1;
        self.writer
            .write_record(row.cells.iter().map(String::as_str).chain(added))
            .map_err(|error| ImportError::Unwritable(error.into()))
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes out what is left.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(), ImportError> {
        self.writer.flush().map_err(ImportError::Unwritable)
    }
}

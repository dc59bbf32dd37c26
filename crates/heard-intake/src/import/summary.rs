//! What an import did, or would do.

use std::collections::BTreeMap;

use heard_model::response::RawResponse;
use serde::Serialize;

use super::FileShape;
use super::reader::{CellProblem, ImportReader, ImportRow};

/// How many rows and problems are shown.
const SHOWN: usize = 5;

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportSummary {
    /// What the file is.
    #[serde(flatten)]
    pub shape: FileShape,
    /// The columns that the mapping does not use.
    pub unused_columns: Vec<String>,
    /// Rows that are not empty.
    pub rows: u64,
    /// Rows without faults.
    pub good: u64,
    /// Rows with faults.
    pub bad: u64,
    /// Problems by their code; a row may have several.
    pub problems_by_code: BTreeMap<&'static str, u64>,
    /// Problems by their column; the row as a whole is the empty column.
    pub problems_by_column: BTreeMap<String, u64>,
    /// The first good rows, as they would be sent.
    pub first_rows: Vec<RawResponse>,
    /// The first problems.
    pub first_problems: Vec<CellProblem>,
}

impl ImportSummary {
    /// Of a file of which no row was read yet.
    pub fn new(reader: &ImportReader<'_>) -> Self {
        Self {
            shape: reader.shape().clone(),
            unused_columns: reader.unused_columns().to_vec(),
            rows: 0,
            good: 0,
            bad: 0,
            problems_by_code: BTreeMap::new(),
            problems_by_column: BTreeMap::new(),
            first_rows: Vec::new(),
            first_problems: Vec::new(),
        }
    }

    /// Counts a row.
    pub fn add(&mut self, row: &ImportRow) {
        self.rows += 1;
        match &row.outcome {
            Ok(good) => {
                self.good += 1;
                if self.first_rows.len() < SHOWN {
                    self.first_rows.push(good.raw.clone());
                }
            }
            Err(problems) => {
                self.bad += 1;
                self.add_problems(problems);
            }
        }
    }

    /// Counts a row that had been good and was refused later, by the server.
    pub fn refuse(&mut self, problems: &[CellProblem]) {
        self.good = self.good.saturating_sub(1);
        self.bad += 1;
        self.add_problems(problems);
    }

    fn add_problems(&mut self, problems: &[CellProblem]) {
        for problem in problems {
            *self.problems_by_code.entry(problem.code).or_default() += 1;
            *self.problems_by_column.entry(problem.column.clone()).or_default() += 1;
            if self.first_problems.len() < 4 * SHOWN {
                self.first_problems.push(problem.clone());
            }
        }
    }
}

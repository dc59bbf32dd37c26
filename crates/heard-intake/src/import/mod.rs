//! Files that people leave other systems with become responses.
//!
//! A [`Mapping`] (TOML, kept beside the file's kind) says which column is what; [`ImportReader`]
//! opens a file, finds out its encoding and separator, and streams its rows, each either a
//! validated response or the list of what is wrong with it, cell by cell. Rows that are refused
//! go to a [`RejectWriter`]; its file can be mended and read again with the same mapping.
//! [`ImportSummary`] gathers what a dry run shows.
//!
//! # A mapping
//! ```
//! # let mapping = heard_intake::import::Mapping::parse(r#"
//! survey = "survey.json"            # the definition, in a file beside this one; or [definition]
//!
//! [file]                            # all optional
//! separator = ";"                   # else it is detected; "tab" for tabs
//! encoding = "windows-1250"         # else it is detected
//! decimal = ","                     # the decimal mark of numbers; "." if absent
//!
//! [identity]                        # else a hash of the row's cells, with an ordinal among equal rows
//! columns = ["visit", "guest"]
//! prefix = "shop-"                  # keeps the rows of different sources apart
//!
//! [time]                            # one of: column(s) with a format, parts, constant, arrival
//! year = 2024                       # a number is the same for all rows,
//! month = { column = "month", values = { "jan." = 1, "febr." = 2 } }
//! day = "day"                       # a text is the name of a column
//! zone = "Europe/Budapest"          # else the workspace's
//!
//! [codes]                           # for every question that does not say otherwise
//! no_answer = ["", 0, 99]
//! not_applicable = [6]
//!
//! [questions]
//! overall = "Q1"                    # a column of scores
//! friendly = { column = "Q2", values = { "sehr gut" = 5, "gut" = 4 }, no_answer = ["k.A."] }
//! why = "Q3"                        # words
//! reason = { column = "Q4", values = { "1" = "price", "2" = "quality" } }      # one choice
//! used = { choices = { web = "Q5_1", shop = "Q5_2" }, chosen = [1, "x"] }      # one column per choice
//! seen = { column = "Q6", split = "," }                                        # several in one cell
//! items = { rows = { fast = "Q7_1", kind = "Q7_2" } }                          # a matrix
//!
//! [fields]                          # language, touchpoint, channel, unit, country, team, agent, product
//! language = { column = "LANG", values = { "1" = "hu", "2" = "de" } }
//! channel = { constant = "paper" }
//! weight = "WEIGHT"
//!
//! [contact]                         # external_id, email, name
//! email = "mail"
//!
//! [attributes]
//! area = { column = "GATE", values = { "1..19" = "A", "20..39" = "B" }, other = "elsewhere" }
//! age = { column = "AGE", values = { "1" = "under 30" }, no_value = [0, 9] }
//! # "#).unwrap();
//! # assert_eq!(mapping.questions.len(), 7);
//! ```
//!
//! # What cells mean
//! * Blanks around a cell do not count. An empty cell is no answer, no value.
//! * `values` translate codes; `"20..39"` stands for the numbers from 20 to 39, both included. In
//!   attributes and fields a code without a translation is refused, unless `other` gives it one;
//!   in questions it is read as it stands.
//! * A question of the survey that the mapping leaves out was not asked in that file: its
//!   answers "do not apply"; they are not counted as skipped.
//! * Without a time of day, noon is taken.
//! * Rows in which every cell is empty are passed over.

mod code;
mod decode;
mod detect;
mod identity;
mod mapping;
mod plan;
mod reader;
mod reject;
mod summary;
mod time;

use std::path::PathBuf;

pub use detect::FileShape;
pub use mapping::{
    Codes, ContactMapping, FieldMapping, FieldMappings, FileOptions, Identity, Mapping, MappingProblem,
    QuestionMapping,
};
pub use reader::{CellProblem, GoodRow, ImportReader, ImportRow};
pub use reject::{REASON_COLUMNS, RejectWriter};
pub use summary::ImportSummary;
pub use time::{Part, TimeMapping};

/// Why a file cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The rows that were refused cannot be written.
    #[error("cannot write the refused rows: {0}")]
    Unwritable(std::io::Error),
    /// The file is no table of text.
    #[error("the file is {what}; save the table as CSV (UTF-8) and import that")]
    NoText {
        /// What it seems to be.
        what: &'static str,
    },
    /// The file has no header.
    #[error("the file is empty; its first row must name the columns")]
    Empty,
    /// The file is wider than anything sane.
    #[error("the file has {count} columns; at most {max} are read")]
    TooManyColumns {
        /// How many it has.
        count: usize,
        /// How many it may have.
        max: usize,
    },
    /// A row without an end.
    #[error(
        "the row that begins in line {line} is longer than {max} bytes; a quotation mark that opens there is probably never closed"
    )]
    RowTooLong {
        /// The line it begins in.
        line: u64,
        /// How long it may be.
        max: usize,
    },
    /// The mapping is no TOML of a mapping.
    #[error("the mapping cannot be read: {0}")]
    MalformedMapping(String),
    /// The survey that the mapping names is no JSON of a definition.
    #[error("the survey {path} cannot be read: {reason}")]
    MalformedSurvey {
        /// Its file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The mapping contradicts itself or the survey.
    #[error("the mapping does not fit: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    UnfitMapping(Vec<MappingProblem>),
    /// The mapping names columns that the file lacks.
    #[error("the file has no column {missing}; it has {present}")]
    MissingColumns {
        /// The columns that were not found.
        missing: String,
        /// The columns that there are.
        present: String,
    },
    /// A mapped column stands twice in the header.
    #[error("the column `{column}` stands twice in the header; rename one")]
    AmbiguousColumn {
        /// Its name.
        column: String,
    },
}

//! The columns of plain files: their names, types and meaning in the words of an analyst, and how a
//! row's codes become their values.

use std::collections::BTreeMap;

use heard_model::fact::{SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use parquet::data_type::ByteArray;

use crate::column::{Column, LabelSet};
use crate::dictionary::Dictionary;
use crate::series::Series;

/// A column of plain files.
#[derive(Clone, Debug)]
pub struct PlainColumn {
    pub(super) name: String,
    meaning: String,
    measured_in: Option<&'static str>,
    data_type: PlainType,
    is_optional: bool,
    pub(super) empty: u64,
    pub(super) cells: Cells,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainType {
    /// A whole number of 64 bits.
    Integer,
    /// An instant in milliseconds, UTC.
    Instant,
    /// A civil day.
    Day,
    /// A whole number from 0 to 255.
    SmallInteger,
    /// A whole number from −128 to 127.
    SignedSmallInteger,
    /// A whole number of 32 bits from 0.
    UnsignedInteger,
    /// A floating-point number of 64 bits.
    Number,
    /// Words, coded by dictionary.
    Text,
}

impl PlainType {
    /// Its name, as Arrow and what is built on it write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "int64",
            Self::Instant => "timestamp[ms, UTC]",
            Self::Day => "date32",
            Self::SmallInteger => "uint8",
            Self::SignedSmallInteger => "int8",
            Self::UnsignedInteger => "uint32",
            Self::Number => "double",
            Self::Text => "string",
        }
    }
}

/// How the values of a column of facts become cells.
#[derive(Clone, Debug)]
pub(super) enum Cells {
    /// As they are.
    Whole(Column),
    /// By a table of numbers, of which some are empty.
    Table(Column, Vec<Option<i32>>),
    /// 0 is empty.
    Code(Column),
    /// Millionths; 0 is empty.
    Millionths(Column),
    /// By a table of labels, of which some are empty, and how often each was written.
    Labels(Column, Vec<Option<ByteArray>>, Vec<u64>),
}

impl Cells {
    /// The column of facts.
    pub(super) fn source(&self) -> Column {
        match self {
            Self::Whole(column)
            | Self::Table(column, _)
            | Self::Code(column)
            | Self::Millionths(column)
            | Self::Labels(column, _, _) => *column,
        }
    }
}

impl PlainColumn {
    fn new(name: &str, data_type: PlainType, cells: Cells, meaning: &str) -> Self {
        Self {
            name: name.to_owned(),
            meaning: meaning.to_owned(),
            measured_in: None,
            data_type,
            is_optional: false,
            empty: 0,
            cells,
        }
    }

    fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    fn measured_in(self, unit: &'static str) -> Self {
        Self { measured_in: Some(unit), ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says.
    pub fn meaning(&self) -> &str {
        &self.meaning
    }

    /// What its numbers count, where it has any.
    pub fn unit(&self) -> Option<&'static str> {
        self.measured_in
    }

    /// Its type.
    pub fn data_type(&self) -> PlainType {
        self.data_type
    }

    /// Whether a row may have no value.
    pub fn is_optional(&self) -> bool {
        self.is_optional
    }

    /// Rows written without a value.
    pub fn empty_rows(&self) -> u64 {
        self.empty
    }

    /// The labels that were written, with their rows; `None` for what has no labels.
    pub fn labels(&self) -> Option<BTreeMap<&str, u64>> {
        let Cells::Labels(_, labels, written) = &self.cells else { return None };
        let mut counted = BTreeMap::new();
        for (label, rows) in labels.iter().zip(written).filter(|(_, rows)| **rows > 0) {
            if let Some(label) = label.as_ref().and_then(|label| std::str::from_utf8(label.data()).ok()) {
                *counted.entry(label).or_default() += rows;
            }
        }
        Some(counted)
    }
}

/// All columns, in their order.
pub(super) fn all(dictionary: &Dictionary) -> Vec<PlainColumn> {
    let mut columns = of_the_moment(dictionary);
    columns.extend(of_the_question(dictionary));
    columns.extend(of_the_answer());
    columns.extend(of_the_circumstances(dictionary));
    columns
}

fn of_the_moment(dictionary: &Dictionary) -> Vec<PlainColumn> {
    use PlainType::{Day, Instant, Integer};
    vec![
        PlainColumn::new(
            "change",
            Integer,
            Cells::Whole(Column::Seq),
            "number of the change in the order of acceptance; all rows of one change share it",
        ),
        PlainColumn::new("answered_at", Instant, Cells::Whole(Column::Instant), "when it was answered")
            .measured_in("milliseconds since 1970-01-01 UTC"),
        PlainColumn::new(
            "day",
            Day,
            Cells::Whole(Column::Day),
            "the civil day it was answered on, in its zone; periods are cut by it",
        )
        .measured_in("days"),
        PlainColumn::new(
            "zone",
            PlainType::Text,
            labels(dictionary, Column::Zone),
            "the IANA time zone in force at the time",
        ),
    ]
}

fn of_the_question(dictionary: &Dictionary) -> Vec<PlainColumn> {
    use PlainType::{SmallInteger, Text};
    let series = |value: fn(Series) -> i32| Cells::Table(Column::Series, by_series(dictionary, value));
    let kinds = by_series(dictionary, |series| ByteArray::from(series.kind.name()));
    let written = vec![0; kinds.len()];
    vec![
        PlainColumn::new(
            "survey",
            Text,
            labels(dictionary, Column::Survey),
            "the survey's identifier; titles and questions stand under `surveys`",
        ),
        PlainColumn::new(
            "question",
            Text,
            labels(dictionary, Column::Question),
            "the question's key, as key.row for a statement of a matrix; none for the kinds response and index",
        )
        .optional(),
        PlainColumn::new(
            "choice",
            Text,
            labels(dictionary, Column::Choice),
            "the choice's key, for the kinds single_choice and multiple_choice",
        )
        .optional(),
        PlainColumn::new(
            "kind",
            Text,
            Cells::Labels(Column::Series, kinds, written),
            "what kind of answer the row is; every response has one row of the kind response beside those of its answers",
        ),
        PlainColumn::new(
            "scale_min",
            SmallInteger,
            series(|series| i32::from(series.scale.min)),
            "the lowest score of the scale",
        )
        .measured_in("points"),
        PlainColumn::new(
            "scale_max",
            SmallInteger,
            series(|series| i32::from(series.scale.max)),
            "the highest score of the scale",
        )
        .measured_in("points"),
    ]
}

fn of_the_answer() -> Vec<PlainColumn> {
    use PlainType::{Number, SignedSmallInteger, SmallInteger, Text, UnsignedInteger};
    let scores = || 0..=u8::MAX;
    let is_left_out = |score: u8| matches!(score, SCORE_SKIPPED | SCORE_NOT_APPLICABLE);
    let state = |score| match score {
        SCORE_SKIPPED => "skipped",
        SCORE_NOT_APPLICABLE => "not_applicable",
        _ => "answered",
    };
    let states = scores().map(|score| Some(ByteArray::from(state(score))));
    let numbers = scores().map(|score| (!is_left_out(score)).then_some(i32::from(score)));
    vec![
        PlainColumn::new(
            "state",
            Text,
            Cells::Labels(Column::Score, states.collect(), vec![0; 256]),
            "answered, skipped (shown and not answered) or not_applicable; numbers are about what was answered",
        ),
        PlainColumn::new(
            "score",
            SmallInteger,
            Cells::Table(Column::Score, numbers.collect()),
            "the raw score on the scale; for choices 1 chosen and 0 not chosen, for the kind response 1; none unless answered",
        )
        .optional()
        .measured_in("points"),
        PlainColumn::new(
            "sign",
            SignedSmallInteger,
            Cells::Whole(Column::Sign),
            "how often the row counts: 1, or -1 where a correction or withdrawal takes an earlier row back; add it up instead of counting rows, and multiply by it in every sum",
        )
        .measured_in("answers"),
        PlainColumn::new(
            "weight",
            Number,
            Cells::Millionths(Column::Weight),
            "the sampling weight; none where the answer has none, and weighted numbers leave those out",
        )
        .optional()
        .measured_in("answers"),
        PlainColumn::new(
            "contact",
            UnsignedInteger,
            Cells::Code(Column::Contact),
            "a code of the customer, the same in all answers of one; it says nothing else; none where nobody is known",
        )
        .optional(),
    ]
}

fn of_the_circumstances(dictionary: &Dictionary) -> Vec<PlainColumn> {
    let text = |name: &str, column, meaning: &str| {
        PlainColumn::new(name, PlainType::Text, labels(dictionary, column), meaning)
    };
    let unit = "the identifier of the unit it belongs to; names and the tree stand under `units`";
    let mut columns = vec![
        text("unit", Column::Unit, unit),
        text("touchpoint", Column::Touchpoint, "the touchpoint of the journey").optional(),
        text("channel", Column::Channel, "the channel it came through").optional(),
        text("language", Column::Language, "the language answered in, as a BCP 47 tag").optional(),
        text("country", Column::Country, "the country, as two letters of ISO 3166").optional(),
        text("team", Column::Team, "the team").optional(),
        text("agent", Column::Agent, "the agent").optional(),
        text("product", Column::Product, "the product").optional(),
    ];
    for (_, name) in dictionary.labels(LabelSet::AttributeNames) {
        if let Some(column) = dictionary.attribute(name) {
            let meaning = format!("the attribute `{name}`, as senders gave it");
            columns.push(text(&format!("attribute_{name}"), column, &meaning).optional());
        }
    }
    columns
}

fn labels(dictionary: &Dictionary, column: Column) -> Cells {
    let labels = dictionary.labels(column).map(|(_, label)| Some(ByteArray::from(label)));
    let labels: Vec<_> = std::iter::once(None).chain(labels).collect();
    let written = vec![0; labels.len()];
    Cells::Labels(column, labels, written)
}

/// A value for each code of a series.
fn by_series<T: Clone>(dictionary: &Dictionary, value: impl Fn(Series) -> T) -> Vec<Option<T>> {
    let mut values = vec![None; dictionary.code_count(Column::Series) as usize];
    for (code, series) in dictionary.series() {
        values[code as usize] = Some(value(series));
    }
    values
}

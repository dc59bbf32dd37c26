//! An event becomes rows of codes.

use heard_model::fact::{FactEvent, FactScore};

use crate::column::{COLUMN_COUNT, Column};
use crate::dictionary::Dictionary;
use crate::series::Series;

/// One coded row, a value for each column in the order of its index.
pub(crate) type CodedRow = [i64; COLUMN_COUNT];

/// Gives `push` one row for each scored answer of an event, with codes of `dictionary`, which
/// learns new labels in a fixed order. Returns how many attributes found no column left.
pub(crate) fn code_event(
    event: &FactEvent,
    dictionary: &mut Dictionary,
    mut push: impl FnMut(&CodedRow),
) -> usize {
    let (mut row, left_out) = code_shared(event, dictionary);
    for score in &event.scores {
        code_score(score, dictionary, &mut row);
        push(&row);
    }
    left_out
}

fn code_shared(event: &FactEvent, dictionary: &mut Dictionary) -> (CodedRow, usize) {
    let mut row = [0; COLUMN_COUNT];
    row[Column::Seq.index()] = event.seq;
    row[Column::Instant.index()] = event.instant_ms;
    row[Column::Day.index()] = i64::from(event.day);
    row[Column::Sign.index()] = i64::from(event.sign);
    row[Column::Weight.index()] = i64::from(event.weight.unwrap_or(0));
    row[Column::Contact.index()] = i64::from(event.contact);
    row[Column::Unit.index()] = i64::from(dictionary.intern_unit(event.unit));
    row[Column::Survey.index()] = i64::from(dictionary.intern_survey(event.survey));
    row[Column::Zone.index()] = i64::from(dictionary.intern(Column::Zone, &event.zone));
    let labels = [
        (Column::Touchpoint, &event.touchpoint),
        (Column::Channel, &event.channel),
        (Column::Language, &event.language),
        (Column::Country, &event.country),
        (Column::Team, &event.team),
        (Column::Agent, &event.agent),
        (Column::Product, &event.product),
    ];
    for (column, label) in labels {
        row[column.index()] = code_label(dictionary, column, label.as_deref());
    }
    let mut left_out = 0;
    for (name, value) in &event.attributes {
        match dictionary.intern_attribute(name) {
            Some(column) => row[column.index()] = i64::from(dictionary.intern(column, value)),
            None => left_out += 1,
        }
    }
    (row, left_out)
}

fn code_score(score: &FactScore, dictionary: &mut Dictionary, row: &mut CodedRow) {
    let series = Series { kind: score.kind, scale: score.scale };
    row[Column::Series.index()] = i64::from(dictionary.intern_series(series));
    row[Column::Score.index()] = i64::from(score.score);
    let question = Some(score.question.as_str()).filter(|question| !question.is_empty());
    row[Column::Question.index()] = code_label(dictionary, Column::Question, question);
    row[Column::Choice.index()] = code_label(dictionary, Column::Choice, score.choice.as_deref());
}

fn code_label(dictionary: &mut Dictionary, column: Column, label: Option<&str>) -> i64 {
    label.map_or(0, |label| i64::from(dictionary.intern(column, label)))
}

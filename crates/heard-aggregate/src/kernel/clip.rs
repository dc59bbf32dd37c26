//! What remains of a question for rows of known days and changes.
//!
//! A question about "the last 90 days by month" changes every day, but says the same thing to
//! every segment that lies inside of it. Clipped to a segment such questions are equal, so the
//! sums of the segment are found again.

use std::sync::Arc;

use heard_facts::{Column, RowRange};
use heard_model::Position;

use super::codes::CodeSet;
use super::question::{Axis, Condition, KernelQuestion};

/// What a question says to any rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Core {
    pub(super) series: CodeSet,
    /// The only surveys that count, if the question says so. By these and the next, sorted rows are found.
    pub(super) surveys: Option<CodeSet>,
    /// The only questions that count.
    pub(super) questions: Option<CodeSet>,
    /// What must be true of a row besides.
    pub(super) condition: Condition,
    pub(super) axes: Vec<Axis>,
    pub(super) highest_score: u8,
    pub(super) weights: bool,
}

impl Core {
    pub(super) fn of(question: &KernelQuestion) -> Self {
        let mut demands = question.condition.clone().demands();
        let surveys = take_codes(&mut demands, Column::Survey);
        let questions = take_codes(&mut demands, Column::Question);
        Self {
            series: question.series.clone(),
            surveys,
            questions,
            condition: Condition::All(demands),
            axes: question.axes.clone(),
            // 254 and 255 have cells of their own.
            highest_score: question.highest_score.min(253),
            weights: question.weights,
        }
    }

    fn bytes(&self) -> usize {
        let axes = self.axes.iter().map(Axis::bytes).sum::<usize>();
        let sets = [Some(&self.series), self.surveys.as_ref(), self.questions.as_ref()];
        let sets = sets.into_iter().flatten().map(CodeSet::bytes).sum::<usize>();
        size_of::<Self>() + sets + self.condition.bytes() + axes
    }
}

/// Takes out the first demand that a column has one of some codes.
fn take_codes(demands: &mut Vec<Condition>, wanted: Column) -> Option<CodeSet> {
    let of_column =
        |demand: &Condition| matches!(demand, Condition::Codes { column, .. } if *column == wanted);
    match demands.remove(demands.iter().position(of_column)?) {
        Condition::Codes { codes, .. } => Some(codes),
        _ => None,
    }
}

/// A question as far as it concerns rows of known days and changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ClippedQuestion {
    pub(super) core: Arc<Core>,
    /// The first day, if any row lies before it.
    pub(super) from: Option<i32>,
    /// The day after the last, if any row lies after it.
    pub(super) until: Option<i32>,
    /// The first days of the second and later periods that the rows reach.
    pub(super) cuts: Vec<i32>,
    /// Up to which changes, if any row is of a later one.
    pub(super) as_of: Option<Position>,
}

/// A question clipped to rows of a range, and the place of the first period that they reach;
/// `None` when the question is about none of them.
pub(super) fn clip(
    question: &KernelQuestion,
    core: &Arc<Core>,
    range: &RowRange,
) -> Option<(u32, ClippedQuestion)> {
    if question.as_of.as_ref().is_some_and(|as_of| range.is_after(as_of)) {
        return None;
    }
    let periods = &question.periods;
    let starts = [question.days.as_ref().map(|days| days.start), periods.first().copied()];
    let ends = [question.days.as_ref().map(|days| days.end), periods.last().copied()];
    let from = starts.into_iter().flatten().max().filter(|from| *from > range.min_day);
    let until = ends.into_iter().flatten().min().filter(|until| *until <= range.max_day);
    let first_day = from.unwrap_or(range.min_day);
    let end = until.map_or(i64::from(range.max_day) + 1, i64::from);
    if i64::from(first_day) >= end || first_day > range.max_day {
        return None;
    }
    let reached = periods.partition_point(|boundary| *boundary <= first_day);
    let cuts = periods[reached..].iter().take_while(|cut| i64::from(**cut) < end).copied().collect();
    let as_of = question.as_of.as_ref().filter(|as_of| !as_of.includes(&range.last));
    // What other lanes had reached says nothing to these rows.
    let as_of = as_of.map(|as_of| as_of.common(&range.last));
    let clipped = ClippedQuestion { core: Arc::clone(core), from, until, cuts, as_of };
    Some((u32::try_from(reached.saturating_sub(1)).unwrap_or(u32::MAX), clipped))
}

impl ClippedQuestion {
    /// The columns that it reads.
    pub(super) fn columns(&self) -> Vec<Column> {
        let mut columns = vec![Column::Day, Column::Series, Column::Score, Column::Sign];
        let by_question = self.core.questions.is_some();
        columns.extend((by_question || self.core.surveys.is_some()).then_some(Column::Survey));
        columns.extend(by_question.then_some(Column::Question));
        columns.extend(self.as_of.as_ref().map(|_| Column::Seq));
        columns.extend(self.core.weights.then_some(Column::Weight));
        columns.extend(self.core.axes.iter().map(|axis| axis.column));
        self.core.condition.columns(&mut columns);
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The place of a day's period among those that the rows reach.
    pub(super) fn period(&self, day: i32) -> u32 {
        u32::try_from(self.cuts.partition_point(|cut| *cut <= day)).unwrap_or(u32::MAX)
    }

    /// Whether a day is asked for.
    pub(super) fn has_day(&self, day: i32) -> bool {
        self.from.is_none_or(|from| day >= from) && self.until.is_none_or(|until| day < until)
    }

    /// The memory that it refers to, in bytes, as if it shared its core with no other.
    pub(super) fn bytes(&self) -> usize {
        let as_of = self.as_of.as_ref().map_or(0, Position::bytes);
        self.cuts.capacity() * size_of::<i32>() + as_of + self.core.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(min_day: i32, max_day: i32) -> RowRange {
        RowRange { min_day, max_day, first: Position::after(10), last: Position::after(20) }
    }

    fn question(days: Option<std::ops::Range<i32>>, periods: &[i32]) -> KernelQuestion {
        KernelQuestion { days, periods: periods.to_vec(), ..KernelQuestion::of(CodeSet::new()) }
    }

    fn clipped(question: &KernelQuestion, range: RowRange) -> Option<(u32, ClippedQuestion)> {
        clip(question, &Arc::new(Core::of(question)), &range)
    }

    #[test]
    fn rows_within_the_question_do_not_see_its_ends() {
        let today = question(Some(100..190), &[]);
        let tomorrow = question(Some(101..191), &[]);
        assert_eq!(clipped(&today, range(120, 150)), clipped(&tomorrow, range(120, 150)));
        let (_, at_the_end) = clipped(&today, range(150, 190)).unwrap();
        assert_eq!((at_the_end.from, at_the_end.until), (None, Some(190)));
    }

    #[test]
    fn rows_outside_the_question_are_not_touched() {
        let before = KernelQuestion { as_of: Some(Position::after(9)), ..question(None, &[]) };
        assert!(clipped(&before, range(0, 1)).is_none());
        let within = question(Some(100..190), &[50, 150, 250]);
        assert!(clipped(&within, range(0, 99)).is_none());
        assert!(clipped(&within, range(190, 300)).is_none());
        assert!(clipped(&within, range(99, 100)).is_some());
        assert!(clipped(&question(Some(5..5), &[]), range(0, 9)).is_none());
        let backwards = std::ops::Range { start: 7, end: 5 };
        assert!(clipped(&question(Some(backwards), &[]), range(0, 9)).is_none());
    }

    #[test]
    fn periods_are_counted_from_the_first_that_is_reached() {
        let question = question(None, &[0, 10, 20, 30, 40]);
        let (first, inner) = clipped(&question, range(12, 31)).unwrap();
        assert_eq!((first, inner.cuts.as_slice()), (1, [20, 30].as_slice()));
        assert_eq!([12, 19, 20, 29, 30].map(|day| inner.period(day)), [0, 0, 1, 1, 2]);
        let (first, outer) = clipped(&question, range(-5, 100)).unwrap();
        assert_eq!((first, outer.cuts.as_slice()), (0, [10, 20, 30].as_slice()));
        assert_eq!((outer.from, outer.until), (Some(0), Some(40)));
    }

    #[test]
    fn an_as_of_after_the_rows_is_forgotten() {
        let asked = |seq| KernelQuestion { as_of: Some(Position::after(seq)), ..question(None, &[]) };
        assert_eq!(clipped(&asked(20), range(0, 1)).unwrap().1.as_of, None);
        assert_eq!(clipped(&asked(19), range(0, 1)).unwrap().1.as_of, Some(Position::after(19)));
    }
}

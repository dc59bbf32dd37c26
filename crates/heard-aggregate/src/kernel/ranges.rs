//! Which rows of a block are worth looking at: runs of asked days, series, surveys and questions,
//! for rows are sorted by these.

use heard_facts::{Column, ColumnValues};

use super::clip::ClippedQuestion;
use super::codes::CodeSet;
use super::narrow::end_of_run;
use super::part::BlockColumns;

/// Rows `start..end` of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PeriodRange {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) period: u32,
}

/// The asked rows as far as day, series, survey and question say, in order; neighbours of one period
/// are joined.
pub(super) fn ranges(block: &BlockColumns, question: &ClippedQuestion) -> Vec<PeriodRange> {
    let Some(levels) = levels(block, question) else { return Vec::new() };
    let plan = Plan { day: block.column(Column::Day), question, ranges: Vec::new() };
    if block.is_sorted() {
        plan.of_sorted(&levels, block.rows())
    } else {
        plan.of_unsorted(&levels, block.rows())
    }
}

/// What the rows of a day are sorted by.
struct Level<'a> {
    column: &'a ColumnValues,
    /// The codes that are asked for; all if absent.
    asked: Option<&'a CodeSet>,
}

/// The levels down to the last that leaves anything out, in the order of sorting; `None` if one of
/// them leaves out every row.
fn levels<'a>(block: &'a BlockColumns, question: &'a ClippedQuestion) -> Option<Vec<Level<'a>>> {
    let core = &question.core;
    let asked = [
        (Column::Series, Some(&core.series)),
        (Column::Survey, core.surveys.as_ref()),
        (Column::Question, core.questions.as_ref()),
    ];
    let mut levels = Vec::new();
    for (column, asked) in asked {
        let column = block.column(column);
        let highest = u32::try_from(column.max()).unwrap_or(u32::MAX);
        match (column.as_constant(), asked) {
            (Some(_), Some(codes)) if !codes.contains(highest) => return None,
            (Some(_), _) => {}
            (None, asked) => {
                levels.push(Level { column, asked: asked.filter(|codes| !codes.covers(highest)) })
            }
        }
    }
    while levels.last().is_some_and(|level| level.asked.is_none()) {
        levels.pop();
    }
    Some(levels)
}

impl Level<'_> {
    /// The first row from `row` on that is asked for, with the end of its run; `None` if there is none
    /// before `end`. The column must ascend there.
    fn next_run(&self, row: usize, end: usize) -> Option<(usize, usize)> {
        let mut row = row;
        while row < end {
            let code = self.column.get(row);
            let asked = match self.asked {
                None => code,
                Some(codes) => i64::from(codes.next_from(u32::try_from(code).ok()?)?),
            };
            if asked == code {
                return Some((row, end_of_run(self.column, row, end, code)));
            }
            row = end_of_run(self.column, row, end, asked - 1);
        }
        None
    }

    fn has(&self, row: usize) -> bool {
        self.asked
            .is_none_or(|codes| u32::try_from(self.column.get(row)).is_ok_and(|code| codes.contains(code)))
    }
}

struct Plan<'a> {
    day: &'a ColumnValues,
    question: &'a ClippedQuestion,
    ranges: Vec<PeriodRange>,
}

impl Plan<'_> {
    fn of_sorted(mut self, levels: &[Level<'_>], rows: usize) -> Vec<PeriodRange> {
        let before = |day: Option<i32>| day.map(|day| i64::from(day) - 1);
        let first = before(self.question.from).map_or(0, |day| end_of_run(self.day, 0, rows, day));
        let end = before(self.question.until).map_or(rows, |day| end_of_run(self.day, first, rows, day));
        let mut row = first;
        while row < end {
            let day = self.day.get(row);
            let period = self.period(day);
            let last_day = if levels.is_empty() {
                self.question.cuts.get(period as usize).map_or(i64::MAX, |cut| i64::from(*cut) - 1)
            } else {
                day
            };
            let run_end = end_of_run(self.day, row, end, last_day);
            self.push_asked(levels, row, run_end, period);
            row = run_end;
        }
        self.ranges
    }

    fn push_asked(&mut self, levels: &[Level<'_>], start: usize, end: usize, period: u32) {
        let Some((level, deeper)) = levels.split_first() else { return self.push(start, end, period) };
        let mut row = start;
        while let Some((run_start, run_end)) = level.next_run(row, end) {
            self.push_asked(deeper, run_start, run_end, period);
            row = run_end;
        }
    }

    fn of_unsorted(mut self, levels: &[Level<'_>], rows: usize) -> Vec<PeriodRange> {
        for row in 0..rows {
            let day = self.day.get(row);
            let asked = i32::try_from(day).is_ok_and(|day| self.question.has_day(day));
            if asked && levels.iter().all(|level| level.has(row)) {
                self.push(row, row + 1, self.period(day));
            }
        }
        self.ranges
    }

    fn period(&self, day: i64) -> u32 {
        i32::try_from(day).map_or(0, |day| self.question.period(day))
    }

    fn push(&mut self, start: usize, end: usize, period: u32) {
        match self.ranges.last_mut() {
            Some(last) if last.end == start && last.period == period => last.end = end,
            _ => self.ranges.push(PeriodRange { start, end, period }),
        }
    }
}

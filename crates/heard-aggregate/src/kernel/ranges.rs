//! Which rows of a block are worth looking at: runs of asked days and series.

use heard_facts::{Column, ColumnValues};

use super::clip::ClippedQuestion;
use super::narrow::end_of_run;
use super::part::BlockColumns;

/// Rows `start..end` of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PeriodRange {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) period: u32,
}

/// The rows of the asked days and series, in order; neighbours of one period are joined.
pub(super) fn ranges(block: &BlockColumns, question: &ClippedQuestion) -> Vec<PeriodRange> {
    let plan = Plan {
        day: block.column(Column::Day),
        series: block.column(Column::Series),
        question,
        ranges: Vec::new(),
    };
    if block.is_sorted() { plan.of_sorted(block.rows()) } else { plan.of_unsorted(block.rows()) }
}

struct Plan<'a> {
    day: &'a ColumnValues,
    series: &'a ColumnValues,
    question: &'a ClippedQuestion,
    ranges: Vec<PeriodRange>,
}

impl Plan<'_> {
    fn of_sorted(mut self, rows: usize) -> Vec<PeriodRange> {
        let before = |day: Option<i32>| day.map(|day| i64::from(day) - 1);
        let first = before(self.question.from).map_or(0, |day| end_of_run(self.day, 0, rows, day));
        let end = before(self.question.until).map_or(rows, |day| end_of_run(self.day, first, rows, day));
        let highest = u32::try_from(self.series.max()).unwrap_or(u32::MAX);
        let every_series = match self.series.as_constant() {
            Some(_) => self.question.core.series.contains(highest),
            None => self.question.core.series.covers(highest),
        };
        let mut row = first;
        while row < end {
            let day = self.day.get(row);
            let period = self.period(day);
            if every_series {
                let last_day =
                    self.question.cuts.get(period as usize).map_or(i64::MAX, |cut| i64::from(*cut) - 1);
                let period_end = end_of_run(self.day, row, end, last_day);
                self.push(row, period_end, period);
                row = period_end;
            } else {
                let day_end = end_of_run(self.day, row, end, day);
                self.push_series_of_day(row, day_end, period);
                row = day_end;
            }
        }
        self.ranges
    }

    fn push_series_of_day(&mut self, start: usize, end: usize, period: u32) {
        let mut row = start;
        while row < end {
            let series = self.series.get(row);
            let run_end = end_of_run(self.series, row, end, series);
            if self.has_series(series) {
                self.push(row, run_end, period);
            }
            row = run_end;
        }
    }

    fn of_unsorted(mut self, rows: usize) -> Vec<PeriodRange> {
        for row in 0..rows {
            let day = self.day.get(row);
            let asked = i32::try_from(day).is_ok_and(|day| self.question.has_day(day));
            if asked && self.has_series(self.series.get(row)) {
                self.push(row, row + 1, self.period(day));
            }
        }
        self.ranges
    }

    fn has_series(&self, series: i64) -> bool {
        u32::try_from(series).is_ok_and(|series| self.question.core.series.contains(series))
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

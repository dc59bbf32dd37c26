//! The days of a question: its periods, and those of the earlier period that it is compared to.

use std::ops::Range;

use heard_model::calendar::{Grain, Period};
use heard_model::day::day_number;
use heard_model::metric::{Compare, MetricQuestion};

use crate::error::{MAX_GROUPS, QuestionError};
use crate::periods::{PeriodRules, period_of};
use crate::plan::TimeCut;

/// The days of a question and of the period before.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimePlan {
    /// The asked days.
    pub(crate) now: TimeCut,
    /// Whether periods before the first answer are left out, because no first day was asked for.
    pub(crate) open_start: bool,
    /// Whether periods after the last answer are left out.
    pub(crate) open_end: bool,
    /// Whether the asked days begin within the first period.
    cut_start: bool,
    /// Whether the asked days end within the last period.
    cut_end: bool,
    /// The earlier days, if a comparison was asked for.
    pub(crate) before: Option<EarlierTime>,
}

/// The earlier days.
#[derive(Clone, Debug)]
pub(crate) struct EarlierTime {
    pub(crate) cut: TimeCut,
    /// All of them.
    pub(crate) whole: Range<i32>,
    /// For each asked period the earlier one and its place in `cut`; absent where it has no day,
    /// as the year before a leap day.
    pub(crate) periods: Vec<Option<(u32, Range<i32>)>>,
}

impl TimePlan {
    /// The plan of a question, given the days that facts have.
    pub(crate) fn new(
        question: &MetricQuestion,
        rules: PeriodRules,
        days_of_facts: Option<Range<i32>>,
    ) -> Result<Self, QuestionError> {
        let (from, until) = (question.from.map(day_number), question.until.map(day_number));
        let days = from.unwrap_or(i32::MIN)..until.unwrap_or(i32::MAX);
        let mut now =
            TimeCut { days: Some(days.clone()).filter(|_| from.or(until).is_some()), ..TimeCut::default() };
        let (mut cut_start, mut cut_end) = (false, false);
        if let Some(grain) = question.grain {
            let facts = days_of_facts.unwrap_or(0..0);
            let covered = from.unwrap_or(facts.start)..until.unwrap_or(facts.end);
            if !covered.is_empty() {
                let whole = whole_periods(rules, grain, covered)?;
                cut_start = whole.first().is_some_and(|start| *start < days.start);
                cut_end = whole.last().is_some_and(|until| *until > days.end);
                now.periods =
                    whole.into_iter().map(|boundary| boundary.clamp(days.start, days.end)).collect();
                now.periods.dedup();
            }
        }
        let before = question.compare.filter(|_| from.and(until).is_some()).map(|compare| {
            let length = i64::from(days.end) - i64::from(days.start);
            earlier(&days, &now.periods, |day| match compare {
                Compare::PreviousPeriod => i32::try_from(i64::from(day) - length).unwrap_or(i32::MIN),
                Compare::YearBefore => rules.years_before(1, day),
            })
        });
        Ok(Self { now, open_start: from.is_none(), open_end: until.is_none(), cut_start, cut_end, before })
    }

    /// How many periods time is cut into.
    pub(crate) fn period_count(&self) -> usize {
        self.now.periods.len().saturating_sub(1)
    }

    /// A period by its place.
    pub(crate) fn period(&self, place: usize) -> Option<Period> {
        let start = self.now.periods.get(place)?;
        Some(period_of(*start, *self.now.periods.get(place + 1)?))
    }

    /// Whether only some of a period's days were asked about.
    pub(crate) fn is_cut_off(&self, place: usize) -> bool {
        self.cut_start && place == 0 || self.cut_end && place + 1 == self.period_count()
    }
}

/// The boundaries of the whole periods that cover these days.
fn whole_periods(rules: PeriodRules, grain: Grain, covered: Range<i32>) -> Result<Vec<i32>, QuestionError> {
    let boundaries = rules.boundaries(grain, covered.start, covered.end, MAX_GROUPS);
    boundaries.ok_or(QuestionError::TooManyPeriods { grain })
}

fn earlier(days: &Range<i32>, periods: &[i32], shift: impl Fn(i32) -> i32) -> EarlierTime {
    let whole = shift(days.start)..shift(days.end);
    let shifted: Vec<i32> = periods.iter().map(|boundary| shift(*boundary)).collect();
    let mut boundaries = shifted.clone();
    boundaries.dedup();
    let place = |start: i32| u32::try_from(boundaries.partition_point(|boundary| *boundary < start)).ok();
    let periods = shifted
        .windows(2)
        .map(
            |pair| {
                if pair[0] < pair[1] { place(pair[0]).map(|place| (place, pair[0]..pair[1])) } else { None }
            },
        )
        .collect();
    // All days of a period may have none before them; then there is nothing to cut.
    let boundaries = if boundaries.len() < 2 { Vec::new() } else { boundaries };
    EarlierTime { cut: TimeCut { days: Some(whole.clone()), periods: boundaries }, whole, periods }
}

#[cfg(test)]
mod tests {
    use super::*;
    use heard_model::calendar::Calendar;
    use heard_model::metric::MetricId;
    use jiff::civil::{Date, date};

    const RULES: PeriodRules =
        PeriodRules { calendar: Calendar::Gregorian, week_start: 1, fiscal_year_start: 1 };

    fn question(
        from: Option<Date>,
        until: Option<Date>,
        grain: Grain,
        compare: Option<Compare>,
    ) -> MetricQuestion {
        MetricQuestion { from, until, grain: Some(grain), compare, ..MetricQuestion::of(MetricId::Nps) }
    }

    #[test]
    fn asked_ends_cut_the_first_and_last_period() {
        let asked = question(Some(date(2026, 1, 15)), Some(date(2026, 3, 10)), Grain::Month, None);
        let plan = TimePlan::new(&asked, RULES, None).unwrap();
        assert_eq!(plan.period_count(), 3);
        assert_eq!(plan.period(0).unwrap(), Period { start: date(2026, 1, 15), until: date(2026, 2, 1) });
        assert_eq!(plan.period(2).unwrap(), Period { start: date(2026, 3, 1), until: date(2026, 3, 10) });
        assert_eq!(plan.period(3), None);
        assert_eq!([0, 1, 2].map(|place| plan.is_cut_off(place)), [true, false, true]);
    }

    #[test]
    fn what_is_cut_off_goes_by_the_calendar() {
        let cut_off = |from, until, grain| {
            let plan = TimePlan::new(&question(Some(from), Some(until), grain, None), RULES, None).unwrap();
            (0..plan.period_count()).map(|place| plan.is_cut_off(place)).collect::<Vec<_>>()
        };
        assert_eq!(cut_off(date(2026, 2, 1), date(2026, 3, 1), Grain::Month), [false]);
        // As many days as February has, but of November.
        assert_eq!(cut_off(date(2026, 11, 1), date(2026, 11, 29), Grain::Month), [true]);
        assert_eq!(cut_off(date(2026, 11, 3), date(2026, 12, 1), Grain::Month), [true]);
        assert_eq!(cut_off(date(2026, 10, 1), date(2026, 11, 29), Grain::Quarter), [true]);
        assert_eq!(cut_off(date(2026, 11, 25), date(2026, 12, 7), Grain::Week), [true, false]);
        assert_eq!(cut_off(date(2026, 11, 29), date(2026, 12, 1), Grain::Day), [false, false]);
    }

    #[test]
    fn open_ends_follow_the_facts_in_whole_periods() {
        let asked = question(None, None, Grain::Month, None);
        let facts = day_number(date(2026, 1, 15))..day_number(date(2026, 2, 3));
        let plan = TimePlan::new(&asked, RULES, Some(facts)).unwrap();
        assert_eq!(plan.period(0).unwrap().start, date(2026, 1, 1));
        assert_eq!(plan.period(1).unwrap().until, date(2026, 3, 1));
        assert_eq!(plan.now.days, None);
        assert!(!plan.is_cut_off(0) && !plan.is_cut_off(1));
        assert_eq!(TimePlan::new(&asked, RULES, None).unwrap().period_count(), 0);
    }

    #[test]
    fn the_previous_period_has_the_same_days() {
        let asked = question(
            Some(date(2026, 3, 1)),
            Some(date(2026, 5, 1)),
            Grain::Month,
            Some(Compare::PreviousPeriod),
        );
        let before = TimePlan::new(&asked, RULES, None).unwrap().before.unwrap();
        assert_eq!(period_of(before.whole.start, before.whole.end).start, date(2025, 12, 30));
        assert_eq!(before.periods.len(), 2);
        let (place, days) = before.periods[0].clone().unwrap();
        assert_eq!((place, days.end - days.start), (0, 31));
    }

    #[test]
    fn a_leap_day_has_no_year_before() {
        let asked =
            question(Some(date(2024, 2, 28)), Some(date(2024, 3, 2)), Grain::Day, Some(Compare::YearBefore));
        let before = TimePlan::new(&asked, RULES, None).unwrap().before.unwrap();
        let days: Vec<Option<Date>> = before
            .periods
            .iter()
            .map(|period| period.as_ref().map(|(_, days)| period_of(days.start, days.end).start))
            .collect();
        assert_eq!(days, [Some(date(2023, 2, 28)), None, Some(date(2023, 3, 1))]);
        let alone =
            question(Some(date(2024, 2, 29)), Some(date(2024, 3, 1)), Grain::Day, Some(Compare::YearBefore));
        let before = TimePlan::new(&alone, RULES, None).unwrap().before.unwrap();
        assert!(before.cut.periods.is_empty() && before.whole.is_empty());
    }
}

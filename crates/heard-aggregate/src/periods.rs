//! Periods: where days, weeks, months, quarters and years begin, in either calendar.
//!
//! Days are counted from 1970-01-01. Labels of periods are left to the surfaces.

use heard_model::calendar::{Calendar, Grain, Period};
use heard_model::day::{date_of, from_gregorian, to_gregorian};
use heard_model::settings::WorkspaceSettings;

use crate::solar_hijri;

/// How a workspace cuts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodRules {
    /// The calendar of months and years.
    pub calendar: Calendar,
    /// First day of the week, 1 Monday … 7 Sunday.
    pub week_start: u8,
    /// First month of the fiscal year, 1 … 12, in the calendar.
    pub fiscal_year_start: u8,
}

impl PeriodRules {
    /// The rules of a workspace, in another calendar if one is asked for.
    pub fn of(settings: &WorkspaceSettings, calendar: Option<Calendar>) -> Self {
        Self {
            calendar: calendar.unwrap_or(settings.calendar),
            week_start: settings.week_start.clamp(1, 7),
            fiscal_year_start: settings.fiscal_year_start.clamp(1, 12),
        }
    }

    /// The first day of the period of a length that a day lies in.
    pub fn start(&self, grain: Grain, day: i32) -> i32 {
        let day = i64::from(day);
        let start = match grain {
            Grain::Day => day,
            // 1970-01-01 was a Thursday, the fourth day from Monday.
            Grain::Week => day - (day + 4 - i64::from(self.week_start)).rem_euclid(7),
            Grain::Month | Grain::Quarter | Grain::Year => {
                let (year, month, _) = from_day(self.calendar, day);
                self.month_start(months_of(year, month) - self.months_into(grain, month))
            }
        };
        narrow(start)
    }

    /// The first day of the period after the one that starts at `start`.
    pub fn next(&self, grain: Grain, start: i32) -> i32 {
        let day = i64::from(start);
        let next = match grain {
            Grain::Day => day + 1,
            Grain::Week => day + 7,
            Grain::Month | Grain::Quarter | Grain::Year => {
                let (year, month, _) = from_day(self.calendar, day);
                self.month_start(months_of(year, month) + length_in_months(grain))
            }
        };
        narrow(next)
    }

    /// How many months of its period have gone by when a month begins.
    fn months_into(&self, grain: Grain, month: u8) -> i64 {
        (i64::from(month) - i64::from(self.fiscal_year_start)).rem_euclid(length_in_months(grain))
    }

    /// The first day of a month counted from month 1 of year 0.
    fn month_start(&self, months: i64) -> i64 {
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        to_day(self.calendar, year, u8::try_from(month).unwrap_or(1), 1)
    }

    /// The boundaries of the periods that cover `from` up to, not including, `until`: the starts
    /// and, last, the end. The first and last period may reach beyond. `None` where there are
    /// more than `most`.
    pub fn boundaries(&self, grain: Grain, from: i32, until: i32, most: usize) -> Option<Vec<i32>> {
        let mut boundaries = vec![self.start(grain, from)];
        while let Some(last) = boundaries.last().copied().filter(|last| *last < until) {
            if boundaries.len() > most {
                return None;
            }
            boundaries.push(self.next(grain, last));
        }
        Some(boundaries)
    }

    /// The same date `years` years earlier in the calendar; a leap day becomes the day after
    /// what would be the one before it.
    pub fn years_before(&self, years: i64, day: i32) -> i32 {
        let (year, month, of_month) = from_day(self.calendar, i64::from(day));
        let year = year - years;
        let days = days_in_month(self.calendar, year, month);
        let shifted = if of_month > days {
            to_day(self.calendar, year, month, days) + 1
        } else {
            to_day(self.calendar, year, month, of_month)
        };
        narrow(shifted)
    }

    /// The last month that was over before `today` began.
    pub fn last_full_month(&self, today: i32) -> (i32, i32) {
        let until = self.start(Grain::Month, today);
        (self.start(Grain::Month, until.saturating_sub(1)), until)
    }
}

fn length_in_months(grain: Grain) -> i64 {
    match grain {
        Grain::Year => 12,
        Grain::Quarter => 3,
        Grain::Day | Grain::Week | Grain::Month => 1,
    }
}

fn months_of(year: i64, month: u8) -> i64 {
    year * 12 + i64::from(month) - 1
}

fn narrow(day: i64) -> i32 {
    i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
}

fn from_day(calendar: Calendar, day: i64) -> (i64, u8, u8) {
    match calendar {
        Calendar::Gregorian => to_gregorian(day),
        Calendar::SolarHijri => solar_hijri::from_day(day),
    }
}

fn to_day(calendar: Calendar, year: i64, month: u8, day: u8) -> i64 {
    match calendar {
        Calendar::Gregorian => from_gregorian(year, month, day),
        Calendar::SolarHijri => solar_hijri::to_day(year, month, day),
    }
}

fn days_in_month(calendar: Calendar, year: i64, month: u8) -> u8 {
    match calendar {
        Calendar::SolarHijri => solar_hijri::days_in_month(year, month),
        Calendar::Gregorian => {
            let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            let days = from_gregorian(next_year, next_month, 1) - from_gregorian(year, month, 1);
            u8::try_from(days).unwrap_or(31)
        }
    }
}

/// The period from a day up to, not including, another.
pub fn period_of(start: i32, until: i32) -> Period {
    Period { start: date_of(start), until: date_of(until) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use heard_model::day::day_number;
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    const GREGORIAN: PeriodRules =
        PeriodRules { calendar: Calendar::Gregorian, week_start: 1, fiscal_year_start: 1 };
    const HIJRI: PeriodRules =
        PeriodRules { calendar: Calendar::SolarHijri, week_start: 6, fiscal_year_start: 1 };

    fn starts(rules: PeriodRules, grain: Grain, from: Date, until: Date) -> Vec<Date> {
        let boundaries = rules.boundaries(grain, day_number(from), day_number(until), 100).unwrap();
        boundaries.into_iter().map(date_of).collect()
    }

    #[test]
    fn months_of_both_calendars() {
        assert_eq!(
            starts(GREGORIAN, Grain::Month, date(2026, 1, 15), date(2026, 3, 1)),
            [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
        );
        assert_eq!(
            starts(HIJRI, Grain::Month, date(2025, 3, 1), date(2025, 5, 1)),
            [date(2025, 2, 19), date(2025, 3, 21), date(2025, 4, 21), date(2025, 5, 22)]
        );
    }

    #[test]
    fn weeks_begin_where_the_workspace_says() {
        // 22 November 2026 is a Sunday.
        for (week_start, expected) in
            [(1, date(2026, 11, 16)), (7, date(2026, 11, 22)), (6, date(2026, 11, 21))]
        {
            let rules = PeriodRules { week_start, ..GREGORIAN };
            assert_eq!(date_of(rules.start(Grain::Week, day_number(date(2026, 11, 22)))), expected);
        }
    }

    #[test]
    fn fiscal_years_and_quarters() {
        let april = PeriodRules { fiscal_year_start: 4, ..GREGORIAN };
        let day = day_number(date(2026, 2, 14));
        assert_eq!(date_of(april.start(Grain::Year, day)), date(2025, 4, 1));
        assert_eq!(date_of(april.start(Grain::Quarter, day)), date(2026, 1, 1));
        let february = PeriodRules { fiscal_year_start: 2, ..GREGORIAN };
        assert_eq!(date_of(february.start(Grain::Quarter, day)), date(2026, 2, 1));
        assert_eq!(date_of(february.next(Grain::Quarter, day_number(date(2025, 11, 1)))), date(2026, 2, 1));
        assert_eq!(date_of(HIJRI.start(Grain::Year, day)), date(2025, 3, 21));
        assert_eq!(date_of(HIJRI.next(Grain::Year, day_number(date(2025, 3, 21)))), date(2026, 3, 21));
    }

    #[test]
    fn a_year_before_a_leap_day() {
        let before = |day: Date| date_of(GREGORIAN.years_before(1, day_number(day)));
        assert_eq!(before(date(2024, 2, 28)), date(2023, 2, 28));
        assert_eq!(before(date(2024, 2, 29)), date(2023, 3, 1));
        assert_eq!(before(date(2024, 3, 1)), date(2023, 3, 1));
        let before = |day: Date| date_of(HIJRI.years_before(1, day_number(day)));
        // 30 Esfand 1403 has no counterpart in 1402, whose year ends a day earlier.
        assert_eq!(before(date(2025, 3, 20)), date(2024, 3, 20));
        assert_eq!(before(date(2025, 3, 21)), date(2024, 3, 20));
        assert_eq!(before(date(2026, 3, 21)), date(2025, 3, 21));
    }

    #[test]
    fn the_last_full_month() {
        let month = |rules: PeriodRules, day| {
            let (start, until) = rules.last_full_month(day_number(day));
            (date_of(start), date_of(until))
        };
        assert_eq!(month(GREGORIAN, date(2026, 11, 22)), (date(2026, 10, 1), date(2026, 11, 1)));
        assert_eq!(month(GREGORIAN, date(2026, 11, 1)), (date(2026, 10, 1), date(2026, 11, 1)));
        assert_eq!(month(HIJRI, date(2026, 11, 22)), (date(2026, 10, 23), date(2026, 11, 22)));
    }

    #[test]
    fn too_many_periods_are_refused_and_the_ends_of_time_are_survived() {
        let (first, last) = (day_number(Date::MIN), day_number(Date::MAX));
        assert_eq!(GREGORIAN.boundaries(Grain::Day, first, last, 5_000), None);
        assert_eq!(HIJRI.boundaries(Grain::Year, first, last, 5_000), None);
        assert_eq!(date_of(GREGORIAN.years_before(1, first)), Date::MIN);
    }

    proptest! {
        #[test]
        fn periods_cover_every_day_once(
            day in -300_000i32..300_000,
            length in 1i32..900,
            calendar in prop_oneof![Just(Calendar::Gregorian), Just(Calendar::SolarHijri)],
            week_start in 1u8..=7,
            fiscal_year_start in 1u8..=12,
        ) {
            let rules = PeriodRules { calendar, week_start, fiscal_year_start };
            for grain in [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
                let boundaries = rules.boundaries(grain, day, day + length, 1_000).unwrap();
                prop_assert!(boundaries[0] <= day && *boundaries.last().unwrap() >= day + length);
                prop_assert!(boundaries.windows(2).all(|pair| pair[0] < pair[1]));
                for pair in boundaries.windows(2) {
                    prop_assert_eq!(rules.start(grain, pair[0]), pair[0]);
                    prop_assert_eq!(rules.start(grain, pair[1] - 1), pair[0]);
                }
            }
        }
    }
}

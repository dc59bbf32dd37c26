//! Periods by walking over days and months, in either calendar.

use heard_model::calendar::{Calendar, Grain, Period};
use heard_model::settings::WorkspaceSettings;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// How time is cut.
#[derive(Clone, Copy)]
pub struct Cutting {
    pub calendar: Calendar,
    pub week_start: i8,
    pub fiscal_year_start: i8,
}

impl Cutting {
    pub fn of(settings: &WorkspaceSettings, asked: Option<Calendar>) -> Self {
        Self {
            calendar: asked.unwrap_or(settings.calendar),
            week_start: settings.week_start.cast_signed(),
            fiscal_year_start: settings.fiscal_year_start.cast_signed(),
        }
    }

    /// The whole period that a day lies in.
    pub fn period(self, grain: Grain, day: Date) -> Period {
        match grain {
            Grain::Day => Period { start: day, until: day.tomorrow().unwrap() },
            Grain::Week => {
                let mut start = day;
                while start.weekday().to_monday_one_offset() != self.week_start {
                    start = start.yesterday().unwrap();
                }
                Period { start, until: start + 7.days() }
            }
            Grain::Month => self.months(day, 1),
            Grain::Quarter => self.months(day, 3),
            Grain::Year => self.months(day, 12),
        }
    }

    /// So many months that begin a whole number of times after the fiscal year's first month.
    fn months(self, day: Date, length: i8) -> Period {
        let mut start = self.month_start(day);
        while (self.ymd(start).1 - self.fiscal_year_start).rem_euclid(length) != 0 {
            start = self.month_start(start.yesterday().unwrap());
        }
        let mut until = start;
        for _ in 0..length {
            until = self.month_start(until + 32.days());
        }
        Period { start, until }
    }

    fn month_start(self, day: Date) -> Date {
        let (_, _, of_month) = self.ymd(day);
        day - i64::from(of_month - 1).days()
    }

    /// Year, month and day of the month.
    fn ymd(self, day: Date) -> (i16, i8, i8) {
        match self.calendar {
            Calendar::Gregorian => (day.year(), day.month(), day.day()),
            Calendar::SolarHijri => solar_hijri(day),
        }
    }

    /// The same date a year before; the day after where there is none.
    pub fn year_before(self, day: Date) -> Date {
        let (year, month, of_month) = self.ymd(day);
        let mut earlier = day - 370.days();
        while self.ymd(earlier) < (year - 1, month, of_month) {
            earlier = earlier.tomorrow().unwrap();
        }
        earlier
    }
}

/// The first days of the years from 1395 to 1410, as the calendar of Iran has them.
const NEW_YEARS: [Date; 16] = [
    date(2016, 3, 20),
    date(2017, 3, 21),
    date(2018, 3, 21),
    date(2019, 3, 21),
    date(2020, 3, 20),
    date(2021, 3, 21),
    date(2022, 3, 21),
    date(2023, 3, 21),
    date(2024, 3, 20),
    date(2025, 3, 21),
    date(2026, 3, 21),
    date(2027, 3, 21),
    date(2028, 3, 20),
    date(2029, 3, 20),
    date(2030, 3, 21),
    date(2031, 3, 21),
];

fn solar_hijri(day: Date) -> (i16, i8, i8) {
    let place = NEW_YEARS.iter().rposition(|new_year| *new_year <= day).unwrap();
    let (mut month, mut start) = (1, NEW_YEARS[place]);
    loop {
        let days: i64 = if month <= 6 { 31 } else { 30 };
        if month == 12 || day < start + days.days() {
            let of_month = day.since((jiff::Unit::Day, start)).unwrap().get_days() + 1;
            return (1395 + i16::try_from(place).unwrap(), month, i8::try_from(of_month).unwrap());
        }
        start += days.days();
        month += 1;
    }
}

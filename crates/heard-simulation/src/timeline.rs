//! When responses come: more of them every month, by day rather than by night, a rush before
//! Christmas.

use heard_model::calendar::Period;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::company::ZONE;
use crate::draw::{Draw, Purpose};

const MILLISECONDS_OF_SLOT: f64 = 30.0 * 60.0 * 1_000.0;
/// The first half hour of a day in which people answer, as a number of half hours.
const FIRST_SLOT: usize = 12;
/// How many answer in each half hour from six in the morning to half past ten at night. Nobody
/// answers in the last hour, so that a day of 23 hours holds all of its answers.
const SLOTS: [u32; 33] = [
    1, 2, 4, 6, 9, 12, 14, 15, 16, 17, 18, 19, 20, 21, 19, 17, 16, 16, 16, 17, 18, 20, 22, 24, 25, 25, 26,
    27, 27, 24, 20, 15, 9,
];

/// The two years before `until`.
pub fn two_years(until: Date) -> Period {
    Period { start: until.saturating_sub(24.months()), until }
}

/// The last full month before `until`.
pub fn last_full_month(until: Date) -> Period {
    let until = until.first_of_month();
    Period { start: until.saturating_sub(1.month()), until }
}

/// How strong the rush before Christmas is, 0 to 1.
pub(crate) fn rush(date: Date) -> f64 {
    match (date.month(), date.day()) {
        (12, 1..=23) => 1.0,
        (11, 20..=30) => 0.55,
        (12, 24..=31) => 0.35,
        _ => 0.0,
    }
}

/// A moment at which somebody answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Milliseconds since 1970 UTC.
    pub instant_ms: i64,
    /// The civil day at the company.
    pub date: Date,
    /// Half hours since midnight.
    pub slot: usize,
}

#[derive(Clone, Copy, Debug)]
struct Day {
    date: Date,
    start_ms: i64,
    /// Share of all responses before this day, and of this day.
    before: f64,
    share: f64,
}

/// The days of two years with their shares of the responses.
#[derive(Clone, Debug)]
pub(crate) struct Timeline(Vec<Day>);

impl Timeline {
    /// The two years before `until`.
    pub(crate) fn new(seed: u64, until: Date) -> Self {
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        let period = two_years(until);
        let dates: Vec<Date> = period.start.series(1.day()).take_while(|date| *date < period.until).collect();
        let length = dates.len().max(1) as f64;
        let weight = |position: usize, date: Date| {
            let growth = 0.6 + 0.8 * position as f64 / length;
            growth * weekday(date) * season(date) * weather(seed, date)
        };
        let weights: Vec<f64> =
            dates.iter().enumerate().map(|(position, date)| weight(position, *date)).collect();
        let total: f64 = weights.iter().sum();
        let mut before = 0.0;
        let days = dates.into_iter().zip(weights).map(|(date, weight)| {
            let start_ms = zone.to_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
            let share = weight / total;
            let day =
                Day { date, start_ms: start_ms.map_or(0, |start| start.as_millisecond()), before, share };
            before += share;
            day
        });
        Self(days.collect())
    }

    /// The moment at a share of all responses, 0 up to 1. A later share is a later moment.
    pub(crate) fn at(&self, share: f64) -> Option<Moment> {
        let position = self.0.partition_point(|day| day.before <= share).saturating_sub(1);
        let day = self.0.get(position)?;
        let within = ((share - day.before) / day.share).clamp(0.0, 0.999_999);
        let total: u32 = SLOTS.iter().sum();
        let mut rest = within * f64::from(total);
        let mut slot = 0;
        while slot + 1 < SLOTS.len() && rest >= f64::from(SLOTS[slot]) {
            rest -= f64::from(SLOTS[slot]);
            slot += 1;
        }
        let slots = (FIRST_SLOT + slot) as f64 + (rest / f64::from(SLOTS[slot])).min(0.999_999);
        Some(Moment {
            instant_ms: day.start_ms + (slots * MILLISECONDS_OF_SLOT) as i64,
            date: day.date,
            slot: FIRST_SLOT + slot,
        })
    }
}

fn weekday(date: Date) -> f64 {
    match date.weekday() {
        Weekday::Monday => 1.05,
        Weekday::Tuesday => 1.08,
        Weekday::Wednesday | Weekday::Thursday => 1.02,
        Weekday::Friday => 0.97,
        Weekday::Saturday => 1.1,
        Weekday::Sunday => 0.7,
    }
}

fn season(date: Date) -> f64 {
    let summer = if date.month() == 7 { 0.85 } else { 1.0 };
    summer * (1.0 + 0.7 * rush(date))
}

/// Days differ for no reason, as they do.
fn weather(seed: u64, date: Date) -> f64 {
    let ordinal = date.since((jiff::Unit::Day, Date::ZERO)).map_or(0, |span| span.get_days());
    1.0 + 0.09 * Draw::new(seed, Purpose::Day, ordinal.unsigned_abs().into()).normal()
}

//! In which time zone civil days are cut: one now, others before it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A day before all answers: a zone that is in force from here has always been.
pub const BEGINNING: Date = Date::constant(1, 1, 1);

/// A time zone that was in force before the present one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierZone {
    /// IANA time zone.
    pub zone: String,
    /// The first civil day that is no longer cut in it.
    #[schema(value_type = String, format = "date", example = "2026-03-01")]
    pub until: Date,
}

/// The time zones of a workspace, now and before. Each begins with midnight, by its own clock, of the
/// day on which the one before ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zones<'a> {
    now: &'a str,
    earlier: &'a [EarlierZone],
}

/// A name that is no IANA time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no IANA time zone")]
pub struct UnknownZone(pub String);

impl<'a> Zones<'a> {
    /// The zone in force now and, oldest first, those before it.
    pub fn new(now: &'a str, earlier: &'a [EarlierZone]) -> Self {
        Self { now, earlier }
    }

    /// One zone for all time.
    pub fn always(zone: &'a str) -> Self {
        Self::new(zone, &[])
    }

    /// The zone in force now.
    pub fn now(self) -> &'a str {
        self.now
    }

    /// The zone in force at an instant, and the civil day in it.
    ///
    /// # Errors
    /// A zone that is not known.
    pub fn day_at(self, instant: Timestamp) -> Result<(&'a str, Date), UnknownZone> {
        let mut place = self.earlier.len();
        loop {
            let (name, zone) = self.zone(place)?;
            if place == 0 || instant >= self.beginning(place, &zone) {
                return Ok((name, zone.to_datetime(instant).date()));
            }
            place -= 1;
        }
    }

    /// The first instant of a civil day; the ends of time where it lies outside the calendar.
    ///
    /// # Errors
    /// A zone that is not known.
    pub fn start_of(self, day: Date) -> Result<Timestamp, UnknownZone> {
        let mut place = 0;
        loop {
            let (_, zone) = self.zone(place)?;
            let begins = if place == 0 { Timestamp::MIN } else { self.beginning(place, &zone) };
            let start = midnight(day, &zone).max(begins);
            if place == self.earlier.len() {
                return Ok(start);
            }
            let (_, next) = self.zone(place + 1)?;
            if start < self.beginning(place + 1, &next) {
                return Ok(start);
            }
            place += 1;
        }
    }

    /// The zones once another one holds from a day on: what was to come after that day is gone.
    pub fn changed(self, zone: &str, from: Date) -> Vec<EarlierZone> {
        if from <= BEGINNING {
            return Vec::new();
        }
        let kept = self.earlier.partition_point(|earlier| earlier.until <= from);
        let mut zones = self.earlier[..kept].to_vec();
        let replaced = self.earlier.get(kept).map_or(self.now, |earlier| &earlier.zone);
        if zones.last().is_none_or(|last| last.until < from) {
            zones.push(EarlierZone { zone: replaced.to_owned(), until: from });
        }
        while zones.last().is_some_and(|last| last.zone == zone) {
            zones.pop();
        }
        zones
    }

    /// By place among all, oldest first.
    fn zone(self, place: usize) -> Result<(&'a str, TimeZone), UnknownZone> {
        let name = self.earlier.get(place).map_or(self.now, |earlier| &earlier.zone);
        Ok((name, TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?))
    }

    /// When the zone of a place, which is not the first, came into force.
    fn beginning(self, place: usize, zone: &TimeZone) -> Timestamp {
        place.checked_sub(1).map_or(Timestamp::MIN, |before| midnight(self.earlier[before].until, zone))
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    match day.to_zoned(zone.clone()) {
        Ok(start) => start.timestamp(),
        Err(_) if day.year() > 0 => Timestamp::MAX,
        Err(_) => Timestamp::MIN,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const ZONES: [&str; 7] = [
        "UTC",
        "Europe/Budapest",
        "Asia/Tehran",
        "America/New_York",
        "Asia/Kathmandu",
        "Pacific/Auckland",
        "America/Sao_Paulo",
    ];

    fn earlier(zone: &str, until: Date) -> EarlierZone {
        EarlierZone { zone: zone.to_owned(), until }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_cut_in_the_zone_of_its_time() {
        let before = [earlier("Europe/Budapest", date(2026, 3, 1))];
        let zones = Zones::new("Asia/Tehran", &before);
        for (instant, zone, day) in [
            ("2026-02-01T23:30:00Z", "Europe/Budapest", date(2026, 2, 2)),
            ("2026-02-28T20:29:59Z", "Europe/Budapest", date(2026, 2, 28)),
            ("2026-02-28T20:30:00Z", "Asia/Tehran", date(2026, 3, 1)),
            ("2026-03-01T20:30:00Z", "Asia/Tehran", date(2026, 3, 2)),
        ] {
            assert_eq!(zones.day_at(at(instant)), Ok((zone, day)), "{instant}");
        }
        // The last day in Budapest is shorter.
        assert_eq!(zones.start_of(date(2026, 2, 28)), Ok(at("2026-02-27T23:00:00Z")));
        assert_eq!(zones.start_of(date(2026, 3, 1)), Ok(at("2026-02-28T20:30:00Z")));
    }

    #[test]
    fn to_the_west_the_first_day_is_longer() {
        let before = [earlier("Asia/Tehran", date(2026, 3, 1))];
        let zones = Zones::new("Europe/Budapest", &before);
        assert_eq!(zones.start_of(date(2026, 3, 1)), Ok(at("2026-02-28T20:30:00Z")));
        assert_eq!(zones.day_at(at("2026-02-28T22:00:00Z")), Ok(("Asia/Tehran", date(2026, 3, 1))));
        assert_eq!(zones.day_at(at("2026-02-28T23:00:00Z")), Ok(("Europe/Budapest", date(2026, 3, 1))));
        assert_eq!(zones.start_of(date(2026, 3, 2)), Ok(at("2026-03-01T23:00:00Z")));
    }

    #[test]
    fn a_change_takes_the_place_of_what_comes_after_its_day() {
        let both = [earlier("UTC", date(2024, 1, 1)), earlier("Asia/Tehran", date(2025, 1, 1))];
        let zones = Zones::new("Europe/Budapest", &both);
        let change = |from| zones.changed("Europe/Helsinki", from);
        assert_eq!(change(date(2026, 1, 1))[2], earlier("Europe/Budapest", date(2026, 1, 1)));
        assert_eq!(change(date(2025, 1, 1)), both);
        assert_eq!(change(date(2024, 6, 1)), [both[0].clone(), earlier("Asia/Tehran", date(2024, 6, 1))]);
        assert_eq!(change(date(2023, 6, 1)), [earlier("UTC", date(2023, 6, 1))]);
        // The same zone goes on as if there had been no other.
        assert_eq!(zones.changed("Asia/Tehran", date(2025, 1, 1)), [both[0].clone()]);
        assert_eq!(zones.changed("UTC", date(2020, 1, 1)), []);
        assert_eq!(change(BEGINNING), []);
    }

    #[test]
    fn an_unknown_zone_is_named() {
        let error = Zones::always("Mars/Base").day_at(Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(error.to_string(), "Mars/Base is no IANA time zone");
    }

    prop_compose! {
        /// Up to four zones.
        fn history()(
            changes in proptest::collection::vec((0..ZONES.len(), 0_i32..4_000), 0..4),
            first in 0..ZONES.len(),
        ) -> (String, Vec<EarlierZone>) {
            let (mut now, mut earlier) = (ZONES[first].to_owned(), Vec::new());
            for (zone, day) in changes {
                let from = date(2020, 1, 1) + jiff::Span::new().days(day);
                earlier = Zones::new(&now, &earlier).changed(ZONES[zone], from);
                now = ZONES[zone].to_owned();
            }
            (now, earlier)
        }
    }

    proptest! {
        #[test]
        fn days_follow_one_another((now, earlier) in history(), second in 1_577_000_000_i64..1_925_000_000, later in 0_i64..200_000) {
            let zones = Zones::new(&now, &earlier);
            prop_assert!(earlier.windows(2).all(|pair| pair[0].until < pair[1].until));
            let instant = Timestamp::from_second(second).unwrap();
            let (_, day) = zones.day_at(instant).unwrap();
            let (_, next) = zones.day_at(Timestamp::from_second(second + later).unwrap()).unwrap();
            prop_assert!(day <= next);
            // An instant lies between the start of its day and of the next.
            prop_assert!(zones.start_of(day).unwrap() <= instant);
            prop_assert!(instant < zones.start_of(day.tomorrow().unwrap()).unwrap());
        }

        #[test]
        fn a_change_leaves_the_days_before_it_as_they_were((now, earlier) in history(), zone in 0..ZONES.len(), day in 0_i32..4_000, second in 1_577_000_000_i64..1_925_000_000) {
            let before = Zones::new(&now, &earlier);
            let from = date(2020, 1, 1) + jiff::Span::new().days(day);
            let changed = before.changed(ZONES[zone], from);
            let after = Zones::new(ZONES[zone], &changed);
            let instant = Timestamp::from_second(second).unwrap();
            let begins = midnight(from, &TimeZone::get(ZONES[zone]).unwrap());
            let expected = if instant < begins {
                before.day_at(instant).unwrap().1
            } else {
                Zones::always(ZONES[zone]).day_at(instant).unwrap().1
            };
            prop_assert_eq!(after.day_at(instant).unwrap().1, expected);
        }
    }
}

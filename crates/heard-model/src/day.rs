//! Civil days as facts hold them: days since 1970-01-01, in the Gregorian calendar.

use jiff::civil::Date;

/// Days since 1970-01-01, counting years from March so that the leap day comes last (Hinnant,
/// "chrono-compatible low-level date algorithms").
pub fn from_gregorian(year: i64, month: u8, day: u8) -> i64 {
    let month = i64::from(month);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day since 1970-01-01.
pub fn to_gregorian(day: i64) -> (i64, u8, u8) {
    let day = day + 719_468;
    let (era, day_of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

/// Days since 1970-01-01 of a civil date.
pub fn day_number(date: Date) -> i32 {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    i32::try_from(from_gregorian(i64::from(date.year()), month, day)).unwrap_or_default()
}

/// The civil date of days since 1970-01-01; the first or last date there is where it lies
/// beyond.
pub fn date_of(day: i32) -> Date {
    let (year, month, of_month) = to_gregorian(i64::from(day));
    let beyond = if day < 0 { Date::MIN } else { Date::MAX };
    i16::try_from(year)
        .ok()
        .and_then(|year| Date::new(year, month.cast_signed(), of_month.cast_signed()).ok())
        .unwrap_or(beyond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn beyond_the_calendar_is_its_end() {
        for end in [Date::MIN, Date::MAX] {
            assert_eq!(date_of(day_number(end)), end);
        }
        assert_eq!((date_of(i32::MIN), date_of(i32::MAX)), (Date::MIN, Date::MAX));
    }

    proptest! {
        #[test]
        fn days_are_those_of_the_library(day in -3_000_000i32..2_900_000) {
            let date = date_of(day);
            prop_assert_eq!(day_number(date), day);
            let epoch = jiff::civil::date(1970, 1, 1);
            prop_assert_eq!(date.since((jiff::Unit::Day, epoch)).unwrap().get_days(), day);
        }
    }
}

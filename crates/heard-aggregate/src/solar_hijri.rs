//! The Solar Hijri calendar in whole numbers.
//!
//! Months 1–6 have 31 days, 7–11 have 30, the last 29 or, in a leap year, 30. Leap years follow
//! the cycle of 33 years, which agrees with the calendar of Iran, fixed by the true equinox, for
//! 1178 to 1501 (1799 to 2123); beyond it is an approximation of at most a day.

/// 1 Farvardin 1403 is 2024-03-20.
const NEW_YEAR_OF_1403: i64 = 19_802;

/// Days since 1970-01-01 of the first day of a year.
fn new_year(year: i64) -> i64 {
    let leap_days = |year: i64| (8 * year + 21).div_euclid(33);
    NEW_YEAR_OF_1403 + 365 * (year - 1403) + leap_days(year) - leap_days(1403)
}

fn days_before_month(month: i64) -> i64 {
    if month <= 7 { 31 * (month - 1) } else { 186 + 30 * (month - 7) }
}

/// How many days a month (1 … 12) has.
pub(crate) fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        1..=6 => 31,
        7..=11 => 30,
        _ if new_year(year + 1) - new_year(year) == 366 => 30,
        _ => 29,
    }
}

/// Days since 1970-01-01 of a date.
pub(crate) fn to_day(year: i64, month: u8, day: u8) -> i64 {
    new_year(year) + days_before_month(i64::from(month)) + i64::from(day) - 1
}

/// Year, month and day of a day since 1970-01-01.
pub(crate) fn from_day(day: i64) -> (i64, u8, u8) {
    let mut year = 1403 + ((day - NEW_YEAR_OF_1403) * 33).div_euclid(12_053);
    while new_year(year) > day {
        year -= 1;
    }
    while new_year(year + 1) <= day {
        year += 1;
    }
    let rest = day - new_year(year);
    let month = if rest < 186 { rest / 31 + 1 } else { (rest - 186) / 30 + 7 };
    let day = rest - days_before_month(month) + 1;
    (year, u8::try_from(month).unwrap_or(12), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use heard_model::day::{date_of, day_number};
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn new_years_of_iran() {
        let known = [
            (1357, date(1978, 3, 21)),
            (1375, date(1996, 3, 20)),
            (1376, date(1997, 3, 21)),
            (1391, date(2012, 3, 20)),
            (1395, date(2016, 3, 20)),
            (1396, date(2017, 3, 21)),
            (1399, date(2020, 3, 20)),
            (1400, date(2021, 3, 21)),
            (1403, date(2024, 3, 20)),
            (1404, date(2025, 3, 21)),
            (1405, date(2026, 3, 21)),
        ];
        for (year, expected) in known {
            assert_eq!(i64::from(day_number(expected)), to_day(year, 1, 1), "{year}");
            assert_eq!(from_day(i64::from(day_number(expected))), (year, 1, 1));
        }
    }

    #[test]
    fn leap_years_of_iran() {
        let leap: Vec<i64> = (1370..=1412).filter(|year| days_in_month(*year, 12) == 30).collect();
        assert_eq!(leap, [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412]);
    }

    #[test]
    fn a_known_day_in_each_half() {
        // The revolution's victory, 22 Bahman 1357; the solstice of 1402.
        assert_eq!(i32::try_from(to_day(1357, 11, 22)).map(date_of), Ok(date(1979, 2, 11)));
        assert_eq!(from_day(i64::from(day_number(date(2023, 12, 21)))), (1402, 9, 30));
    }

    proptest! {
        #[test]
        fn days_read_back_as_written(day in -4_000_000i64..4_000_000) {
            let (year, month, of_month) = from_day(day);
            prop_assert_eq!(to_day(year, month, of_month), day);
            prop_assert!((1..=12).contains(&month));
            prop_assert!((1..=days_in_month(year, month)).contains(&of_month));
        }
    }
}

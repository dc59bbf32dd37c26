//! Civil days in months of the Gregorian calendar.

/// A month: months since January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Month(i32);

impl Month {
    /// The month of a day, days since 1970-01-01.
    pub(crate) fn of(day: i32) -> Self {
        // Years that begin in March, in cycles of 400 years (Hinnant, chrono-compatible low-level
        // date algorithms, 2013): the leap day is then the last of its year.
        let day = i64::from(day) + 719_468;
        let (cycle, day_of_cycle) = (day.div_euclid(146_097), day.rem_euclid(146_097));
        let year_of_cycle =
            (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
        let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let months_since_march = (5 * day_of_year + 2) / 153;
        let months = (cycle * 400 + year_of_cycle) * 12 + months_since_march + 2;
        Self(i32::try_from(months).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_a_month_are_together() {
        // 2024-01-31, 2024-02-01, 2024-02-29, 2024-03-01, 1969-12-31, 1970-01-01.
        let months = [19_753, 19_754, 19_782, 19_783, -1, 0].map(|day| Month::of(day).0);
        let of = |year: i32, month: i32| year * 12 + month - 1;
        assert_eq!(months, [of(2024, 1), of(2024, 2), of(2024, 2), of(2024, 3), of(1969, 12), of(1970, 1)]);
    }

    #[test]
    fn four_hundred_years_have_their_days() {
        let first = Month::of(-719_162);
        let mut changes = 0;
        let mut before = first;
        for day in 0..146_097 {
            let month = Month::of(-719_162 + day);
            assert!(month == before || month.0 == before.0 + 1);
            changes += i32::from(month != before);
            before = month;
        }
        assert_eq!(changes, 4_799);
        assert!(Month::of(i32::MIN) < Month::of(i32::MAX));
    }
}

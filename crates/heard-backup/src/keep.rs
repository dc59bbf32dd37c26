//! Which backups are kept.

use jiff::{SignedDuration, Timestamp};

/// Which backups are kept; all of them, unless something is said. The newest always is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// So many of the newest.
    pub newest: Option<usize>,
    /// Those of the last so many days.
    pub days: Option<u32>,
}

impl Keep {
    /// Which of the moments, the earliest first, are forgotten. One that either rule keeps is kept.
    pub fn forgotten(self, moments: &[Timestamp], now: Timestamp) -> Vec<usize> {
        if self == Self::default() {
            return Vec::new();
        }
        let is_kept = |place: usize| {
            let from_the_end = moments.len() - 1 - place;
            let is_young = self.days.is_some_and(|days| {
                now.duration_since(moments[place]) < SignedDuration::from_hours(24 * i64::from(days))
            });
            from_the_end == 0 || self.newest.is_some_and(|newest| from_the_end < newest) || is_young
        };
        (0..moments.len()).filter(|place| !is_kept(*place)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_either_rule_keeps_is_kept_and_the_newest_always() {
        let day = |day: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
        let moments = [day(1), day(2), day(8), day(9)];
        for (newest, days, forgotten) in [
            (None, None, vec![]),
            (Some(2), None, vec![0, 1]),
            (Some(0), None, vec![0, 1, 2]),
            (None, Some(9), vec![0]),
            (None, Some(0), vec![0, 1, 2]),
            (Some(3), Some(2), vec![0]),
            (Some(1), Some(3), vec![0, 1]),
        ] {
            assert_eq!(Keep { newest, days }.forgotten(&moments, day(10)), forgotten, "{newest:?} {days:?}");
        }
    }
}

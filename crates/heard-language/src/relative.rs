//! How long ago or how far ahead, in words: `2 hours ago`, `tomorrow`.

use heard_model::InterfaceLanguage;
use jiff::Timestamp;

use crate::Argument;
use crate::catalogue::message;

/// A unit of relative time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelativeUnit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
}

impl RelativeUnit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// Its name in messages and in `golden.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// `amount` units from now; negative is past.
///
/// ```
/// use heard_language::{RelativeUnit, format_relative};
/// use heard_model::InterfaceLanguage;
///
/// assert_eq!(format_relative(InterfaceLanguage::En, -1, RelativeUnit::Day), "yesterday");
/// assert_eq!(format_relative(InterfaceLanguage::Fi, 3, RelativeUnit::Hour), "3 tunnin päästä");
/// ```
pub fn format_relative(language: InterfaceLanguage, amount: i64, unit: RelativeUnit) -> String {
    let direction = if amount < 0 { "ago" } else { "ahead" };
    let count = i64::try_from(amount.unsigned_abs()).unwrap_or(i64::MAX);
    let id = format!("relative-{}-{direction}", unit.name());
    message(language, &id, &[("count", Argument::from(count))])
}

/// `then` as seen from `now`, in the largest unit that fits, rounded towards now.
pub fn format_relative_instant(language: InterfaceLanguage, now: Timestamp, then: Timestamp) -> String {
    let seconds = then.as_second().saturating_sub(now.as_second());
    let (amount, unit) = match seconds.unsigned_abs() {
        0..3_600 => (seconds / 60, RelativeUnit::Minute),
        3_600..86_400 => (seconds / 3_600, RelativeUnit::Hour),
        _ => (seconds / 86_400, RelativeUnit::Day),
    };
    format_relative(language, amount, unit)
}

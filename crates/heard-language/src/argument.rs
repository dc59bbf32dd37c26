//! What a message may be given: words, numbers, days and instants.

use std::borrow::Cow;

use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentType;
use heard_model::calendar::Calendar;
use jiff::civil::{Date, DateTime};

/// A value for a variable of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument<'a> {
    /// Words; in a text of the other writing direction they are isolated from it.
    Text(Cow<'a, str>),
    /// A number; `NUMBER($n, minimumFractionDigits: 1)` in the message says how to print it, and
    /// plural forms follow it.
    Number(f64),
    /// A civil day; `DATETIME($day, dateStyle: "long")` says how to print it.
    Date(Date, Calendar),
    /// A civil day and time.
    DateTime(DateTime, Calendar),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Argument<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Argument<'_> {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl From<i64> for Argument<'_> {
    #[expect(clippy::cast_precision_loss, reason = "counts that people read stay far below 2^53")]
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<usize> for Argument<'_> {
    #[expect(clippy::cast_precision_loss, reason = "counts that people read stay far below 2^53")]
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

impl<'a> Argument<'a> {
    /// The value for a message that is written right to left, or left to right.
    pub(crate) fn to_fluent(&'a self, right_to_left: bool) -> FluentValue<'a> {
        match self {
            Self::Text(text) if is_of_other_direction(text, right_to_left) => {
                FluentValue::String(Cow::Owned(format!("\u{2068}{text}\u{2069}")))
            }
            Self::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Self::Number(number) => FluentValue::from(*number),
            Self::Date(date, calendar) => {
                day_value(date.to_datetime(jiff::civil::Time::midnight()), *calendar, false)
            }
            Self::DateTime(moment, calendar) => day_value(*moment, *calendar, true),
        }
    }
}

fn day_value(moment: DateTime, calendar: Calendar, with_time: bool) -> FluentValue<'static> {
    FluentValue::Custom(Box::new(Moment { moment, calendar, with_time }))
}

/// A moment on its way into the function `DATETIME`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Moment {
    pub(crate) moment: DateTime,
    pub(crate) calendar: Calendar,
    pub(crate) with_time: bool,
}

impl FluentType for Moment {
    fn duplicate(&self) -> Box<dyn FluentType + Send> {
        Box::new(self.clone())
    }

    fn as_string(&self, _: &intl_memoizer::IntlLangMemoizer) -> Cow<'static, str> {
        Cow::Owned(self.moment.to_string())
    }

    fn as_string_threadsafe(&self, _: &intl_memoizer::concurrent::IntlLangMemoizer) -> Cow<'static, str> {
        Cow::Owned(self.moment.to_string())
    }
}

/// Whether any letter of `text` runs against the direction of the text around it. Isolating only
/// those keeps invisible characters out of the subject lines of most mails.
fn is_of_other_direction(text: &str, right_to_left: bool) -> bool {
    text.chars().any(|letter| {
        let letter_is_right_to_left =
            matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}');
        if right_to_left {
            !letter_is_right_to_left && letter.is_alphabetic()
        } else {
            letter_is_right_to_left
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_other_direction_is_isolated() {
        let text = |argument: &str, right_to_left| match Argument::from(argument).to_fluent(right_to_left) {
            FluentValue::String(text) => text.into_owned(),
            other => panic!("not a text: {other:?}"),
        };
        assert_eq!(text("Kávéház", false), "Kávéház");
        assert_eq!(text("کافه", false), "\u{2068}کافه\u{2069}");
        assert_eq!(text("کافه ۱۲", true), "کافه ۱۲");
        assert_eq!(text("Café", true), "\u{2068}Café\u{2069}");
    }
}

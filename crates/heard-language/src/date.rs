//! Days and times as a reader writes them, in the Gregorian or the Solar Hijri calendar.

use std::cell::OnceCell;

use heard_model::InterfaceLanguage;
use heard_model::calendar::Calendar;
use icu_calendar::Gregorian;
use icu_calendar::cal::Persian;
use icu_datetime::fieldsets::{MD, T, YM, YMD, YMDT};
use icu_datetime::input::{Date as IcuDate, DateTime as IcuDateTime, Time as IcuTime};
use icu_datetime::{
    DateTimeFormatterLoadError, FixedCalendarDateTimeFormatter, FormattedDateTime, NoCalendarFormatter,
};
use jiff::civil::{Date, DateTime, Time};

use crate::number::locale_of;

/// How a day is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// `November 3, 2026`, for sentences.
    Long,
    /// `Nov 3, 2026`, for lists.
    Medium,
    /// `11/3/26`, for tables.
    Short,
    /// `November 2026`, a month in a sentence.
    LongMonth,
    /// `Nov 2026`, a month on an axis.
    Month,
    /// `Nov 3`, a day on an axis.
    Day,
}

impl DateStyle {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Long, Self::Medium, Self::Short, Self::LongMonth, Self::Month, Self::Day];

    /// The style of a name in messages and in `golden.json`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.name() == name)
    }

    /// Its name in messages and in `golden.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Medium => "medium",
            Self::Short => "short",
            Self::LongMonth => "long_month",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

/// A civil day.
///
/// ```
/// use heard_language::{DateStyle, format_date};
/// use heard_model::{InterfaceLanguage, calendar::Calendar};
///
/// let day = jiff::civil::date(2026, 11, 3);
/// assert_eq!(format_date(InterfaceLanguage::En, Calendar::Gregorian, day, DateStyle::Long), "November 3, 2026");
/// assert_eq!(format_date(InterfaceLanguage::Fa, Calendar::SolarHijri, day, DateStyle::Long), "۱۲ آبان ۱۴۰۵");
/// ```
pub fn format_date(language: InterfaceLanguage, calendar: Calendar, day: Date, style: DateStyle) -> String {
    let day = icu_date(day);
    FORMATTERS.with(|formatters| {
        let formatters = &formatters[language as usize];
        match calendar {
            Calendar::Gregorian => formatters.gregorian(language).day(&day, style),
            Calendar::SolarHijri => formatters.solar_hijri(language).day(&day.to_calendar(Persian), style),
        }
    })
}

/// A civil day and time, `Nov 3, 2026, 4:05 PM`.
pub fn format_date_time(language: InterfaceLanguage, calendar: Calendar, moment: DateTime) -> String {
    let (date, time) = (icu_date(moment.date()), icu_time(moment.time()));
    FORMATTERS.with(|formatters| {
        let formatters = &formatters[language as usize];
        match calendar {
            Calendar::Gregorian => {
                plain_spaces(formatters.gregorian(language).moment.format(&IcuDateTime { date, time }))
            }
            Calendar::SolarHijri => {
                let date = date.to_calendar(Persian);
                plain_spaces(formatters.solar_hijri(language).moment.format(&IcuDateTime { date, time }))
            }
        }
    })
}

/// A time of day, `4:05 PM`.
#[expect(clippy::expect_used, reason = "what is compiled in is there; the tests print it in every language")]
pub fn format_time(language: InterfaceLanguage, time: Time) -> String {
    FORMATTERS.with(|formatters| {
        let formatter = formatters[language as usize].time.get_or_init(|| {
            NoCalendarFormatter::try_new(locale_of(language).into(), T::hm())
                .expect("the times of the interface's languages are compiled in")
        });
        plain_spaces(formatter.format(&icu_time(time)))
    })
}

/// Browsers print a plain space where CLDR has a narrow one that does not break.
fn plain_spaces(formatted: FormattedDateTime) -> String {
    formatted.to_string().replace('\u{202f}', " ")
}

#[expect(clippy::expect_used, reason = "jiff's dates are from year -9999 to 9999, all of which ICU knows")]
fn icu_date(day: Date) -> IcuDate<Gregorian> {
    let (year, month, day) = (i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs());
    IcuDate::try_new_gregorian(year, month, day).expect("a civil date is a Gregorian date")
}

#[expect(clippy::expect_used, reason = "jiff's times of day are ICU's")]
fn icu_time(time: Time) -> IcuTime {
    IcuTime::try_new(
        time.hour().unsigned_abs(),
        time.minute().unsigned_abs(),
        time.second().unsigned_abs(),
        0,
    )
    .expect("a civil time is a time")
}

/// The formatters of one calendar in one language.
struct CalendarFormatters<C: icu_datetime::scaffold::CldrCalendar> {
    long: FixedCalendarDateTimeFormatter<C, YMD>,
    medium: FixedCalendarDateTimeFormatter<C, YMD>,
    short: FixedCalendarDateTimeFormatter<C, YMD>,
    long_month: FixedCalendarDateTimeFormatter<C, YM>,
    month: FixedCalendarDateTimeFormatter<C, YM>,
    day: FixedCalendarDateTimeFormatter<C, MD>,
    moment: FixedCalendarDateTimeFormatter<C, YMDT>,
}

macro_rules! calendar_formatters {
    ($new:ident, $calendar:ty, $months_written_out:expr) => {
        impl CalendarFormatters<$calendar> {
            fn $new(language: InterfaceLanguage) -> Result<Self, DateTimeFormatterLoadError> {
                let locale = locale_of(language);
                // CLDR's long Persian form puts the year before the month, which nobody writes.
                let long_month = if language == InterfaceLanguage::Fa { YM::medium() } else { YM::long() };
                // Where CLDR's short month is a bare number, it is written out.
                let month = if $months_written_out.contains(&language) { YM::long() } else { YM::medium() };
                Ok(Self {
                    long: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long())?,
                    medium: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::medium())?,
                    short: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::short())?,
                    long_month: FixedCalendarDateTimeFormatter::try_new((&locale).into(), long_month)?,
                    month: FixedCalendarDateTimeFormatter::try_new((&locale).into(), month)?,
                    day: FixedCalendarDateTimeFormatter::try_new((&locale).into(), MD::medium())?,
                    moment: FixedCalendarDateTimeFormatter::try_new(
                        (&locale).into(),
                        YMD::medium().with_time_hm(),
                    )?,
                })
            }

            fn day(&self, day: &IcuDate<$calendar>, style: DateStyle) -> String {
                match style {
                    DateStyle::Long => self.long.format(day).to_string(),
                    DateStyle::Medium => self.medium.format(day).to_string(),
                    DateStyle::Short => self.short.format(day).to_string(),
                    DateStyle::LongMonth => self.long_month.format(day).to_string(),
                    DateStyle::Month => self.month.format(day).to_string(),
                    DateStyle::Day => self.day.format(day).to_string(),
                }
            }
        }
    };
}

calendar_formatters!(try_new_gregorian, Gregorian, [InterfaceLanguage::Fi]);
calendar_formatters!(try_new_solar_hijri, Persian, [InterfaceLanguage::Fi, InterfaceLanguage::Ro]);

/// The formatters of one language, made when first asked for.
#[derive(Default)]
struct Formatters {
    gregorian: OnceCell<CalendarFormatters<Gregorian>>,
    solar_hijri: OnceCell<CalendarFormatters<Persian>>,
    time: OnceCell<NoCalendarFormatter<T>>,
}

#[expect(clippy::expect_used, reason = "what is compiled in is there; the tests print it in every language")]
impl Formatters {
    fn gregorian(&self, language: InterfaceLanguage) -> &CalendarFormatters<Gregorian> {
        self.gregorian.get_or_init(|| {
            CalendarFormatters::try_new_gregorian(language)
                .expect("the dates of the interface's languages are compiled in")
        })
    }

    fn solar_hijri(&self, language: InterfaceLanguage) -> &CalendarFormatters<Persian> {
        self.solar_hijri.get_or_init(|| {
            CalendarFormatters::try_new_solar_hijri(language)
                .expect("the dates of the interface's languages are compiled in")
        })
    }
}

thread_local! {
    /// By language; ICU's formatters are not shared between threads.
    static FORMATTERS: [Formatters; InterfaceLanguage::ALL.len()] = Default::default();
}

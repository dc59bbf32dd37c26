//! When a row's answers were given: from a column, composed of several, or the same for all.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

/// The time of day of answers of which only the day is known.
const NOON: Time = Time::constant(12, 0, 0, 0);

/// When the answers were given. Exactly one way: `column` or `columns` (joined by a blank), parts,
/// `constant`, or `arrival`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeMapping {
    /// The column of the instant or day.
    pub column: Option<String>,
    /// Several columns, whose cells are joined by a blank before `format` reads them.
    pub columns: Vec<String>,
    /// How it is written, in the letters of `strftime`: `%d.%m.%Y %H:%M`. ISO 8601 if absent.
    pub format: Option<String>,
    /// The same instant or day for every row, in ISO 8601.
    pub constant: Option<String>,
    /// The year.
    pub year: Option<Part>,
    /// The month, 1 to 12.
    pub month: Option<Part>,
    /// The day of the month.
    pub day: Option<Part>,
    /// The hour, 0 to 23; noon if absent.
    pub hour: Option<Part>,
    /// The minute.
    pub minute: Option<Part>,
    /// The IANA zone of times without an offset; the workspace's if absent.
    pub zone: Option<String>,
    /// The instant of the import stands for all; for files without any time.
    pub arrival: bool,
}

/// A part of a date: a number for all rows, or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The same for every row.
    Constant(i64),
    /// The cells of a column, translated by `values` where they are no numbers.
    Column {
        /// The column.
        column: String,
        /// What codes stand for.
        values: BTreeMap<String, i64>,
    },
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            column: String,
            #[serde(default)]
            values: BTreeMap<String, i64>,
        }
        struct PartVisitor;
        impl<'de> Visitor<'de> for PartVisitor {
            type Value = Part;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, the name of a column, or a table of `column` and `values`")
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Part, E> {
                Ok(Part::Constant(number))
            }

            fn visit_str<E: serde::de::Error>(self, column: &str) -> Result<Part, E> {
                Ok(Part::Column { column: column.to_owned(), values: BTreeMap::new() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Part, A::Error> {
                let Table { column, values } = Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Part::Column { column, values })
            }
        }
        deserializer.deserialize_any(PartVisitor)
    }
}

impl TimeMapping {
    fn parts(&self) -> [Option<&Part>; 5] {
        [self.year.as_ref(), self.month.as_ref(), self.day.as_ref(), self.hour.as_ref(), self.minute.as_ref()]
    }

    /// Every column that it names.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self.column.iter().chain(&self.columns).map(String::as_str).collect();
        for part in self.parts().into_iter().flatten() {
            if let Part::Column { column, .. } = part {
                columns.push(column);
            }
        }
        columns
    }

    /// What is wrong with it.
    pub(crate) fn problem(&self) -> Option<String> {
        let has_parts = self.parts().iter().any(Option::is_some);
        let ways = usize::from(self.column.is_some())
            + usize::from(!self.columns.is_empty())
            + usize::from(has_parts)
            + usize::from(self.constant.is_some())
            + usize::from(self.arrival);
        if ways != 1 {
            let ways =
                "`column`, `columns`, the parts `year`, `month` and `day`, `constant`, or `arrival = true`";
            return Some(format!("say in exactly one way when the answers were given: {ways}"));
        }
        if has_parts && (self.year.is_none() || self.month.is_none() || self.day.is_none()) {
            return Some("a day is composed of `year`, `month` and `day`; give all three".to_owned());
        }
        if self.minute.is_some() && self.hour.is_none() {
            return Some("a `minute` needs an `hour`".to_owned());
        }
        let zone = self.zone.as_deref().filter(|zone| TimeZone::get(zone).is_err());
        if let Some(zone) = zone {
            return Some(format!(
                "the zone `{zone}` is not known; use an IANA name such as `Europe/Helsinki`"
            ));
        }
        self.constant.as_deref().and_then(|constant| {
            instant(constant, None, &TimeZone::UTC)
                .err()
                .map(|_| format!("`{constant}` is no ISO 8601 day or instant, such as `2024-05-31`"))
        })
    }
}

/// The instant that a text stands for; noon where only a day is known.
pub(crate) fn instant(text: &str, format: Option<&str>, zone: &TimeZone) -> Result<Timestamp, String> {
    let Some(format) = format else { return iso_instant(text, zone) };
    let broken = BrokenDownTime::parse(format, text).map_err(|error| error.to_string())?;
    if let Ok(instant) = broken.to_timestamp() {
        return Ok(instant);
    }
    let day = broken.to_date().map_err(|error| error.to_string())?;
    let time = match broken.hour() {
        Some(_) => broken.to_time().map_err(|error| error.to_string())?,
        None => NOON,
    };
    in_zone(DateTime::from_parts(day, time), zone)
}

fn iso_instant(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let is_day = text.len() <= 10;
    if let (true, Ok(day)) = (is_day, text.parse::<Date>()) {
        return in_zone(day.to_datetime(NOON), zone);
    }
    match text.parse::<DateTime>() {
        Ok(time) if !is_day => in_zone(time, zone),
        _ => Err("it is no ISO 8601 day or instant; give its `format` in the mapping".to_owned()),
    }
}

/// The instant of a day that is composed of numbers.
pub(crate) fn composed(
    numbers: [i64; 3],
    clock: Option<[i64; 2]>,
    zone: &TimeZone,
) -> Result<Timestamp, String> {
    let [year, month, day] = numbers;
    let no_such = || format!("there is no day {year:04}-{month:02}-{day:02}");
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Err(no_such());
    };
    let date = Date::new(year, month, day).map_err(|_| no_such())?;
    let time = match clock {
        None => NOON,
        Some([hour, minute]) => {
            let in_range = |number: i64| i8::try_from(number).ok();
            in_range(hour)
                .zip(in_range(minute))
                .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok())
                .ok_or_else(|| format!("there is no time {hour:02}:{minute:02}"))?
        }
    };
    in_zone(date.to_datetime(time), zone)
}

fn in_zone(time: DateTime, zone: &TimeZone) -> Result<Timestamp, String> {
    zone.to_ambiguous_timestamp(time).compatible().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_as_written() {
        let helsinki = TimeZone::get("Europe/Helsinki").unwrap();
        for (text, format, expected) in [
            ("2024-05-31T08:00:00Z", None, Some("2024-05-31T08:00:00Z")),
            ("2024-05-31T08:00:00+03:00", None, Some("2024-05-31T05:00:00Z")),
            ("2024-05-31", None, Some("2024-05-31T09:00:00Z")),
            ("2024-05-31 08:30", None, Some("2024-05-31T05:30:00Z")),
            ("31.5.2024", Some("%d.%m.%Y"), Some("2024-05-31T09:00:00Z")),
            ("31.05.2024 00:15", Some("%d.%m.%Y %H:%M"), Some("2024-05-30T21:15:00Z")),
            ("05/31/2024 01:05:00 PM", Some("%m/%d/%Y %I:%M:%S %p"), Some("2024-05-31T10:05:00Z")),
            ("1717142400", Some("%s"), Some("2024-05-31T08:00:00Z")),
            ("2024-03-31 03:30", None, Some("2024-03-31T01:30:00Z")),
            ("31.02.2024", Some("%d.%m.%Y"), None),
            ("yesterday", None, None),
            ("", None, None),
            ("31.05.2024", None, None),
        ] {
            let found = instant(text, format, &helsinki).ok().map(|instant| instant.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn days_are_composed() {
        let utc = TimeZone::UTC;
        assert_eq!(composed([2024, 5, 31], None, &utc).unwrap().to_string(), "2024-05-31T12:00:00Z");
        assert_eq!(composed([2024, 5, 31], Some([7, 5]), &utc).unwrap().to_string(), "2024-05-31T07:05:00Z");
        for bad in [[2024, 2, 30], [2024, 13, 1], [99_999, 1, 1], [2024, 1, i64::MAX]] {
            assert!(composed(bad, None, &utc).is_err(), "{bad:?}");
        }
        assert!(composed([2024, 5, 31], Some([24, 0]), &utc).is_err());
    }
}

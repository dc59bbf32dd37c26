//! Codes of cells: the texts and numbers that a mapping translates.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

/// A text or a number in a mapping, compared with cells as text: `0`, `"Blank"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub String);

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CodeVisitor;
        impl Visitor<'_> for CodeVisitor {
            type Value = Code;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or a whole number")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Code, E> {
                Ok(Code(text.trim().to_owned()))
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Code, E> {
                Ok(Code(number.to_string()))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Code, E> {
                Ok(Code(number.to_string()))
            }
        }
        deserializer.deserialize_any(CodeVisitor)
    }
}

/// What codes stand for, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub(crate) struct CodeTable {
    exact: HashMap<String, String>,
    ranges: Vec<(f64, f64, String)>,
}

impl CodeTable {
    /// The table of a mapping's `values`: cell texts, or ranges of numbers like `20..39`.
    pub fn new(values: &BTreeMap<String, Code>) -> Self {
        let mut table = Self::default();
        for (code, meaning) in values {
            match range(code) {
                Some((from, to)) => table.ranges.push((from, to, meaning.0.clone())),
                None => {
                    table.exact.insert(code.trim().to_owned(), meaning.0.clone());
                }
            }
        }
        table
    }

    /// Whether it translates nothing.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.ranges.is_empty()
    }

    /// What a cell stands for.
    pub fn get(&self, cell: &str) -> Option<&str> {
        if let Some(meaning) = self.exact.get(cell) {
            return Some(meaning);
        }
        if self.ranges.is_empty() {
            return None;
        }
        let number: f64 = cell.parse().ok()?;
        self.ranges
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&number))
            .map(|(_, _, meaning)| meaning.as_str())
    }
}

/// The ends of a range like `20..39`.
fn range(code: &str) -> Option<(f64, f64)> {
    let (from, to) = code.split_once("..")?;
    let (from, to): (f64, f64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to).then_some((from, to))
}

/// A number as people write it: with this decimal mark, in European, Persian or Arabic digits.
pub(crate) fn number(cell: &str, decimal_mark: char) -> Option<f64> {
    let plain: String = cell
        .chars()
        .map(|character| match character {
            '\u{6f0}'..='\u{6f9}' => ascii_digit(character, 0x6f0),
            '\u{660}'..='\u{669}' => ascii_digit(character, 0x660),
            '\u{66b}' => '.',
            mark if mark == decimal_mark => '.',
            '.' => ',',
            other => other,
        })
        .collect();
    let is_plain =
        plain.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    plain.parse().ok().filter(|number: &f64| is_plain && number.is_finite())
}

fn ascii_digit(character: char, zero: u32) -> char {
    char::from_digit(u32::from(character) - zero, 10).unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_written() {
        for (cell, mark, value) in [
            ("4", '.', Some(4.0)),
            ("4.5", '.', Some(4.5)),
            ("4,5", ',', Some(4.5)),
            ("-1", '.', Some(-1.0)),
            ("۴٫۵", '.', Some(4.5)),
            ("٧", '.', Some(7.0)),
            ("4.5", ',', None),
            ("4,5", '.', None),
            ("NaN", '.', None),
            ("inf", '.', None),
            ("1e999", '.', None),
            ("0x10", '.', None),
            ("", '.', None),
            ("four", '.', None),
        ] {
            assert_eq!(number(cell, mark), value, "{cell}");
        }
    }

    #[test]
    fn ranges_hold_both_ends() {
        let values = [("20..39", "B"), ("40..48", "C"), ("N", "none")];
        let values = values.map(|(code, meaning)| (code.to_owned(), Code(meaning.to_owned())));
        let table = CodeTable::new(&values.into_iter().collect());
        for (cell, meaning) in [
            ("20", Some("B")),
            ("39", Some("B")),
            ("40", Some("C")),
            ("N", Some("none")),
            ("19", None),
            ("x", None),
        ] {
            assert_eq!(table.get(cell), meaning, "{cell}");
        }
    }
}

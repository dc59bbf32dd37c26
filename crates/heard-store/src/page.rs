//! Pages of lists: a stable place to go on from, whatever is added meanwhile.

use std::fmt;
use std::str::FromStr;

/// A part of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where to go on; `None` at the end. A page may be shorter than asked for and still go on.
    pub next: Option<Cursor>,
}

/// A place in a list: the sorting value of the last item, and its number among equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) value: i64,
    pub(crate) tie: i64,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor; use the one that the page before gave, unchanged")]
pub struct BadCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}{:016x}", self.value, self.tie)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(BadCursor);
        }
        let part =
            |digits: &str| u64::from_str_radix(digits, 16).map(u64::cast_signed).map_err(|_| BadCursor);
        Ok(Self { value: part(&text[..16])?, tie: part(&text[16..])? })
    }
}

/// Cuts a list that was read with one item more than the limit.
pub(crate) fn page<T>(mut items: Vec<T>, limit: usize, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
    let next = (items.len() > limit && limit > 0).then(|| cursor(&items[limit - 1]));
    items.truncate(limit);
    Page { items, next }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn reads_what_it_writes(value: i64, tie: i64) {
            let cursor = Cursor { value, tie };
            prop_assert_eq!(cursor.to_string().parse::<Cursor>(), Ok(cursor));
        }

        #[test]
        fn refuses_everything_else(text in "\\PC{0,40}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text.to_lowercase());
            }
        }
    }
}

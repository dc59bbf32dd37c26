//! Loops over narrow values, written once for every width.

use heard_facts::{ColumnValues, Narrow};

/// A narrow value.
pub(super) trait Offset: Copy {
    /// The value as an index.
    fn index(self) -> usize;
}

impl Offset for u8 {
    #[inline]
    fn index(self) -> usize {
        usize::from(self)
    }
}

impl Offset for u16 {
    #[inline]
    fn index(self) -> usize {
        usize::from(self)
    }
}

impl Offset for u32 {
    #[inline]
    fn index(self) -> usize {
        self as usize
    }
}

impl Offset for u64 {
    #[inline]
    fn index(self) -> usize {
        self as usize
    }
}

/// Evaluates `$body` with `$offsets` bound to the slice `$range` of a column's narrow values,
/// or `$constant` when it has none.
macro_rules! with_offsets {
    ($column:expr, $range:expr, |$offsets:ident| $body:expr, constant => $constant:expr) => {
        match $column.values() {
            heard_facts::Narrow::Constant => $constant,
            heard_facts::Narrow::U8(values) => {
                let $offsets = &values[$range];
                $body
            }
            heard_facts::Narrow::U16(values) => {
                let $offsets = &values[$range];
                $body
            }
            heard_facts::Narrow::U32(values) => {
                let $offsets = &values[$range];
                $body
            }
            heard_facts::Narrow::U64(values) => {
                let $offsets = &values[$range];
                $body
            }
        }
    };
}
pub(super) use with_offsets;

/// The first row of `start..end` whose value is above `limit`; the values must ascend there.
/// Looks near `start` first, so short runs are found at once.
pub(super) fn end_of_run(column: &ColumnValues, start: usize, end: usize, limit: i64) -> usize {
    let Ok(offset) = u64::try_from(i128::from(limit) - i128::from(column.base())) else { return start };
    match column.values() {
        Narrow::Constant => end,
        Narrow::U8(values) => gallop(&values[start..end], |value| u64::from(*value) <= offset) + start,
        Narrow::U16(values) => gallop(&values[start..end], |value| u64::from(*value) <= offset) + start,
        Narrow::U32(values) => gallop(&values[start..end], |value| u64::from(*value) <= offset) + start,
        Narrow::U64(values) => gallop(&values[start..end], |value| *value <= offset) + start,
    }
}

fn gallop<T>(values: &[T], within: impl Fn(&T) -> bool) -> usize {
    let mut step = 1;
    let mut low = 0;
    while low + step <= values.len() && within(&values[low + step - 1]) {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(values.len());
    low + values[low..high].partition_point(within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_run_ends_where_a_plain_search_says(
            mut values in prop::collection::vec(-40i64..400, 1..200),
            start in 0usize..200,
            limit in -60i64..420,
        ) {
            values.sort_unstable();
            let start = start.min(values.len());
            let column = ColumnValues::narrow(&values, true);
            let expected = start + values[start..].partition_point(|value| *value <= limit);
            prop_assert_eq!(end_of_run(&column, start, values.len(), limit), expected);
        }
    }
}

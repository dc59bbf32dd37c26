//! The decoded values of one column, as narrow as the largest of them allows.

/// Dense unsigned offsets from [`ColumnValues::base`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrow {
    /// Every row holds the base itself.
    Constant,
    /// Offsets below 2⁸.
    U8(Vec<u8>),
    /// Offsets below 2¹⁶.
    U16(Vec<u16>),
    /// Offsets below 2³².
    U32(Vec<u32>),
    /// Any offsets.
    U64(Vec<u64>),
}

/// The decoded values of one column: row `i` holds `base + values[i]`.
///
/// For codes, scores, weights and contacts the base is 0 (unless the column is constant), so
/// that the narrow values are the codes themselves; for `seq`, `instant`, `day` and `sign` it is
/// the smallest value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnValues {
    rows: usize,
    base: i64,
    min: i64,
    max: i64,
    values: Narrow,
}

impl Narrow {
    /// No values yet, but room for so many offsets up to `highest`.
    pub(crate) fn with_room(highest: u64, rows: usize) -> Self {
        match highest {
            0 => Self::Constant,
            1..=0xFF => Self::U8(Vec::with_capacity(rows)),
            0x100..=0xFFFF => Self::U16(Vec::with_capacity(rows)),
            0x1_0000..=0xFFFF_FFFF => Self::U32(Vec::with_capacity(rows)),
            _ => Self::U64(Vec::with_capacity(rows)),
        }
    }

    /// How many values there is room for.
    pub(crate) fn capacity(&self) -> usize {
        match self {
            Self::Constant => 0,
            Self::U8(values) => values.capacity(),
            Self::U16(values) => values.capacity(),
            Self::U32(values) => values.capacity(),
            Self::U64(values) => values.capacity(),
        }
    }

    /// Forgets the values, but not their room.
    pub(crate) fn clear(&mut self) {
        match self {
            Self::Constant => {}
            Self::U8(values) => values.clear(),
            Self::U16(values) => values.clear(),
            Self::U32(values) => values.clear(),
            Self::U64(values) => values.clear(),
        }
    }

    /// Memory held, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let width = match self {
            Self::Constant => 0,
            Self::U8(_) => 1,
            Self::U16(_) => 2,
            Self::U32(_) => 4,
            Self::U64(_) => 8,
        };
        self.capacity() * width
    }
}

impl ColumnValues {
    /// A column in which every row holds `value`.
    pub fn constant(value: i64, rows: usize) -> Self {
        Self { rows, base: value, min: value, max: value, values: Narrow::Constant }
    }

    /// Narrows `values`. `relative` counts them from the smallest, else from 0; then none may
    /// be negative (a negative one makes the column relative).
    pub fn narrow(values: &[i64], relative: bool) -> Self {
        let (Some(&min), Some(&max)) = (values.iter().min(), values.iter().max()) else {
            return Self::constant(0, 0);
        };
        Self::narrow_within(values, min, max, relative)
    }

    pub(crate) fn narrow_within(values: &[i64], min: i64, max: i64, relative: bool) -> Self {
        let rows = values.len();
        let mut builder = NarrowBuilder::new(min, max, relative, |highest| Narrow::with_room(highest, rows));
        builder.add(values, |value| value);
        builder.finish()
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What the narrow values are counted from.
    pub fn base(&self) -> i64 {
        self.base
    }

    /// The smallest value; 0 without rows.
    pub fn min(&self) -> i64 {
        self.min
    }

    /// The largest value; 0 without rows.
    pub fn max(&self) -> i64 {
        self.max
    }

    /// The narrow values.
    pub fn values(&self) -> &Narrow {
        &self.values
    }

    /// The value that every row holds, if they all hold one.
    pub fn as_constant(&self) -> Option<i64> {
        matches!(self.values, Narrow::Constant).then_some(self.base)
    }

    /// The value of a row, which must be below [`Self::rows`].
    pub fn get(&self, row: usize) -> i64 {
        let offset = match &self.values {
            Narrow::Constant => 0,
            Narrow::U8(values) => u64::from(values[row]),
            Narrow::U16(values) => u64::from(values[row]),
            Narrow::U32(values) => u64::from(values[row]),
            Narrow::U64(values) => values[row],
        };
        self.base.wrapping_add(offset as i64)
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.values.bytes()
    }

    /// The memory of the values, to be used again.
    pub(crate) fn into_values(self) -> Narrow {
        self.values
    }
}

/// Narrows values as they come, whose smallest and largest are known before.
pub(crate) struct NarrowBuilder(ColumnValues);

impl NarrowBuilder {
    /// For values from `min` to `max`. `relative` counts them from `min`, else from 0, if none is
    /// negative. `room` gives room for offsets up to a highest.
    pub(crate) fn new(min: i64, max: i64, relative: bool, room: impl FnOnce(u64) -> Narrow) -> Self {
        let base = if relative || min < 0 || min == max { min } else { 0 };
        let values = room(max.wrapping_sub(base) as u64);
        Self(ColumnValues { rows: 0, base, min, max, values })
    }

    /// Adds values, each after `widen`.
    pub(crate) fn add<T: Copy>(&mut self, values: &[T], widen: impl Fn(T) -> i64) {
        let base = self.0.base;
        let offset = |value: &T| widen(*value).wrapping_sub(base);
        self.0.rows += values.len();
        match &mut self.0.values {
            Narrow::Constant => {}
            Narrow::U8(narrow) => narrow.extend(values.iter().map(|value| offset(value) as u8)),
            Narrow::U16(narrow) => narrow.extend(values.iter().map(|value| offset(value) as u16)),
            Narrow::U32(narrow) => narrow.extend(values.iter().map(|value| offset(value) as u32)),
            Narrow::U64(narrow) => narrow.extend(values.iter().map(|value| offset(value) as u64)),
        }
    }

    /// Adds the one value of a constant column so many times.
    pub(crate) fn repeat(&mut self, rows: i64) {
        self.0.rows += usize::try_from(rows).unwrap_or(0);
    }

    pub(crate) fn finish(self) -> ColumnValues {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_back(column: &ColumnValues) -> Vec<i64> {
        (0..column.rows()).map(|row| column.get(row)).collect()
    }

    #[test]
    fn columns_are_as_narrow_as_their_largest() {
        assert_eq!(ColumnValues::narrow(&[7, 7, 7], false).values(), &Narrow::Constant);
        assert!(matches!(ColumnValues::narrow(&[0, 255], false).values(), Narrow::U8(_)));
        assert!(matches!(ColumnValues::narrow(&[0, 256], false).values(), Narrow::U16(_)));
        assert!(matches!(ColumnValues::narrow(&[0, 65_536], false).values(), Narrow::U32(_)));
        assert!(matches!(ColumnValues::narrow(&[20_000, 20_255], true).values(), Narrow::U8(_)));
        assert!(matches!(ColumnValues::narrow(&[i64::MIN, i64::MAX], true).values(), Narrow::U64(_)));
        assert_eq!(ColumnValues::narrow(&[5, 9], false).base(), 0);
        assert_eq!(ColumnValues::narrow(&[], false).rows(), 0);
    }

    proptest! {
        #[test]
        fn narrowing_keeps_every_value(
            values in prop_oneof![
                prop::collection::vec(any::<i64>(), 0..50),
                prop::collection::vec(0i64..300, 0..50),
                prop::collection::vec(-1i64..=1, 0..50),
            ],
            relative: bool,
        ) {
            let column = ColumnValues::narrow(&values, relative);
            prop_assert_eq!(read_back(&column), values);
        }
    }
}

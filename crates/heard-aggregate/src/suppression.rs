//! Hides small groups, last of all.
//!
//! A cell is hidden when it has fewer than k people; when the filter leaves fewer than k of its
//! people out, so that asking without the filter and subtracting would show them; and when
//! another hidden cell could be computed from it and the totals. A hidden cell shows nothing,
//! not even how many it holds.

use std::collections::{BTreeMap, BTreeSet};

use heard_model::metric::{Flag, Measure};
use heard_statistics::suppress::{complete, is_small};
use heard_statistics::suppress_table::GroupTable;

use crate::metrics::empty_measure;
use crate::plan::CellKey;

/// People of one cell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct People {
    /// Counted.
    pub(crate) n: i64,
    /// Counted if there were no filter.
    pub(crate) unfiltered: i64,
}

/// What is hidden.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hidden {
    /// Everything, since even the total is small.
    pub(crate) total: bool,
    cells: BTreeSet<CellKey>,
}

impl Hidden {
    /// What to hide of cells that add up to their total.
    pub(crate) fn of(cells: &BTreeMap<CellKey, People>, k: i64) -> Self {
        let total = cells.values().fold(People::default(), |total, people| People {
            n: total.n + people.n,
            unfiltered: total.unfiltered + people.unfiltered,
        });
        if is_exposed(total, k) {
            return Self { total: true, cells: cells.keys().copied().collect() };
        }
        let keys: Vec<CellKey> = cells.keys().copied().collect();
        let counts: Vec<i64> = cells.values().map(|people| people.n).collect();
        let exposed: Vec<bool> = cells.values().map(|people| is_exposed(*people, k)).collect();
        match Sides::of(&keys) {
            Sides::One => Self::from_flags(&keys, &complete(&counts, &exposed, k), false),
            sides => Self::of_table(&keys, &counts, &exposed, &sides, k),
        }
    }

    fn of_table(keys: &[CellKey], counts: &[i64], exposed: &[bool], sides: &Sides, k: i64) -> Self {
        let (rows, columns) =
            (places(keys.iter().map(|key| sides.row(key))), places(keys.iter().map(|key| sides.column(key))));
        let place = |key: &CellKey| rows[&sides.row(key)] * columns.len() + columns[&sides.column(key)];
        let mut table = vec![0; rows.len() * columns.len()];
        let mut flags = vec![false; table.len()];
        for (index, key) in keys.iter().enumerate() {
            table[place(key)] = counts[index];
            flags[place(key)] = exposed[index];
        }
        let Some(table) = GroupTable::new(columns.len(), table) else { return Self::default() };
        let hidden = table.suppress_also(k, &flags);
        let of_keys: Vec<bool> = keys.iter().map(|key| hidden.cells[place(key)]).collect();
        Self::from_flags(keys, &of_keys, hidden.total)
    }

    fn from_flags(keys: &[CellKey], hidden: &[bool], total: bool) -> Self {
        let cells = keys.iter().zip(hidden).filter(|(_, hidden)| **hidden || total);
        Self { total, cells: cells.map(|(key, _)| *key).collect() }
    }

    /// Whether a cell is hidden.
    pub(crate) fn contains(&self, key: &CellKey) -> bool {
        self.total || self.cells.contains(key)
    }
}

fn is_exposed(people: People, k: i64) -> bool {
    people.n != 0 && (is_small(people.n, k) || is_small(people.unfiltered - people.n, k))
}

/// Numbers different things in their order.
fn places<T: Ord + Copy>(of: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let different: BTreeSet<T> = of.collect();
    different.into_iter().zip(0..).collect()
}

/// How cells are laid out: the last coordinate in which they differ is the column, those before
/// it are the row.
enum Sides {
    /// They differ in one coordinate at most: a list.
    One,
    /// Period by first dimension.
    PeriodByFirst,
    /// Period and first dimension by second dimension.
    FirstBySecond,
}

impl Sides {
    fn of(keys: &[CellKey]) -> Self {
        let varies = |coordinate: fn(&CellKey) -> u32| {
            keys.first().is_some_and(|first| keys.iter().any(|key| coordinate(key) != coordinate(first)))
        };
        match (varies(|key| key.period), varies(|key| key.codes[0]), varies(|key| key.codes[1])) {
            (true, _, true) | (_, true, true) => Self::FirstBySecond,
            (true, true, false) => Self::PeriodByFirst,
            _ => Self::One,
        }
    }

    fn row(&self, key: &CellKey) -> (u32, u32) {
        match self {
            Self::One => (0, 0),
            Self::PeriodByFirst => (key.period, 0),
            Self::FirstBySecond => (key.period, key.codes[0]),
        }
    }

    fn column(&self, key: &CellKey) -> u32 {
        match self {
            Self::One | Self::PeriodByFirst => key.codes[0],
            Self::FirstBySecond => key.codes[1],
        }
    }
}

/// A measure that shows nothing.
pub(crate) fn suppressed() -> Measure {
    Measure { flag: Some(Flag::Suppressed), ..empty_measure() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(period: u32, first: u32, second: u32) -> CellKey {
        CellKey { period, codes: [first, second] }
    }

    fn cells(counts: &[(CellKey, i64)]) -> BTreeMap<CellKey, People> {
        counts.iter().map(|(key, n)| (*key, People { n: *n, unfiltered: *n })).collect()
    }

    #[test]
    fn a_list_hides_two() {
        let hidden = Hidden::of(&cells(&[(key(0, 1, 0), 3), (key(0, 2, 0), 9), (key(0, 3, 0), 40)]), 5);
        assert!(!hidden.total);
        assert_eq!([1, 2, 3].map(|code| hidden.contains(&key(0, code, 0))), [true, true, false]);
    }

    #[test]
    fn a_table_hides_a_ring() {
        let counts = [(key(0, 1, 1), 3), (key(0, 1, 2), 9), (key(0, 2, 1), 40), (key(0, 2, 2), 50)];
        let hidden = Hidden::of(&cells(&counts), 5);
        assert!(counts.iter().all(|(key, _)| hidden.contains(key)) && !hidden.total);
    }

    #[test]
    fn periods_by_a_dimension_are_a_table() {
        let counts = [(key(0, 1, 0), 3), (key(0, 2, 0), 50), (key(1, 1, 0), 40), (key(1, 2, 0), 60)];
        let hidden = Hidden::of(&cells(&counts), 5);
        assert!(counts.iter().all(|(key, _)| hidden.contains(key)) && !hidden.total);
    }

    #[test]
    fn what_a_filter_leaves_out_counts_too() {
        let mut people = cells(&[(key(0, 1, 0), 30), (key(0, 2, 0), 9), (key(0, 3, 0), 40)]);
        people.insert(key(0, 1, 0), People { n: 30, unfiltered: 32 });
        people.insert(key(0, 3, 0), People { n: 40, unfiltered: 60 });
        let hidden = Hidden::of(&people, 5);
        assert_eq!([1, 2, 3].map(|code| hidden.contains(&key(0, code, 0))), [true, true, false]);
        let one = BTreeMap::from([(key(0, 1, 0), People { n: 30, unfiltered: 32 })]);
        assert!(Hidden::of(&one, 5).total);
    }

    #[test]
    fn a_small_total_hides_all() {
        let hidden = Hidden::of(&cells(&[(key(0, 1, 0), 2), (key(0, 2, 0), 2)]), 5);
        assert!(hidden.total && hidden.contains(&key(0, 1, 0)));
        assert!(!Hidden::of(&BTreeMap::new(), 5).total);
    }
}

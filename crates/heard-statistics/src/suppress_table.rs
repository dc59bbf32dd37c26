//! Small groups in a table of two dimensions, whose row, column and grand totals are known.
//!
//! Every row says "cells = row total" and every column "cells = column total". Seen as a graph
//! (rows and columns are the nodes, entries the edges, totals a row and a column of their own),
//! a hidden entry can be computed from what is shown exactly when its edge is a bridge among the
//! hidden ones (Gusfield 1988). So each hidden entry is put on a ring of hidden entries, with as
//! few people hidden for it as possible.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::suppress::is_small;

/// Counts of a table, row by row, without its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTable {
    columns: usize,
    counts: Vec<i64>,
}

/// What to hide of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenTable {
    /// Cells, row by row.
    pub cells: Vec<bool>,
    /// Totals of rows.
    pub rows: Vec<bool>,
    /// Totals of columns.
    pub columns: Vec<bool>,
    /// The grand total.
    pub total: bool,
}

impl GroupTable {
    /// A table of `counts`, row by row; `None` where they do not fill whole rows.
    pub fn new(columns: usize, counts: Vec<i64>) -> Option<Self> {
        (columns > 0 && counts.len().is_multiple_of(columns)).then_some(Self { columns, counts })
    }

    /// Hides every entry of fewer than `k` people (nobody excepted), then more until no hidden
    /// one can be computed from the shown ones, and until what is hidden of a row or column with
    /// a shown total is `k` people or more.
    pub fn suppress(&self, k: i64) -> HiddenTable {
        self.suppress_also(k, &[])
    }

    /// As [`Self::suppress`], with cells that must be hidden for another reason; those without
    /// people are nobody's and stay.
    pub fn suppress_also(&self, k: i64, hidden: &[bool]) -> HiddenTable {
        let mut work = Work::new(self);
        for index in 0..work.counts.len() {
            work.hidden[index] = is_small(work.counts[index], k);
        }
        for (index, _) in hidden.iter().enumerate().filter(|(_, hidden)| **hidden).take(self.counts.len()) {
            let entry = index / self.columns * work.columns + index % self.columns;
            work.hidden[entry] = work.counts[entry] > 0;
        }
        while work.hide_lines_of_few(k) || work.close_a_bridge() {}
        work.finished()
    }
}

/// The table with its totals as a last row and a last column.
struct Work {
    rows: usize,
    columns: usize,
    counts: Vec<i64>,
    hidden: Vec<bool>,
}

impl Work {
    fn new(table: &GroupTable) -> Self {
        let (rows, columns) = (table.counts.len() / table.columns + 1, table.columns + 1);
        let mut counts = vec![0; rows * columns];
        for (index, count) in table.counts.iter().enumerate() {
            let (row, column) = (index / table.columns, index % table.columns);
            for (row, column) in
                [(row, column), (row, columns - 1), (rows - 1, column), (rows - 1, columns - 1)]
            {
                counts[row * columns + column] += count;
            }
        }
        Self { rows, columns, hidden: vec![false; counts.len()], counts }
    }

    /// The entries of each row and column, its total last.
    fn lines(&self) -> Vec<Vec<usize>> {
        let rows = (0..self.rows).map(|row| (0..self.columns).map(|c| row * self.columns + c).collect());
        let columns = (0..self.columns).map(|c| (0..self.rows).map(|row| row * self.columns + c).collect());
        rows.chain(columns).collect()
    }

    fn hide_lines_of_few(&mut self, k: i64) -> bool {
        let mut changed = false;
        for line in self.lines() {
            let Some((total, cells)) = line.split_last() else { continue };
            loop {
                let people: i64 = cells.iter().filter(|i| self.hidden[**i]).map(|i| self.counts[*i]).sum();
                if self.hidden[*total] || !is_small(people, k) {
                    break;
                }
                let open = cells.iter().copied().filter(|i| !self.hidden[*i] && self.counts[*i] > 0);
                let next = open.min_by_key(|i| self.counts[*i]).unwrap_or(*total);
                self.hidden[next] = true;
                changed = true;
            }
        }
        changed
    }

    fn ends(&self, entry: usize) -> (usize, usize) {
        (entry / self.columns, self.rows + entry % self.columns)
    }

    fn neighbours(&self, node: usize) -> Vec<(usize, usize)> {
        if node < self.rows {
            (0..self.columns).map(|c| (node * self.columns + c, self.rows + c)).collect()
        } else {
            (0..self.rows).map(|row| (row * self.columns + node - self.rows, row)).collect()
        }
    }

    /// Puts one bridge on a ring; `false` where there is none.
    fn close_a_bridge(&mut self) -> bool {
        let Some(bridge) = self.bridges().first().copied() else { return false };
        // A positive entry always lies on a ring with its totals, so there is a way round.
        let way = self.cheapest_way_round(bridge);
        let changed = way.iter().any(|entry| !self.hidden[*entry]);
        for entry in way {
            self.hidden[entry] = true;
        }
        changed
    }

    /// Hidden entries that lie on no ring of hidden entries, by depth-first search (Tarjan 1974).
    fn bridges(&self) -> Vec<usize> {
        let nodes = self.rows + self.columns;
        let (mut seen_at, mut lowest) = (vec![usize::MAX; nodes], vec![usize::MAX; nodes]);
        let (mut bridges, mut clock) = (Vec::new(), 0);
        for root in 0..nodes {
            if seen_at[root] != usize::MAX {
                continue;
            }
            // A frame: node, the entry it was reached by, neighbours still to see.
            let mut stack = vec![(root, usize::MAX, self.hidden_neighbours(root))];
            seen_at[root] = clock;
            lowest[root] = clock;
            clock += 1;
            while let Some((node, by, remaining)) = stack.last_mut() {
                let (node, by) = (*node, *by);
                if let Some((entry, next)) = remaining.pop() {
                    if entry == by {
                        continue;
                    }
                    if seen_at[next] == usize::MAX {
                        seen_at[next] = clock;
                        lowest[next] = clock;
                        clock += 1;
                        stack.push((next, entry, self.hidden_neighbours(next)));
                    } else {
                        lowest[node] = lowest[node].min(seen_at[next]);
                    }
                    continue;
                }
                stack.pop();
                if let Some((parent, _, _)) = stack.last() {
                    if lowest[node] > seen_at[*parent] {
                        bridges.push(by);
                    }
                    lowest[*parent] = lowest[*parent].min(lowest[node]);
                }
            }
        }
        bridges
    }

    fn hidden_neighbours(&self, node: usize) -> Vec<(usize, usize)> {
        self.neighbours(node).into_iter().filter(|(entry, _)| self.hidden[*entry]).collect()
    }

    /// The way between the ends of `bridge` over other entries with people that hides the fewest
    /// (Dijkstra); hidden ones cost nothing.
    fn cheapest_way_round(&self, bridge: usize) -> Vec<usize> {
        let (start, goal) = self.ends(bridge);
        let nodes = self.rows + self.columns;
        let (mut cost, mut came_by) = (vec![i64::MAX; nodes], vec![None; nodes]);
        let mut queue = BinaryHeap::from([(Reverse(0), start)]);
        cost[start] = 0;
        while let Some((Reverse(so_far), node)) = queue.pop() {
            if so_far > cost[node] {
                continue;
            }
            for (entry, next) in self.neighbours(node) {
                if entry == bridge || self.counts[entry] <= 0 {
                    continue;
                }
                let there = so_far + if self.hidden[entry] { 0 } else { self.counts[entry] };
                if there < cost[next] {
                    cost[next] = there;
                    came_by[next] = Some((entry, node));
                    queue.push((Reverse(there), next));
                }
            }
        }
        let (mut way, mut node) = (Vec::new(), goal);
        while let Some((entry, before)) = came_by[node].filter(|_| node != start) {
            way.push(entry);
            node = before;
        }
        way
    }

    fn finished(&self) -> HiddenTable {
        let (rows, columns) = (self.rows - 1, self.columns - 1);
        let at = |row: usize, column: usize| self.hidden[row * self.columns + column];
        HiddenTable {
            cells: (0..rows).flat_map(|row| (0..columns).map(move |c| at(row, c))).collect(),
            rows: (0..rows).map(|row| at(row, columns)).collect(),
            columns: (0..columns).map(|column| at(rows, column)).collect(),
            total: at(rows, columns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(columns: usize, counts: &[i64]) -> GroupTable {
        GroupTable::new(columns, counts.to_vec()).unwrap()
    }

    #[test]
    fn one_small_cell_hides_a_rectangle() {
        let hidden = table(3, &[3, 20, 30, 25, 40, 50, 35, 60, 70]).suppress(5);
        assert_eq!(hidden.cells, [true, true, false, true, true, false, false, false, false]);
        assert!(!hidden.rows.contains(&true) && !hidden.columns.contains(&true) && !hidden.total);
    }

    #[test]
    fn two_in_each_line_may_still_not_be_a_ring() {
        // A path of hidden cells touches every line twice save at its ends.
        let hidden = table(2, &[1, 50, 60, 2]).suppress(5);
        assert_eq!(hidden.cells, [true; 4]);
    }

    #[test]
    fn a_table_of_few_people_is_hidden_with_its_totals() {
        let hidden = table(1, &[3]).suppress(5);
        assert_eq!((hidden.cells, hidden.total), (vec![true], true));
        let alone = table(2, &[3, 0, 40, 50]).suppress(5);
        assert!(alone.cells[0] && alone.rows[0] && !alone.cells[1]);
    }

    #[test]
    fn nothing_small_hides_nothing() {
        let hidden = table(2, &[5, 6, 0, 8]).suppress(5);
        assert!(!hidden.cells.contains(&true));
        assert_eq!(GroupTable::new(2, vec![1, 2, 3]), None);
        assert_eq!(GroupTable::new(0, vec![]), None);
    }

    /// Solves "cells = total" for the hidden entries: an entry is known when the reduced
    /// equations have a row with it alone.
    fn known_entries(work: &Work) -> Vec<usize> {
        let unknown: Vec<usize> = (0..work.counts.len()).filter(|i| work.hidden[*i]).collect();
        let mut rows: Vec<Vec<f64>> = work
            .lines()
            .iter()
            .map(|line| {
                unknown
                    .iter()
                    .map(|entry| match line.iter().position(|i| i == entry) {
                        Some(place) if place + 1 == line.len() => -1.0,
                        Some(_) => 1.0,
                        None => 0.0,
                    })
                    .collect()
            })
            .collect();
        let mut rank = 0;
        for column in 0..unknown.len() {
            let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else {
                continue;
            };
            rows.swap(rank, pivot);
            let factor = rows[rank][column];
            rows[rank].iter_mut().for_each(|value| *value /= factor);
            let chosen = rows[rank].clone();
            for (index, row) in rows.iter_mut().enumerate() {
                let factor = row[column];
                if index != rank && factor != 0.0 {
                    row.iter_mut().zip(&chosen).for_each(|(value, other)| *value -= factor * other);
                }
            }
            rank += 1;
        }
        let alone = |row: &Vec<f64>| {
            let mut places = (0..row.len()).filter(|place| row[*place].abs() > 1e-9);
            places.next().filter(|_| places.next().is_none())
        };
        rows.iter().filter_map(alone).map(|place| unknown[place]).collect()
    }

    proptest! {
        #[test]
        fn no_hidden_entry_can_be_computed(
            columns in 1usize..5,
            rows in 1usize..5,
            counts in proptest::collection::vec(prop_oneof![2 => 0i64..6, 3 => 5i64..40], 16),
            k in 2i64..8,
        ) {
            let table = table(columns, &counts[..rows * columns]);
            let hidden = table.suppress(k);
            for (count, hidden) in table.counts.iter().zip(&hidden.cells) {
                prop_assert!(*hidden || *count == 0 || *count >= k);
            }
            let mut work = Work::new(&table);
            for row in 0..=rows {
                for column in 0..=columns {
                    work.hidden[row * (columns + 1) + column] = match (row == rows, column == columns) {
                        (false, false) => hidden.cells[row * columns + column],
                        (false, true) => hidden.rows[row],
                        (true, false) => hidden.columns[column],
                        (true, true) => hidden.total,
                    };
                }
            }
            prop_assert_eq!(known_entries(&work), Vec::<usize>::new());
        }
    }
}

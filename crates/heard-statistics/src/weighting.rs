//! Weighting: Kish's design effect, raking to known shares, trimming.
//!
//! Raking weights are never stored: they are computed from counts per cell when a number is
//! finished, so that they follow every correction of the counts.

use crate::histogram::WeightedSums;

/// Weights are cut at this many times their mean.
pub const TRIM_AT: f64 = 5.0;

/// Kish's design effect, n·Σw²/(Σw)²: by how much unequal weights widen a variance. `None`
/// without weights.
pub fn design_effect(sums: &WeightedSums) -> Option<f64> {
    Some(sums.rows as f64 / sums.effective_n()?)
}

/// A table of counts over one or more dimensions, and the share that each value should have.
#[derive(Clone, Debug, PartialEq)]
pub struct RakingTable {
    /// Counts per cell, the last dimension running fastest.
    pub counts: Vec<f64>,
    /// For each dimension the wanted shares of its values; they sum to 1.
    pub targets: Vec<Vec<f64>>,
}

/// Weights of a table's cells and how well they fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Raking {
    /// The weight of one row of each cell; 0 where a cell is empty. Over all rows the mean is 1.
    pub weights: Vec<f64>,
    /// Rounds over all dimensions.
    pub rounds: u32,
    /// The largest difference left between a value's share and its target.
    pub largest_gap: f64,
    /// Whether that difference is below the tolerance.
    pub converged: bool,
}

/// Why a table cannot be raked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RakingError {
    /// The number of counts is not the product of the dimensions.
    #[error("{found} counts do not fill a table of {expected} cells")]
    Shape {
        /// Cells of the dimensions.
        expected: usize,
        /// Counts given.
        found: usize,
    },
    /// A count is negative or not finite, or all are 0.
    #[error("counts must be 0 or more, and one of them above 0")]
    Counts,
    /// A target is negative, or a dimension's do not sum to 1.
    #[error("the targets of dimension {dimension} must be 0 or more and sum to 1, not to {sum}")]
    Targets {
        /// Which dimension, from 0.
        dimension: usize,
        /// What they sum to.
        sum: f64,
    },
    /// Nobody has a value that somebody should have.
    #[error(
        "value {value} of dimension {dimension} should be {target} of all, but nobody has it; merge it with another"
    )]
    NobodyHas {
        /// Which dimension, from 0.
        dimension: usize,
        /// Which of its values, from 0.
        value: usize,
        /// Its target.
        target: f64,
    },
}

impl RakingTable {
    fn check(&self) -> Result<f64, RakingError> {
        let expected = self.targets.iter().map(Vec::len).product();
        if self.counts.len() != expected {
            return Err(RakingError::Shape { expected, found: self.counts.len() });
        }
        let total: f64 = self.counts.iter().sum();
        if self.counts.iter().any(|count| !count.is_finite() || *count < 0.0) || total <= 0.0 {
            return Err(RakingError::Counts);
        }
        for (dimension, targets) in self.targets.iter().enumerate() {
            let sum: f64 = targets.iter().sum();
            if targets.iter().any(|target| *target < 0.0) || (sum - 1.0).abs() > 1e-6 || sum.is_nan() {
                return Err(RakingError::Targets { dimension, sum });
            }
            let present = self.margin(dimension, &self.counts);
            for (value, (present, target)) in present.iter().zip(targets).enumerate() {
                if *present <= 0.0 && *target > 0.0 {
                    return Err(RakingError::NobodyHas { dimension, value, target: *target });
                }
            }
        }
        Ok(total)
    }

    fn value_of(&self, dimension: usize, cell: usize) -> usize {
        let stride: usize = self.targets[dimension + 1..].iter().map(Vec::len).product();
        cell / stride % self.targets[dimension].len()
    }

    fn margin(&self, dimension: usize, cells: &[f64]) -> Vec<f64> {
        let mut margin = vec![0.0; self.targets[dimension].len()];
        for (cell, mass) in cells.iter().enumerate() {
            margin[self.value_of(dimension, cell)] += mass;
        }
        margin
    }

    fn largest_gap(&self, cells: &[f64], total: f64) -> f64 {
        let gaps = (0..self.targets.len()).flat_map(|dimension| {
            let margin = self.margin(dimension, cells);
            margin
                .into_iter()
                .zip(&self.targets[dimension])
                .map(|(mass, target)| (mass / total - target).abs())
        });
        gaps.fold(0.0, f64::max)
    }

    /// Rakes by iterative proportional fitting (Deming and Stephan 1940) until every share is
    /// within `tolerance` of its target, for at most `rounds` rounds. Where the targets
    /// contradict the empty cells it does not converge, and says so.
    ///
    /// # Errors
    /// See [`RakingError`].
    pub fn rake(&self, tolerance: f64, rounds: u32) -> Result<Raking, RakingError> {
        let total = self.check()?;
        let mut cells = self.counts.clone();
        let mut round = 0;
        while round < rounds && self.largest_gap(&cells, total) > tolerance {
            for dimension in 0..self.targets.len() {
                let margin = self.margin(dimension, &cells);
                for (cell, mass) in cells.iter_mut().enumerate() {
                    let value = self.value_of(dimension, cell);
                    if margin[value] > 0.0 {
                        *mass *= self.targets[dimension][value] * total / margin[value];
                    }
                }
            }
            round += 1;
        }
        let largest_gap = self.largest_gap(&cells, total);
        let weights = cells.iter().zip(&self.counts);
        Ok(Raking {
            weights: weights.map(|(mass, count)| if *count > 0.0 { mass / count } else { 0.0 }).collect(),
            rounds: round,
            largest_gap,
            converged: largest_gap <= tolerance,
        })
    }
}

/// Cuts the weights of cells at [`TRIM_AT`] times the mean weight of a row and gives what was
/// cut to the others in proportion, so that the total stays; repeats until none is above.
pub fn trim(weights: &[f64], counts: &[f64]) -> Vec<f64> {
    let total =
        |weights: &[f64]| weights.iter().zip(counts).map(|(weight, count)| weight * count).sum::<f64>();
    let (mass, rows) = (total(weights), counts.iter().sum::<f64>());
    if rows <= 0.0 || mass <= 0.0 {
        return weights.to_vec();
    }
    let limit = TRIM_AT * mass / rows;
    let mut trimmed = weights.to_vec();
    // Each round pins at least one more cell at the limit, so there are at most as many rounds.
    for _ in 0..=weights.len() {
        for weight in &mut trimmed {
            *weight = weight.min(limit);
        }
        let pinned = |weight: f64| weight >= limit;
        let free: f64 =
            trimmed.iter().zip(counts).filter(|(weight, _)| !pinned(**weight)).map(|(w, c)| w * c).sum();
        let missing = mass - total(&trimmed);
        if missing <= mass * 1e-12 || free <= 0.0 {
            break;
        }
        for weight in trimmed.iter_mut().filter(|weight| !pinned(**weight)) {
            *weight *= 1.0 + missing / free;
        }
    }
    trimmed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_design_effect_of_unequal_weights() {
        let mut sums = WeightedSums::ZERO;
        assert_eq!(design_effect(&sums), None);
        for weight in [1_000_000, 1_000_000, 2_000_000, 4_000_000] {
            sums.add(1, weight);
        }
        assert!((design_effect(&sums).unwrap() - 4.0 * 22.0 / 64.0).abs() < 1e-12);
    }

    #[test]
    fn a_two_way_table_meets_its_targets() {
        let table = RakingTable {
            counts: vec![40.0, 10.0, 30.0, 20.0],
            targets: vec![vec![0.4, 0.6], vec![0.55, 0.45]],
        };
        let raking = table.rake(1e-10, 200).unwrap();
        assert!(raking.converged, "{raking:?}");
        let cells: Vec<f64> = raking.weights.iter().zip(&table.counts).map(|(w, c)| w * c).collect();
        assert!((cells[0] + cells[1] - 40.0).abs() < 1e-6);
        assert!((cells[0] + cells[2] - 55.0).abs() < 1e-6);
        // Fitting margins leaves the odds ratio as it was.
        let odds = (cells[0] * cells[3]) / (cells[1] * cells[2]);
        assert!((odds - 40.0 * 20.0 / (10.0 * 30.0)).abs() < 1e-6);
    }

    #[test]
    fn what_cannot_be_raked_says_why() {
        let table = |counts: Vec<f64>, targets| RakingTable { counts, targets }.rake(1e-9, 50);
        assert_eq!(table(vec![1.0], vec![vec![0.5, 0.5]]), Err(RakingError::Shape { expected: 2, found: 1 }));
        assert_eq!(table(vec![0.0, 0.0], vec![vec![0.5, 0.5]]), Err(RakingError::Counts));
        assert_eq!(table(vec![-1.0, 3.0], vec![vec![0.5, 0.5]]), Err(RakingError::Counts));
        assert!(matches!(table(vec![1.0, 1.0], vec![vec![0.5, 0.6]]), Err(RakingError::Targets { .. })));
        assert_eq!(
            table(vec![4.0, 0.0], vec![vec![0.5, 0.5]]),
            Err(RakingError::NobodyHas { dimension: 0, value: 1, target: 0.5 })
        );
        let diagonal = table(vec![5.0, 0.0, 0.0, 5.0], vec![vec![0.3, 0.7], vec![0.6, 0.4]]).unwrap();
        assert!(!diagonal.converged && diagonal.largest_gap > 0.1, "{diagonal:?}");
    }

    #[test]
    fn trimming_keeps_the_total_and_the_limit() {
        let (weights, counts) = ([0.5, 0.5, 20.0], [50.0, 45.0, 5.0]);
        let trimmed = trim(&weights, &counts);
        let mass = |weights: &[f64]| weights.iter().zip(&counts).map(|(w, c)| w * c).sum::<f64>();
        assert!((mass(&weights) - mass(&trimmed)).abs() < 1e-9);
        let limit = TRIM_AT * mass(&weights) / 100.0;
        assert!(trimmed.iter().all(|weight| *weight <= limit + 1e-9), "{trimmed:?}");
        assert!((trimmed[2] - limit).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn full_tables_always_converge(
            counts in proptest::collection::vec(1.0f64..500.0, 12),
            first in proptest::collection::vec(0.05f64..1.0, 3),
            second in proptest::collection::vec(0.05f64..1.0, 4),
        ) {
            let normalised = |shares: Vec<f64>| {
                let sum: f64 = shares.iter().sum();
                shares.into_iter().map(|share| share / sum).collect::<Vec<_>>()
            };
            let table = RakingTable { counts, targets: vec![normalised(first), normalised(second)] };
            let raking = table.rake(1e-9, 10_000).unwrap();
            prop_assert!(raking.converged, "{raking:?}");
        }
    }
}

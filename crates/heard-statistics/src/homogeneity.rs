//! Whether two histograms are spread alike: Pearson's chi-square test of homogeneity.

use std::ops::RangeInclusive;

use statrs::function::gamma::gamma_ur;

use crate::histogram::ScoreHistogram;

/// Cells with a smaller expected count are merged with the next score (Cochran 1954).
const SMALLEST_EXPECTED: f64 = 5.0;

/// The p-value of "both are spread alike"; `None` where either is too small to say, so that
/// fewer than two cells remain after merging, or has negative counts.
pub fn p_value(first: &ScoreHistogram, second: &ScoreHistogram, scores: RangeInclusive<u8>) -> Option<f64> {
    if first.has_negative_counts() || second.has_negative_counts() {
        return None;
    }
    let (n1, n2) = (first.n(scores.clone()) as f64, second.n(scores.clone()) as f64);
    let smaller_share = n1.min(n2) / (n1 + n2);
    let mut cells: Vec<(f64, f64)> = Vec::new();
    let mut open = (0.0, 0.0);
    for score in scores {
        open = (open.0 + first.count(score) as f64, open.1 + second.count(score) as f64);
        if (open.0 + open.1) * smaller_share >= SMALLEST_EXPECTED {
            cells.push(std::mem::take(&mut open));
        }
    }
    if let Some(last) = cells.last_mut() {
        *last = (last.0 + open.0, last.1 + open.1);
    }
    if cells.len() < 2 {
        return None;
    }
    let n = n1 + n2;
    let statistic: f64 = cells
        .iter()
        .map(|(a, b)| {
            let (expected_a, expected_b) = ((a + b) * n1 / n, (a + b) * n2 / n);
            (a - expected_a).powi(2) / expected_a + (b - expected_b).powi(2) / expected_b
        })
        .sum();
    let freedom = (cells.len() - 1) as f64;
    Some(if statistic > 0.0 { gamma_ur(freedom / 2.0, statistic / 2.0) } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[i64]) -> ScoreHistogram {
        ScoreHistogram::from_sums(1, counts, None)
    }

    /// Two by two without correction is the squared z of two shares: 30/100 against 45/100 has
    /// chi-square 4.8, p 0.028460.
    #[test]
    fn two_by_two_by_hand() {
        let found = p_value(&of(&[30, 70]), &of(&[45, 55]), 1..=2).unwrap();
        assert!((found - 0.028_460).abs() < 5e-7, "{found}");
    }

    #[test]
    fn alike_and_too_few() {
        assert_eq!(p_value(&of(&[30, 70, 9]), &of(&[60, 140, 18]), 1..=3), Some(1.0));
        assert_eq!(p_value(&of(&[1, 2, 1]), &of(&[3, 0, 1]), 1..=3), None);
        assert_eq!(p_value(&of(&[]), &of(&[]), 1..=3), None);
    }
}

//! Numbers with their intervals, at the level of 95 %, one function for each method.

use super::special::{Z, chi_square_p, normal_p, student_p, student_t};

/// A number, its interval, and how many answers (or how many they are worth) stand behind it.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n: f64,
}

/// A difference with its interval and the two-sided p of none.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub p: f64,
}

/// An answer's number, with its weight if it has one.
pub type Number = (f64, Option<f64>);

/// Σw, Σw² and Kish's number of answers that the weights are worth; `None` if one has no weight.
pub fn weights(numbers: &[Number]) -> Option<(f64, f64, f64)> {
    let weights: Vec<f64> = numbers.iter().map(|(_, weight)| *weight).collect::<Option<_>>()?;
    let (sum, squares): (f64, f64) =
        (weights.iter().sum(), weights.iter().map(|weight| weight * weight).sum());
    (sum > 0.0).then_some((sum, squares, sum * sum / squares))
}

/// Promoters, passives and detractors: 100(p − d), adjusted Wald (Rocks 2016).
pub fn net(promoters: f64, passives: f64, detractors: f64) -> Option<Estimate> {
    let n = promoters + passives + detractors;
    if n <= 0.0 {
        return None;
    }
    let (adjusted, error) = net_and_error(promoters + 0.75, passives + 1.5, detractors + 0.75);
    Some(Estimate {
        value: 100.0 * (promoters - detractors) / n,
        low: (adjusted - Z * error).max(-100.0),
        high: (adjusted + Z * error).min(100.0),
        n,
    })
}

fn net_and_error(promoters: f64, passives: f64, detractors: f64) -> (f64, f64) {
    let n = promoters + passives + detractors;
    let (p, d) = (promoters / n, detractors / n);
    let variance = (p + d - (p - d) * (p - d)).max(0.0);
    (100.0 * (p - d), 100.0 * (variance / n).sqrt())
}

/// Two net scores, by the z test; of adjusted counts where one side is all alike.
pub fn net_difference(now: [f64; 3], before: [f64; 3]) -> Option<Difference> {
    if now.iter().sum::<f64>() <= 0.0 || before.iter().sum::<f64>() <= 0.0 {
        return None;
    }
    let of = |[p, m, d]: [f64; 3]| net_and_error(p, m, d);
    let value = of(now).0 - of(before).0;
    let alike = of(now).1 == 0.0 || of(before).1 == 0.0;
    let adjust = |[p, m, d]: [f64; 3]| if alike { [p + 0.75, m + 1.5, d + 0.75] } else { [p, m, d] };
    let ((first, first_error), (second, second_error)) = (of(adjust(now)), of(adjust(before)));
    let error = first_error.hypot(second_error);
    let centre = first - second;
    Some(Difference {
        value,
        low: (centre - Z * error).clamp(-200.0, 200.0),
        high: (centre + Z * error).clamp(-200.0, 200.0),
        p: normal_p(centre / error),
    })
}

/// k of n with Wilson's interval.
pub fn share(k: f64, n: f64) -> Option<Estimate> {
    if n <= 0.0 {
        return None;
    }
    let (low, high) = wilson(k, n, Z);
    Some(Estimate { value: k / n, low, high, n })
}

fn wilson(k: f64, n: f64, z: f64) -> (f64, f64) {
    let p = k / n;
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).max(0.0).sqrt();
    let whole = 1.0 + z * z / n;
    let low = if k == 0.0 { 0.0 } else { ((centre - half) / whole).clamp(0.0, 1.0) };
    let high = if k == n { 1.0 } else { ((centre + half) / whole).clamp(0.0, 1.0) };
    (low, high)
}

/// Two shares by Newcombe's hybrid score; p belongs to the interval that just reaches 0.
pub fn share_difference(now: (f64, f64), before: (f64, f64)) -> Option<Difference> {
    if now.1 <= 0.0 || before.1 <= 0.0 {
        return None;
    }
    let value = now.0 / now.1 - before.0 / before.1;
    let (low, high) = newcombe(now, before, Z);
    let reaches_zero = |z: f64| {
        let (low, high) = newcombe(now, before, z);
        low <= 0.0 && high >= 0.0
    };
    let (mut inside, mut outside) = (0.0, 40.0);
    for _ in 0..80 {
        let middle = f64::midpoint(inside, outside);
        if reaches_zero(middle) {
            outside = middle;
        } else {
            inside = middle;
        }
    }
    let p = if value == 0.0 { 1.0 } else { normal_p(outside) };
    Some(Difference { value, low, high, p })
}

fn newcombe((k1, n1): (f64, f64), (k2, n2): (f64, f64), z: f64) -> (f64, f64) {
    let (p1, p2) = (k1 / n1, k2 / n2);
    let ((low1, high1), (low2, high2)) = (wilson(k1, n1, z), wilson(k2, n2, z));
    let difference = p1 - p2;
    (difference - (p1 - low1).hypot(high2 - p2), difference + (high1 - p1).hypot(p2 - low2))
}

/// The mean of numbers between `lowest` and `highest`, by Student's t; of numbers that are all
/// alike, or of one, by Wilson's interval of the mean as a share of the way up.
pub fn mean(numbers: &[Number], lowest: f64, highest: f64) -> Option<Estimate> {
    let n = numbers.len() as f64;
    if numbers.is_empty() {
        return None;
    }
    let mean = numbers.iter().map(|(x, _)| x).sum::<f64>() / n;
    let error = (variance(numbers) / n).sqrt();
    Some(around(mean, error, n, numbers, (lowest, highest)))
}

/// The weighted mean; its variance as of a sample with replacement, n/(n−1)·Σw²(x−m)²/(Σw)².
pub fn weighted_mean(numbers: &[Number], lowest: f64, highest: f64) -> Option<Estimate> {
    let (sum, _, worth) = weights(numbers)?;
    let weight = |weight: &Option<f64>| weight.unwrap_or(0.0);
    let mean = numbers.iter().map(|(x, w)| weight(w) * x).sum::<f64>() / sum;
    let squares: f64 = numbers.iter().map(|(x, w)| (weight(w) * (x - mean)).powi(2)).sum();
    let n = numbers.len() as f64;
    let variance = if n < 2.0 { 0.0 } else { n / (n - 1.0) * squares / (sum * sum) };
    Some(around(mean, variance.sqrt(), worth, numbers, (lowest, highest)))
}

fn around(mean: f64, error: f64, n: f64, numbers: &[Number], (lowest, highest): (f64, f64)) -> Estimate {
    let width = highest - lowest;
    if n <= 1.0 || are_alike(numbers) {
        let (low, high) = wilson((mean - lowest) / width * n, n, Z);
        return Estimate { value: mean, low: lowest + width * low, high: lowest + width * high, n };
    }
    let half = student_t(n - 1.0) * error;
    Estimate { value: mean, low: (mean - half).max(lowest), high: (mean + half).min(highest), n }
}

fn are_alike(numbers: &[Number]) -> bool {
    numbers.windows(2).all(|pair| pair[0].0 == pair[1].0)
}

fn variance(numbers: &[Number]) -> f64 {
    let n = numbers.len() as f64;
    let mean = numbers.iter().map(|(x, _)| x).sum::<f64>() / n;
    let squares: f64 = numbers.iter().map(|(x, _)| (x - mean).powi(2)).sum();
    if n < 2.0 { 0.0 } else { squares / (n - 1.0) }
}

/// Two means by Welch's test; where nothing is spread, as shares of the way up.
pub fn mean_difference(
    now: &[Number],
    before: &[Number],
    (lowest, highest): (f64, f64),
) -> Option<Difference> {
    if now.is_empty() || before.is_empty() {
        return None;
    }
    let (n1, n2) = (now.len() as f64, before.len() as f64);
    let mean = |numbers: &[Number]| numbers.iter().map(|(x, _)| x).sum::<f64>() / numbers.len() as f64;
    let value = mean(now) - mean(before);
    if now.len() < 2 || before.len() < 2 || (are_alike(now) && are_alike(before)) {
        let width = highest - lowest;
        let up = |mean: f64, n: f64| ((mean - lowest) / width * n, n);
        let shares = share_difference(up(mean(now), n1), up(mean(before), n2))?;
        return Some(Difference { value, low: width * shares.low, high: width * shares.high, p: shares.p });
    }
    let (first, second) = (variance(now) / n1, variance(before) / n2);
    let freedom = (first + second).powi(2) / (first * first / (n1 - 1.0) + second * second / (n2 - 1.0));
    let error = (first + second).sqrt();
    let half = student_t(freedom) * error;
    Some(Difference { value, low: value - half, high: value + half, p: student_p(value / error, freedom) })
}

/// How likely a score of now beats one of before, ties half: every pair by itself. Interval of
/// DeLong et al. (1988) on the logit scale; Wilson's for the smaller side where it has none.
pub fn superiority(now: &[f64], before: &[f64]) -> Option<Estimate> {
    if now.is_empty() || before.is_empty() {
        return None;
    }
    let (beats, lost) = (beaten(now, before), beaten(before, now));
    let (n1, n2) = (now.len() as f64, before.len() as f64);
    let value = beats.iter().map(|(x, _)| x).sum::<f64>() / n1;
    let error = (variance(&beats) / n1 + variance(&lost) / n2).sqrt();
    let n = n1.min(n2);
    // A probability made of whole halves is 0 or 1 exactly, or far from it.
    if !(1e-12..=1.0 - 1e-12).contains(&value) || error < 1e-12 {
        let (low, high) = wilson(value * n, n, Z);
        return Some(Estimate { value, low, high, n });
    }
    let logit = (value / (1.0 - value)).ln();
    let half = Z * error / (value * (1.0 - value));
    let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    Some(Estimate { value, low: back(logit - half), high: back(logit + half), n })
}

/// Of each score the share of the others that it beats.
fn beaten(scores: &[f64], others: &[f64]) -> Vec<Number> {
    let mut by_score: std::collections::BTreeMap<u64, f64> = std::collections::BTreeMap::new();
    let one = |score: f64| {
        let points: f64 = others
            .iter()
            .map(|other| {
                if *other < score {
                    1.0
                } else if *other == score {
                    0.5
                } else {
                    0.0
                }
            })
            .sum();
        points / others.len() as f64
    };
    scores
        .iter()
        .map(|score| (*by_score.entry(score.to_bits()).or_insert_with(|| one(*score)), None))
        .collect()
}

/// Whether two are spread alike over the points of a scale: Pearson's chi-square, neighbouring
/// points taken together until at least 5 answers are expected on the smaller side.
pub fn spread_p(now: &[f64], before: &[f64], points: std::ops::RangeInclusive<u8>) -> Option<f64> {
    let (n1, n2) = (now.len() as f64, before.len() as f64);
    let count = |scores: &[f64], point: u8| scores.iter().filter(|score| **score == f64::from(point)).count();
    let mut cells: Vec<[f64; 2]> = Vec::new();
    let mut open = [0.0, 0.0];
    for point in points {
        open[0] += count(now, point) as f64;
        open[1] += count(before, point) as f64;
        if (open[0] + open[1]) * n1.min(n2) / (n1 + n2) >= 5.0 {
            cells.push(open);
            open = [0.0, 0.0];
        }
    }
    let last = cells.last_mut()?;
    *last = [last[0] + open[0], last[1] + open[1]];
    if cells.len() < 2 {
        return None;
    }
    let mut statistic = 0.0;
    for [a, b] in &cells {
        for (found, n) in [(a, n1), (b, n2)] {
            let expected = (a + b) * n / (n1 + n2);
            statistic += (found - expected).powi(2) / expected;
        }
    }
    Some(chi_square_p(statistic, cells.len() as f64 - 1.0))
}

#[test]
fn the_worked_numbers() {
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 6e-7, "{found} {expected}");
    let score = net(50.0, 30.0, 20.0).unwrap();
    close(score.value, 30.0);
    close(score.low, 14.051_130);
    close(score.high, 44.201_297);
    let change = net_difference([455.0, 300.0, 145.0], [412.0, 310.0, 178.0]).unwrap();
    close(change.value, 8.444_444);
    close(change.p, 0.017_460);
    for (k, n, low, high) in
        [(81.0, 263.0, 0.255_289, 0.366_210), (0.0, 20.0, 0.0, 0.161_125), (1.0, 29.0, 0.006_113, 0.171_755)]
    {
        let found = share(k, n).unwrap();
        close(found.low, low);
        close(found.high, high);
    }
    let found = share_difference((56.0, 70.0), (48.0, 80.0)).unwrap();
    close(found.low, 0.052_431);
    close(found.high, 0.333_873);
}

//! Repeated measurements of one thing.

use std::time::Duration;

/// Measurements of one thing in ascending order.
#[derive(Clone, Debug)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Measurements in any order and unit.
    pub fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// Durations as milliseconds.
    pub fn of_milliseconds(durations: impl IntoIterator<Item = Duration>) -> Self {
        Self::new(durations.into_iter().map(milliseconds).collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value that a share of the measurements does not exceed (nearest rank); NaN without any.
    pub fn quantile(&self, share: f64) -> f64 {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The geometric mean; for ratios.
    pub fn geometric_mean(&self) -> f64 {
        (self.0.iter().map(|value| value.ln()).sum::<f64>() / self.0.len() as f64).exp()
    }

    /// The range as people read it.
    pub fn range(&self) -> String {
        format!("{}–{}", short(self.quantile(0.0)), short(self.quantile(1.0)))
    }
}

/// A duration as milliseconds.
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// A number with as many decimals as it deserves.
pub fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => thousands(value.round() as i64),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A whole number with commas.
pub fn thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_measurements() {
        let samples = Samples::new((1..=100).rev().map(f64::from).collect());
        assert_eq!((samples.median(), samples.quantile(0.99)), (50.0, 99.0));
        assert_eq!((samples.quantile(0.0), samples.quantile(1.0)), (1.0, 100.0));
        assert_eq!(Samples::new(vec![3.0]).quantile(0.99), 3.0);
        assert!(Samples::new(Vec::new()).median().is_nan());
        assert!((Samples::new(vec![0.5, 1.0, 2.0]).geometric_mean() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn numbers_are_short() {
        let shown: Vec<_> = [0.0123, 1.234, 12.34, 123.4, 1_234_567.8].into_iter().map(short).collect();
        assert_eq!(shown, ["0.012", "1.23", "12.3", "123", "1,234,568"]);
        assert_eq!(thousands(-1_000), "-1,000");
    }
}

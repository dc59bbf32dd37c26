//! The standard normal distribution.

use statrs::function::erf::{erfc, erfc_inv};

/// P(Z ≤ z), to ten digits.
pub fn cumulative(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// The z below which a share `probability` (between 0 and 1) lies.
pub fn quantile(probability: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * probability)
}

/// The z of a two-sided interval: 1.959964 for 0.95.
///
/// # Panics
/// Where `level` is not between 0 and 1: a mistake of the caller.
pub fn two_sided_z(level: f64) -> f64 {
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1");
    quantile(0.5 + level / 2.0)
}

/// P(|Z| ≥ |z|).
pub fn two_sided_p(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_points() {
        assert!((two_sided_z(0.95) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((quantile(0.8) - 0.841_621_233_572_914).abs() < 1e-12);
        assert!((cumulative(1.0) - 0.841_344_746_068_543).abs() < 1e-10);
        assert!((two_sided_p(-1.959_963_984_540_054) - 0.05).abs() < 1e-10);
        assert!((two_sided_p(0.0) - 1.0).abs() < 1e-12);
    }
}

//! Student's t distribution.

use statrs::function::beta::{beta_reg, inv_beta_reg};

use crate::normal;

/// Above this many degrees of freedom the quantile is expanded around the normal one.
const MANY: f64 = 500.0;

/// The t of a two-sided interval with `freedom` degrees of freedom, above 0.
///
/// From 500 degrees on it is the expansion of Abramowitz and Stegun 26.7.5, whose error there
/// is below 1e-11; the inverse of the incomplete beta function loses digits where it is steep.
pub fn two_sided_t(level: f64, freedom: f64) -> f64 {
    let z = normal::two_sided_z(level);
    if freedom >= MANY {
        return expanded(z, freedom);
    }
    let y = inv_beta_reg(freedom / 2.0, 0.5, 1.0 - level);
    (freedom * (1.0 - y) / y).sqrt()
}

fn expanded(z: f64, freedom: f64) -> f64 {
    let square = z * z;
    let first = z * (square + 1.0) / 4.0;
    let second = z * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
    let third = z * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
    z + (first + (second + third / freedom) / freedom) / freedom
}

/// P(|T| ≥ |t|) with `freedom` degrees of freedom, above 0.
pub fn two_sided_p(t: f64, freedom: f64) -> f64 {
    if !t.is_finite() {
        return 0.0;
    }
    beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_the_printed_tables() {
        let table = [
            (1.0, 12.706_205),
            (2.0, 4.302_653),
            (5.0, 2.570_582),
            (10.0, 2.228_139),
            (30.0, 2.042_272),
            (100.0, 1.983_972),
            (1000.0, 1.962_339),
        ];
        for (freedom, expected) in table {
            let found = two_sided_t(0.95, freedom);
            assert!((found - expected).abs() < 6e-7, "{freedom}: {found}");
        }
    }

    #[test]
    fn p_and_quantile_undo_each_other() {
        for freedom in [1.0, 2.5, 7.0, 33.3, 499.9, 500.1, 12_345.0, 1e7] {
            for level in [0.5, 0.9, 0.95, 0.99] {
                let p = two_sided_p(two_sided_t(level, freedom), freedom);
                assert!((p - (1.0 - level)).abs() < 1e-7, "{freedom} {level}: {p}");
            }
        }
    }
}

//! Many tests at once: the false discovery rate of Benjamini and Hochberg (1995).

/// The q-value of each p-value, in the given order: the smallest false discovery rate at which
/// it would be accepted. A p-value that is none (`NaN`) counts as 1.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let sound = |p: f64| if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| sound(p_values[*a]).total_cmp(&sound(p_values[*b])));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut smallest = 1.0f64;
    for (rank, index) in order.iter().enumerate().rev() {
        let scaled = sound(p_values[*index]) * p_values.len() as f64 / (rank + 1) as f64;
        smallest = smallest.min(scaled);
        adjusted[*index] = smallest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BH_1995: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
        0.6528, 0.7590, 1.0,
    ];

    #[test]
    fn the_fifteen_of_1995() {
        let adjusted = benjamini_hochberg(&BH_1995);
        for (found, expected) in adjusted.iter().zip([0.001_5, 0.003, 0.009_5, 0.035_625, 0.060_3]) {
            assert!((found - expected).abs() < 5e-7, "{found} is not {expected}");
        }
        assert_eq!(adjusted.iter().filter(|q| **q <= 0.05).count(), 4);
    }

    #[test]
    fn nothing_and_no_number() {
        assert!(benjamini_hochberg(&[]).is_empty());
        assert_eq!(benjamini_hochberg(&[f64::NAN, 0.01]), [1.0, 0.02]);
    }

    proptest! {
        #[test]
        fn order_is_kept_and_q_is_never_below_p(p_values in proptest::collection::vec(0.0f64..=1.0, 1..50)) {
            let adjusted = benjamini_hochberg(&p_values);
            for (i, p) in p_values.iter().enumerate() {
                prop_assert!(adjusted[i] >= *p - 1e-15 && adjusted[i] <= 1.0);
                for (j, other) in p_values.iter().enumerate() {
                    prop_assert!(p > other || adjusted[i] <= adjusted[j]);
                }
            }
        }
    }
}

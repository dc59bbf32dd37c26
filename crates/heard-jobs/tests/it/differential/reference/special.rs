//! The distributions that intervals and tests need, from the textbook: incomplete gamma and beta
//! functions by their series and continued fractions (Press et al., Numerical Recipes, chapter 6).

/// The z of a two-sided interval of 95 %.
pub const Z: f64 = 1.959_963_984_540_054;

/// P(|Z| ≥ |z|) of the normal distribution.
pub fn normal_p(z: f64) -> f64 {
    upper_gamma(0.5, z * z / 2.0)
}

/// P(χ² ≥ x) with `freedom` degrees of freedom.
pub fn chi_square_p(x: f64, freedom: f64) -> f64 {
    upper_gamma(freedom / 2.0, x / 2.0)
}

/// P(|T| ≥ |t|) of Student's distribution.
pub fn student_p(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() { 0.0 } else { lower_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t)) }
}

/// The t of a two-sided interval of 95 %, by halving.
pub fn student_t(freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    while student_p(high, freedom) > 0.05 && high < 1e300 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = low.midpoint(high);
        if student_p(middle, freedom) > 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low.midpoint(high)
}

/// ln Γ by Lanczos' approximation.
fn ln_gamma(x: f64) -> f64 {
    const PARTS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let mut sum = 0.999_999_999_999_809_9;
    for (place, part) in PARTS.iter().enumerate() {
        sum += part / (x + place as f64 + 1.0);
    }
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// Q(a, x).
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return 1.0 - sum * scale;
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut fraction = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    scale * fraction
}

/// I(a, b, x).
fn lower_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let scale = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        scale * beta_fraction(a, b, x) / a
    } else {
        1.0 - scale * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

#[test]
fn the_textbooks_numbers() {
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 5e-10, "{found} {expected}");
    close(normal_p(Z), 0.05);
    close(chi_square_p(3.841_458_820_694_124, 1.0), 0.05);
    close(chi_square_p(18.307_038_053_275_14, 10.0), 0.05);
    close(student_t(1.0), 12.706_204_736_174_7);
    close(student_t(9.0), 2.262_157_162_798_21);
    close(student_t(1_000.0), 1.962_339_080_799_68);
    close(student_p(2.0, 4.0), 0.116_116_523_516_815);
}

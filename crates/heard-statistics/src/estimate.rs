//! What every method hands back: a number and how sure it is.

/// The level of intervals unless another is asked for.
pub const DEFAULT_LEVEL: f64 = 0.95;

/// Below this many answers a number carries a flag.
pub const FEW_ANSWERS: f64 = 30.0;

/// Whether `n` answers are few; none at all is another matter.
pub fn is_few(n: f64) -> bool {
    n > 0.0 && n < FEW_ANSWERS
}

/// A confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The share of samples whose interval holds the truth, as 0.95.
    pub level: f64,
}

impl Interval {
    /// `centre` ± `half`.
    pub fn around(centre: f64, half: f64, level: f64) -> Self {
        Self { low: centre - half, high: centre + half, level }
    }

    /// Both ends inside `[lowest, highest]`.
    pub fn clipped(self, lowest: f64, highest: f64) -> Self {
        Self { low: self.low.clamp(lowest, highest), high: self.high.clamp(lowest, highest), ..self }
    }

    /// Both ends times `factor` (above 0), plus `offset`.
    pub fn scaled(self, factor: f64, offset: f64) -> Self {
        Self { low: self.low * factor + offset, high: self.high * factor + offset, ..self }
    }

    /// Whether `value` lies in it.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// A number with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// How many answers stand behind it; Kish's effective number where they are weighted.
    pub n: f64,
    /// Its plain standard error.
    pub standard_error: f64,
    /// Its interval; not always symmetric, and not always `value ± z·standard_error`.
    pub interval: Interval,
}

impl Estimate {
    /// Everything times `factor` (above 0), plus `offset`.
    pub fn scaled(self, factor: f64, offset: f64) -> Self {
        Self {
            value: self.value * factor + offset,
            standard_error: self.standard_error * factor,
            interval: self.interval.scaled(factor, offset),
            ..self
        }
    }
}

/// One number minus another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The first minus the second.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
    /// The test statistic, of the difference's sign.
    pub statistic: f64,
    /// Two-sided p of no difference: below 1 − level exactly when the interval excludes 0.
    pub p_value: f64,
}

impl Difference {
    /// Whether the interval excludes "no difference".
    pub fn is_clear(&self) -> bool {
        self.p_value < 1.0 - self.interval.level
    }

    /// Value and interval times `factor` (above 0); the test stays as it is.
    pub fn scaled(self, factor: f64) -> Self {
        Self { value: self.value * factor, interval: self.interval.scaled(factor, 0.0), ..self }
    }
}

//! Operational numbers: how long people wait, how late deliveries are, and what both do to them.

/// Minutes waited, as the answers carry them.
pub(crate) const WAITING_MINUTES: [u32; 10] = [0, 1, 2, 3, 5, 8, 12, 20, 30, 45];
/// Days that a delivery was late, as the answers carry them; −1 is a day early.
pub(crate) const DELAY_DAYS: [i32; 7] = [-1, 0, 1, 2, 3, 5, 8];

const WAITING_LABELS: [&str; 10] = ["0", "1", "2", "3", "5", "8", "12", "20", "30", "45"];
const WAITING_EFFECT: [f64; 10] = [0.4, 0.36, 0.3, 0.2, 0.05, -0.2, -0.45, -0.8, -1.15, -1.5];
const DELAY_LABELS: [&str; 7] = ["-1", "0", "1", "2", "3", "5", "8"];
const DELAY_EFFECT: [f64; 7] = [0.35, 0.22, -0.1, -0.4, -0.7, -1.1, -1.5];

/// A step of the waiting scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting(usize);

impl Waiting {
    /// The step nearest to a place on the scale.
    pub(crate) fn near(place: f64) -> Self {
        Self(step(place, WAITING_MINUTES.len()))
    }

    /// In minutes.
    pub fn minutes(self) -> u32 {
        WAITING_MINUTES[self.0]
    }

    pub(crate) fn label(self) -> &'static str {
        WAITING_LABELS[self.0]
    }

    pub(crate) fn effect(self) -> f64 {
        WAITING_EFFECT[self.0]
    }
}

/// A step of the scale of delays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay(usize);

impl Delay {
    /// The step nearest to a place on the scale.
    pub(crate) fn near(place: f64) -> Self {
        Self(step(place, DELAY_DAYS.len()))
    }

    /// In days; −1 is a day early.
    pub fn days(self) -> i32 {
        DELAY_DAYS[self.0]
    }

    pub(crate) fn label(self) -> &'static str {
        DELAY_LABELS[self.0]
    }

    pub(crate) fn effect(self) -> f64 {
        DELAY_EFFECT[self.0]
    }
}

fn step(place: f64, steps: usize) -> usize {
    (place + 0.5).clamp(0.0, (steps - 1) as f64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_the_numbers() {
        for step in 0..WAITING_MINUTES.len() {
            assert_eq!(Waiting(step).label(), Waiting(step).minutes().to_string());
        }
        for step in 0..DELAY_DAYS.len() {
            assert_eq!(Delay(step).label(), Delay(step).days().to_string());
        }
        assert_eq!((Waiting::near(-9.0).minutes(), Waiting::near(99.0).minutes()), (0, 45));
    }
}

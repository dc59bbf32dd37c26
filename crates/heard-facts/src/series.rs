//! A series: the answers of one kind on one scale, which may be counted together.

use std::fmt;
use std::str::FromStr;

use heard_model::fact::FactKind;
use heard_model::survey::Scale;

/// Kind and scale of a row. Written `3:1-5`: the kind's stable code, then the scale's ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    /// Kind.
    pub kind: FactKind,
    /// Scale.
    pub scale: Scale,
}

impl fmt::Display for Series {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}-{}", self.kind as u8, self.scale.min, self.scale.max)
    }
}

/// A text that is no series.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no series; one looks like 3:1-5")]
pub struct NoSeries(String);

impl FromStr for Series {
    type Err = NoSeries;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (kind, scale) = text.split_once(':')?;
            let (min, max) = scale.split_once('-')?;
            let kind = FactKind::from_code(kind.parse().ok()?)?;
            Some(Self { kind, scale: Scale { min: min.parse().ok()?, max: max.parse().ok()? } })
        };
        parse().ok_or_else(|| NoSeries(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_reads_back_as_written() {
        for kind in FactKind::ALL {
            let series = Series { kind, scale: Scale { min: 1, max: 250 } };
            assert_eq!(series.to_string().parse(), Ok(series));
        }
        for text in ["", "3", "3:1", "99:1-5", "3:1-x", "3:1-256"] {
            assert!(text.parse::<Series>().is_err(), "{text}");
        }
    }
}

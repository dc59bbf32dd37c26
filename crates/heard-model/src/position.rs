//! The order of acceptance, and places in it.
//!
//! Every process that takes answers numbers them by itself: it has a lane of its own, and in each
//! lane the numbers are given in the order of commits and without gaps. A change's `seq` is its
//! lane and its number in one; a [`Position`] says of each lane up to which number something is
//! known. With one process there is one lane, and a position is a number.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

/// Bits of a `seq` that hold the number within the lane; the lane stands above them.
const NUMBER_BITS: u32 = 40;
/// The most lanes: with them a `seq` is exact in JSON's numbers.
pub const MAX_LANES: u16 = 4_096;
/// The highest number within a lane.
pub const MAX_NUMBER: i64 = (1 << NUMBER_BITS) - 1;

/// The `seq` of a change by its lane and its number within the lane, from 1.
pub const fn seq_of(lane: u16, number: i64) -> i64 {
    (lane as i64) << NUMBER_BITS | number
}

/// The lane of a `seq`.
pub const fn lane_of(seq: i64) -> u16 {
    (seq >> NUMBER_BITS) as u16
}

/// The number of a `seq` within its lane.
pub const fn number_of(seq: i64) -> i64 {
    seq & MAX_NUMBER
}

/// A place in the order of acceptance: of each lane, the number of the last change before it.
///
/// Written as the numbers of the lanes from lane 0 on with dots between: `1042`, `1042.0.17`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Position(Vec<i64>);

/// A text that is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no position; use one that an answer gave, such as 1042 or 1042.17, unchanged")]
pub struct BadPosition;

impl Position {
    /// Before every change.
    pub const START: Self = Self(Vec::new());

    /// Right after a change and those before it in its lane.
    pub fn after(seq: i64) -> Self {
        let mut position = Self::START;
        position.advance(seq);
        position
    }

    /// Whether a change lies before this place.
    pub fn covers(&self, seq: i64) -> bool {
        number_of(seq) <= self.number(lane_of(seq))
    }

    /// Whether everything before another place lies before this one.
    pub fn includes(&self, other: &Self) -> bool {
        other.lanes().all(|(lane, number)| number <= self.number(lane))
    }

    /// Moves on to the place after a change; never back.
    pub fn advance(&mut self, seq: i64) {
        let (lane, number) = (lane_of(seq), number_of(seq));
        if number > self.number(lane) {
            self.set(lane, number);
        }
    }

    /// Moves on to where everything before another place lies before this one, too.
    pub fn extend(&mut self, other: &Self) {
        for (lane, number) in other.lanes() {
            self.advance(seq_of(lane, number));
        }
    }

    /// The latest place that is neither after this one nor after another.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        let both = self.0.iter().zip(&other.0).map(|(one, other)| *one.min(other));
        Self::of_numbers(both.collect())
    }

    /// Of each lane the lower number; a lane that only one of them has keeps its own.
    #[must_use]
    pub fn lowest(&self, other: &Self) -> Self {
        let mut lowest = other.clone();
        for (lane, number) in self.lanes() {
            let theirs = other.number(lane);
            if theirs == 0 || number < theirs {
                lowest.set(lane, number);
            }
        }
        lowest
    }

    /// How many changes lie before it.
    pub fn changes(&self) -> i64 {
        self.0.iter().sum()
    }

    /// The number of the last change of a lane before it; 0 if there is none.
    pub fn number(&self, lane: u16) -> i64 {
        self.0.get(usize::from(lane)).copied().unwrap_or(0)
    }

    /// The lanes that have changes before it, with the number of the last one.
    pub fn lanes(&self) -> impl Iterator<Item = (u16, i64)> {
        (0..).zip(self.0.iter().copied()).filter(|(_, number)| *number > 0)
    }

    /// Memory held beyond the value itself, in bytes.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<i64>()
    }

    fn set(&mut self, lane: u16, number: i64) {
        let lane = usize::from(lane);
        if self.0.len() <= lane {
            self.0.resize(lane + 1, 0);
        }
        self.0[lane] = number;
    }

    fn of_numbers(mut numbers: Vec<i64>) -> Self {
        let used = numbers.iter().rposition(|number| *number > 0).map_or(0, |last| last + 1);
        numbers.truncate(used);
        Self(numbers)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, others)) = self.0.split_first() else { return formatter.write_str("0") };
        write!(formatter, "{first}")?;
        others.iter().try_for_each(|number| write!(formatter, ".{number}"))
    }
}

impl FromStr for Position {
    type Err = BadPosition;

    fn from_str(text: &str) -> Result<Self, BadPosition> {
        let mut numbers = Vec::new();
        for part in text.split('.') {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            let number: i64 = part.parse().map_err(|_| BadPosition)?;
            if !digits || number > MAX_NUMBER || numbers.len() == usize::from(MAX_LANES) {
                return Err(BadPosition);
            }
            numbers.push(number);
        }
        Ok(Self::of_numbers(numbers))
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From its text, and from a number, which is a position in lane 0.
impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Position;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a position such as \"1042\" or \"1042.17\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Position, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Position, E> {
                number.to_string().parse().map_err(E::custom)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Position, E> {
                number.to_string().parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Text)
    }
}

impl utoipa::PartialSchema for Position {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some(r"^\d+(\.\d+)*$"))
            .description(Some(
                "A place in the order of acceptance: how many changes lie before it, for each process \
                 that took answers. Use it as it was given.",
            ))
            .examples([serde_json::json!("1042")])
            .into()
    }
}

impl utoipa::ToSchema for Position {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Position")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_position() -> impl Strategy<Value = Position> {
        prop::collection::vec((0u16..5, 0i64..20), 0..6).prop_map(|changes| {
            let mut position = Position::START;
            changes.iter().for_each(|(lane, number)| position.advance(seq_of(*lane, *number)));
            position
        })
    }

    #[test]
    fn positions_are_written_by_lane() {
        let mut position = Position::START;
        assert_eq!((position.to_string().as_str(), position.changes()), ("0", 0));
        position.advance(seq_of(2, 17));
        position.advance(seq_of(0, 1_042));
        position.advance(seq_of(0, 40));
        assert_eq!((position.to_string().as_str(), position.changes()), ("1042.0.17", 1_059));
        assert_eq!("7.0.0".parse(), Ok(Position::after(7)));
        let from_json = |json: &str| serde_json::from_str::<Position>(json).ok();
        assert_eq!(from_json("42"), Some(Position::after(42)));
        assert_eq!(from_json("\"42.3\"").map(|position| position.changes()), Some(45));
        for wrong in ["", ".", "1.", "+1", "-1", "1.5e3", "99999999999999", "1..2", "a"] {
            assert_eq!(wrong.parse::<Position>(), Err(BadPosition), "{wrong}");
        }
        assert!(vec!["1"; 5_000].join(".").parse::<Position>().is_err());
        assert!([from_json("-1"), from_json("1.5"), from_json("null")].iter().all(Option::is_none));
    }

    #[test]
    fn a_seq_is_its_lane_and_number_and_exact_in_json() {
        for (lane, number) in [(0, 1), (0, MAX_NUMBER), (1, 1), (MAX_LANES - 1, MAX_NUMBER)] {
            let seq = seq_of(lane, number);
            assert_eq!((lane_of(seq), number_of(seq)), (lane, number));
            assert!(seq < 1 << 53);
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(position in any_position()) {
            prop_assert_eq!(position.to_string().parse(), Ok(position.clone()));
            let json = serde_json::to_string(&position).unwrap();
            prop_assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position);
        }

        #[test]
        fn places_are_ordered_lane_by_lane(
            one in any_position(),
            other in any_position(),
            (lane, number) in (0u16..6, 1i64..22),
        ) {
            let common = one.common(&other);
            let mut both = one.clone();
            both.extend(&other);
            let seq = seq_of(lane, number);
            prop_assert_eq!(common.covers(seq), one.covers(seq) && other.covers(seq));
            prop_assert_eq!(both.covers(seq), one.covers(seq) || other.covers(seq));
            prop_assert_eq!(one.includes(&other), both == one);
            prop_assert_eq!(one.includes(&other), common == other);
            prop_assert!(Position::after(seq).covers(seq) && !Position::START.covers(seq));
            let lowest = one.lowest(&other);
            let numbers = [one.number(lane), other.number(lane)];
            let lower = numbers.into_iter().filter(|number| *number > 0).min();
            prop_assert_eq!(lowest.number(lane), lower.unwrap_or(0));
        }
    }
}

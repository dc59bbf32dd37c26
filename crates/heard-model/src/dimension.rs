//! Dimensions: what numbers can be split and filtered by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most attributes that a workspace may use.
pub const MAX_ATTRIBUTES: usize = 16;
/// The most different values of one dimension of a workspace; later ones are refused at intake.
pub const MAX_LABELS: usize = 10_000;

/// A dimension. Written `unit`, `unit:1` (the branch at depth 1), `survey`, `question`,
/// `choice`, `touchpoint`, `channel`, `language`, `country`, `team`, `agent`, `product` or
/// `attribute:<name>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The unit that the response belongs to.
    Unit,
    /// The unit's ancestor at a depth of the tree (0 is the company).
    UnitAtDepth(u8),
    /// The survey.
    Survey,
    /// The question's key, and row key for a matrix (`key.row`).
    Question,
    /// The choice's key, for single and multiple choice.
    Choice,
    /// The touchpoint of the journey.
    Touchpoint,
    /// The channel.
    Channel,
    /// The language answered in.
    Language,
    /// The country.
    Country,
    /// The team.
    Team,
    /// The agent.
    Agent,
    /// The product.
    Product,
    /// An attribute by name.
    Attribute(String),
}

impl fmt::Display for Dimension {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => formatter.write_str("unit"),
            Self::UnitAtDepth(depth) => write!(formatter, "unit:{depth}"),
            Self::Survey => formatter.write_str("survey"),
            Self::Question => formatter.write_str("question"),
            Self::Choice => formatter.write_str("choice"),
            Self::Touchpoint => formatter.write_str("touchpoint"),
            Self::Channel => formatter.write_str("channel"),
            Self::Language => formatter.write_str("language"),
            Self::Country => formatter.write_str("country"),
            Self::Team => formatter.write_str("team"),
            Self::Agent => formatter.write_str("agent"),
            Self::Product => formatter.write_str("product"),
            Self::Attribute(name) => write!(formatter, "attribute:{name}"),
        }
    }
}

/// A text that names no dimension.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no dimension; use unit, unit:<depth>, survey, question, choice, touchpoint, channel, language, country, team, agent, product or attribute:<name>"
)]
pub struct UnknownDimension(pub String);

impl FromStr for Dimension {
    type Err = UnknownDimension;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "unit" => Self::Unit,
            "survey" => Self::Survey,
            "question" => Self::Question,
            "choice" => Self::Choice,
            "touchpoint" => Self::Touchpoint,
            "channel" => Self::Channel,
            "language" => Self::Language,
            "country" => Self::Country,
            "team" => Self::Team,
            "agent" => Self::Agent,
            "product" => Self::Product,
            other => return parse_with_argument(other).ok_or_else(|| UnknownDimension(other.to_owned())),
        })
    }
}

fn parse_with_argument(text: &str) -> Option<Dimension> {
    if let Some(depth) = text.strip_prefix("unit:") {
        return depth.parse().ok().map(Dimension::UnitAtDepth);
    }
    text.strip_prefix("attribute:")
        .filter(|name| is_attribute_name(name))
        .map(|name| Dimension::Attribute(name.to_owned()))
}

/// Whether a text may name an attribute: 1 to 64 of `a-z 0-9 _`, a letter first.
pub fn is_attribute_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

impl Serialize for Dimension {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Dimension {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Dimension {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <String as utoipa::PartialSchema>::schema()
    }
}

impl utoipa::ToSchema for Dimension {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_reads_back_as_written() {
        for text in ["unit", "unit:2", "survey", "question", "choice", "agent", "attribute:terminal"] {
            assert_eq!(text.parse::<Dimension>().unwrap().to_string(), text);
        }
        for text in ["", "unit:", "unit:x", "attribute:", "attribute:Ä", "contact"] {
            assert!(text.parse::<Dimension>().is_err(), "{text}");
        }
    }
}

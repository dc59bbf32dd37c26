//! Languages: the five of the interface, and texts in any language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A language of the interface and of respondent pages.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum InterfaceLanguage {
    /// English.
    #[default]
    En,
    /// Hungarian.
    Hu,
    /// Romanian.
    Ro,
    /// Finnish.
    Fi,
    /// Persian, written right to left.
    Fa,
}

impl InterfaceLanguage {
    /// All of them, English first.
    pub const ALL: [Self; 5] = [Self::En, Self::Hu, Self::Ro, Self::Fi, Self::Fa];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Hu => "hu",
            Self::Ro => "ro",
            Self::Fi => "fi",
            Self::Fa => "fa",
        }
    }

    /// The language of a BCP 47 tag, by its primary subtag; `None` where the interface lacks it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self == Self::Fa
    }
}

/// A text in several languages, by BCP 47 tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct LocalizedText(pub BTreeMap<String, String>);

impl LocalizedText {
    /// The text in `language`, else in `base`, else in any language, else empty.
    pub fn get(&self, language: &str, base: &str) -> &str {
        [language, base]
            .into_iter()
            .find_map(|tag| self.0.get(tag).filter(|text| !text.is_empty()))
            .or_else(|| self.0.values().find(|text| !text.is_empty()))
            .map_or("", String::as_str)
    }

    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }
}

impl<const N: usize> From<[(&str, &str); N]> for LocalizedText {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(tag, text)| (tag.to_owned(), text.to_owned())).collect())
    }
}

//! Words of the survey's owner: their text, and a mark where they are not in the page's language.

use heard_model::LocalizedText;

use super::locale::direction_of;

/// A text for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The text.
    pub text: String,
    /// The language's tag, where it is not the page's.
    foreign: Option<String>,
}

impl Words {
    /// The text in the page's language, else in the base language, else in any.
    pub fn of(localized: &LocalizedText, page: &str, base: &str) -> Self {
        let spoken = |tag: &str| localized.0.get(tag).filter(|text| !text.trim().is_empty());
        if let Some(text) = spoken(page) {
            return Self { text: text.clone(), foreign: None };
        }
        let fallback = spoken(base).map(|text| (base, text)).or_else(|| {
            localized
                .0
                .iter()
                .find(|(_, text)| !text.trim().is_empty())
                .map(|(tag, text)| (tag.as_str(), text))
        });
        match fallback {
            Some((tag, text)) => Self { text: text.clone(), foreign: Some(tag.to_owned()) },
            None => Self::default(),
        }
    }

    /// A text that needs no mark: our own, or one whose language nobody knows.
    pub fn ours(text: String) -> Self {
        Self { text, foreign: None }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The attributes of the element around the text: none, or ` lang="…" dir="…"`. Tags are
    /// checked when a survey is published; what is no tag is left out.
    pub fn attributes(&self) -> String {
        self.foreign.as_deref().map(language_attributes).unwrap_or_default()
    }
}

/// ` lang="…" dir="…"`, for elements in another language than the page.
pub fn language_attributes(tag: &str) -> String {
    if !tag.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') {
        return String::new();
    }
    format!(r#" lang="{tag}" dir="{}""#, direction_of(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_another_language_is_marked() {
        let text = LocalizedText::from([("en", "Hello"), ("fa", "سلام"), ("hu", " ")]);
        assert_eq!(Words::of(&text, "en", "en").attributes(), "");
        let persian = Words::of(&text, "hu", "fa");
        assert_eq!(
            (persian.text.as_str(), persian.attributes().as_str()),
            ("سلام", r#" lang="fa" dir="rtl""#)
        );
        assert_eq!(Words::of(&text, "hu", "de").text, "Hello");
        assert_eq!(language_attributes(r#"en"><script>"#), "");
        assert!(Words::of(&LocalizedText::default(), "en", "en").is_empty());
    }
}

//! What every page has: its language, its title, whose it is.

use super::html::STYLE;
use super::locale::PageLanguage;
use super::words::language_attributes;

/// What every page has.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The page's language.
    pub language: PageLanguage,
    /// The window's title.
    pub title: String,
    /// The company that asks; empty where it is not known.
    pub company: String,
    /// Whether the company is simulated.
    pub simulated: bool,
}

impl Frame {
    /// Our own words.
    pub fn say(&self, id: &str) -> String {
        self.language.say(id)
    }

    /// The attributes of elements with our own words: none, unless the catalogue lacks the page's
    /// language.
    pub fn ours(&self) -> String {
        let interface = self.language.interface.tag();
        let page = self.language.tag.split('-').next().unwrap_or_default();
        if page.eq_ignore_ascii_case(interface) { String::new() } else { language_attributes(interface) }
    }

    /// The style sheet.
    pub fn style(&self) -> &'static str {
        &STYLE
    }
}

//! The language of a respondent's page: what was asked for, what the survey is written in.

use heard_language::{Argument, message};
use heard_model::InterfaceLanguage;
use heard_model::calendar::Calendar;

/// Scripts that run from right to left, by the languages that use them.
const RIGHT_TO_LEFT: [&str; 11] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];

/// What languages call themselves; others go by their tag.
const ENDONYMS: [(&str, &str); 34] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nb", "Norsk"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("zh", "中文"),
];

/// The language of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLanguage {
    /// BCP 47 tag, one of the survey's.
    pub tag: String,
    /// The catalogue's language for our own words and digits; English where it lacks the page's.
    pub interface: InterfaceLanguage,
}

impl PageLanguage {
    /// The page in the language of `tag`.
    pub fn of(tag: &str) -> Self {
        let interface = InterfaceLanguage::from_tag(tag).unwrap_or_default();
        Self { tag: tag.to_owned(), interface }
    }

    /// The best of a survey's `languages` (the first is the base): `wanted` from the address, else
    /// the browser's `Accept-Language`, else the base.
    pub fn choose(languages: &[String], wanted: Option<&str>, accept: Option<&str>) -> Self {
        let found = wanted
            .and_then(|tag| find(languages, tag))
            .or_else(|| accepted(accept.unwrap_or_default()).into_iter().find_map(|tag| find(languages, tag)))
            .or_else(|| languages.first().map(String::as_str));
        Self::of(found.unwrap_or("en"))
    }

    /// Our own words.
    pub fn say(&self, id: &str) -> String {
        message(self.interface, id, &[])
    }

    /// Our own words about something.
    pub fn say_with(&self, id: &str, arguments: &[(&str, Argument)]) -> String {
        message(self.interface, id, arguments)
    }

    /// `rtl` or `ltr`.
    pub fn direction(&self) -> &'static str {
        direction_of(&self.tag)
    }

    /// The calendar that readers of the language live by.
    pub fn calendar(&self) -> Calendar {
        if self.interface == InterfaceLanguage::Fa { Calendar::SolarHijri } else { Calendar::Gregorian }
    }
}

/// `rtl` or `ltr`, by the language of a tag.
pub fn direction_of(tag: &str) -> &'static str {
    if RIGHT_TO_LEFT.contains(&primary(tag).to_ascii_lowercase().as_str()) { "rtl" } else { "ltr" }
}

/// What the language of a tag calls itself.
pub fn endonym(tag: &str) -> &str {
    let language = primary(tag);
    ENDONYMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(language)).map_or(tag, |(_, name)| name)
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// The exact language, else the one of the same primary subtag.
fn find<'a>(languages: &'a [String], tag: &str) -> Option<&'a str> {
    let exact = languages.iter().find(|language| language.eq_ignore_ascii_case(tag));
    let related = || languages.iter().find(|language| primary(language).eq_ignore_ascii_case(primary(tag)));
    exact.or_else(related).map(String::as_str)
}

/// The tags of an `Accept-Language` header, the most wanted first.
fn accepted(header: &str) -> Vec<&str> {
    let mut wishes: Vec<(u16, &str)> = header.split(',').take(20).filter_map(wish).collect();
    wishes.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    wishes.into_iter().map(|(_, tag)| tag).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies in 0 to 1,000")]
fn wish(part: &str) -> Option<(u16, &str)> {
    let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
    let quality = match parameters.trim().strip_prefix("q=") {
        Some(number) => number.trim().parse::<f64>().ok().filter(|quality| (0.0..=1.0).contains(quality))?,
        None => 1.0,
    };
    let tag = tag.trim();
    (quality > 0.0 && !tag.is_empty()).then_some(((quality * 1_000.0) as u16, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(wanted: Option<&str>, accept: &str) -> String {
        let languages = ["en", "hu", "fa", "pt-BR"].map(str::to_owned);
        PageLanguage::choose(&languages, wanted, Some(accept)).tag
    }

    #[test]
    fn the_wish_in_the_address_goes_before_the_browser() {
        assert_eq!(choose(Some("fa"), "hu"), "fa");
        assert_eq!(choose(Some("xx"), "hu"), "hu");
        assert_eq!(choose(Some("<script>"), ""), "en");
        assert_eq!(choose(None, "de;q=0.9, fa-IR;q=0.5, hu;q=0.7"), "hu");
        assert_eq!(choose(None, "hu;q=0, fa;q=0.1"), "fa");
        assert_eq!(choose(None, "pt"), "pt-BR");
        assert_eq!(choose(None, ";;,,q=,*;q=nan"), "en");
    }

    #[test]
    fn directions_and_names() {
        assert_eq!(PageLanguage::of("fa-AF").direction(), "rtl");
        assert_eq!(PageLanguage::of("fi").direction(), "ltr");
        assert_eq!(endonym("hu-HU"), "Magyar");
        assert_eq!(endonym("tlh"), "tlh");
    }
}

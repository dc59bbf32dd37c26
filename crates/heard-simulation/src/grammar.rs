//! A small grammar of phrases: `{one|another}` chooses, `#name` is filled in.
//!
//! A file of phrases has sections, `[name]`, with a phrase in each line.

use std::collections::BTreeMap;

use crate::draw::Draw;

/// A piece of a phrase.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Words(String),
    Slot(String),
    Choice(Vec<Phrase>),
}

/// A phrase with its choices and slots.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Phrase(Vec<Piece>);

/// The phrases of a file by section.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sections(BTreeMap<String, Vec<Phrase>>);

impl Sections {
    /// Reads a file of phrases; lines before the first section are nobody's.
    pub(crate) fn parse(text: &str) -> Self {
        let mut sections: BTreeMap<String, Vec<Phrase>> = BTreeMap::new();
        let mut name = "";
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(section) => name = section,
                None => sections.entry(name.to_owned()).or_default().push(Phrase::parse(line)),
            }
        }
        Self(sections)
    }

    /// The phrases of a section; none if there is no such section.
    pub(crate) fn get(&self, section: &str) -> &[Phrase] {
        self.0.get(section).map_or(&[], Vec::as_slice)
    }
}

impl Phrase {
    fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let next = rest.find(['{', '#']).unwrap_or(rest.len());
            if next > 0 {
                pieces.push(Piece::Words(rest[..next].to_owned()));
            }
            rest = &rest[next..];
            if let Some(inside) = rest.strip_prefix('{') {
                let end = inside.find('}').unwrap_or(inside.len());
                pieces.push(Piece::Choice(inside[..end].split('|').map(Self::parse).collect()));
                rest = inside.get(end + 1..).unwrap_or("");
            } else if let Some(slot) = rest.strip_prefix('#') {
                let end = slot.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(slot.len());
                pieces.push(Piece::Slot(slot[..end].to_owned()));
                rest = &slot[end..];
            }
        }
        Self(pieces)
    }

    /// Writes one of the ways to say it after `text`.
    pub(crate) fn write(&self, text: &mut String, draw: &mut Draw, fill: &dyn Fn(&str, &mut String)) {
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Slot(slot) => fill(slot, text),
                Piece::Choice(choices) => draw.pick(choices).write(text, draw, fill),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Purpose;

    #[test]
    fn every_way_is_said() {
        let sections = Sections::parse("[greeting]\n{hello|good #time}{|, all}\n");
        let mut said = std::collections::BTreeSet::new();
        for number in 0..100 {
            let mut text = String::new();
            let mut draw = Draw::new(1, Purpose::Response, number);
            sections.get("greeting")[0].write(&mut text, &mut draw, &|slot, text| {
                assert_eq!(slot, "time");
                text.push_str("morning");
            });
            said.insert(text);
        }
        let expected = ["good morning", "good morning, all", "hello", "hello, all"];
        assert!(said.iter().map(String::as_str).eq(expected));
        assert!(sections.get("parting").is_empty());
    }

    #[test]
    fn an_open_choice_ends_with_the_line() {
        assert_eq!(Phrase::parse("a {b|c"), Phrase::parse("a {b|c}"));
    }
}

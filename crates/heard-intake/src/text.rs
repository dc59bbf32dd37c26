//! Foreign text made safe: one Unicode form, no control characters, no direction tricks.
//!
//! Two kinds of text come in. **Words** are what a person wrote: they are mended rather than
//! refused (composed to NFC, line ends to `\n`, control characters removed, direction overrides
//! and unpaired direction marks removed, trimmed); only NUL is refused, because no person types
//! it and it ends strings elsewhere. **Labels** become dimensions and identifiers: nothing in them
//! is mended but the form and the surrounding blanks, since a label that looks like another must
//! not be another.
//!
//! The harmless marks that Persian, Hebrew and Arabic writers need stay everywhere: U+200C
//! (zero-width non-joiner), U+200D, U+200E, U+200F and U+061C.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::AnswerFault;

/// The most characters of one answer in words.
pub const MAX_WORDS: usize = 10_000;
/// The most characters of a label.
pub const MAX_LABEL: usize = 200;

/// Whether a character opens (`Some(true)`) or closes a stretch of another direction.
fn direction_mark(character: char) -> Option<bool> {
    match character {
        '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}' => Some(true),
        '\u{202c}' | '\u{2069}' => Some(false),
        _ => None,
    }
}

fn is_override(character: char) -> bool {
    matches!(character, '\u{202d}' | '\u{202e}')
}

fn closes(opener: char, closer: char) -> bool {
    let isolate = matches!(opener, '\u{2066}'..='\u{2068}');
    isolate == (closer == '\u{2069}')
}

/// Whether a control character other than line feed and tab stands in `text`, or a line
/// separator that terminals and spreadsheets do not agree on.
fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

/// Why a text of an author may not be shown to respondents; `None` if it may.
pub(crate) fn unsafe_in_definition(text: &str) -> Option<&'static str> {
    if text.chars().any(is_control) {
        return Some("holds a control character");
    }
    if text.chars().any(is_override) {
        return Some("holds a direction override (U+202D or U+202E), which can make text read as another");
    }
    if without_stray_direction_marks(text) != text {
        return Some(
            "holds a direction mark that is opened and not closed in its line, or closed and not opened",
        );
    }
    None
}

/// What a person wrote, mended; empty if nothing is left.
pub(crate) fn clean_words(text: &str) -> Result<String, AnswerFault> {
    if is_plain(text) {
        let cleaned = text.trim();
        not_longer(cleaned.len(), MAX_WORDS)?;
        return Ok(cleaned.to_owned());
    }
    if text.contains('\0') {
        return Err(AnswerFault::NulCharacter);
    }
    not_longer(text.chars().count(), 2 * MAX_WORDS)?;
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let visible: String =
        unified.chars().filter(|character| !is_control(*character) && !is_override(*character)).collect();
    // The form comes last: signs that stood apart by what was taken out are composed too.
    let cleaned: String = without_stray_direction_marks(&visible).trim().nfc().collect();
    not_longer(cleaned.chars().count(), MAX_WORDS)?;
    Ok(cleaned)
}

/// Whether there is nothing to mend: visible ASCII, blanks and line feeds.
fn is_plain(text: &str) -> bool {
    // Without a way out in the middle, many bytes are looked at in one step.
    text.bytes().fold(true, |plain, byte| plain & ((byte == b'\n') | ((0x20..0x7f).contains(&byte))))
}

fn not_longer(length: usize, limit: usize) -> Result<(), AnswerFault> {
    if length > limit { Err(AnswerFault::TooLong { length, max: MAX_WORDS }) } else { Ok(()) }
}

/// `text` without direction marks that lack their partner in the same line.
fn without_stray_direction_marks(text: &str) -> String {
    let mut stray: Vec<usize> = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, character) in text.char_indices() {
        if character == '\n' {
            stray.extend(open.drain(..).map(|(at, _)| at));
        }
        match direction_mark(character) {
            Some(true) => open.push((at, character)),
            Some(false) if open.last().is_some_and(|(_, opener)| closes(*opener, character)) => {
                open.pop();
            }
            Some(false) => stray.push(at),
            None => {}
        }
    }
    stray.extend(open.into_iter().map(|(at, _)| at));
    if stray.is_empty() {
        return text.to_owned();
    }
    stray.sort_unstable();
    text.char_indices()
        .filter(|(at, _)| stray.binary_search(at).is_err())
        .map(|(_, character)| character)
        .collect()
}

/// A label in NFC without surrounding blanks; `None` if nothing is left.
pub(crate) fn clean_label(text: &str) -> Result<Option<String>, AnswerFault> {
    if text.contains('\0') {
        return Err(AnswerFault::NulCharacter);
    }
    let text = text.trim();
    if text.chars().any(|character| {
        character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}')
            || direction_mark(character).is_some()
    }) {
        return Err(AnswerFault::ControlCharacter);
    }
    let label: String = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
    let length = label.chars().count();
    if length > MAX_LABEL {
        return Err(AnswerFault::TooLong { length, max: MAX_LABEL });
    }
    Ok((!label.is_empty()).then_some(label))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_mended() {
        for (given, kept) in [
            ("  good \r\n really\r", "good \n really"),
            ("a\u{7}b\u{b}c\u{85}d", "abc\nd"),
            ("e\u{301}", "\u{e9}"),
            ("e\u{7}\u{301}\u{202e}\u{31e}", "\u{e9}\u{31e}"),
            ("y\u{31e}\u{7}\u{64e}", "y\u{64e}\u{31e}"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("\u{202e}evil", "evil"),
            ("\u{2067}שלום\u{2069} ok", "\u{2067}שלום\u{2069} ok"),
            ("\u{2067}left open", "left open"),
            ("\u{2067}over\na line\u{2069}", "over\na line"),
            ("\u{202a}a\u{2069}b\u{202c}", "\u{202a}ab\u{202c}"),
            ("\t \n", ""),
        ] {
            assert_eq!(clean_words(given).unwrap(), kept, "{given:?}");
        }
        assert_eq!(clean_words("a\0b"), Err(AnswerFault::NulCharacter));
        assert_eq!(
            clean_words(&"é".repeat(10_001)),
            Err(AnswerFault::TooLong { length: 10_001, max: 10_000 })
        );
        assert_eq!(clean_words(&"é".repeat(10_000)).unwrap().chars().count(), 10_000);
    }

    proptest! {
        #[test]
        fn what_was_mended_is_not_mended_again(
            signs in prop::collection::vec(prop::sample::select(
                " \n\r\tae\u{301}\u{31e}\u{64e}\u{7}\u{85}\u{2028}\u{200c}\u{202a}\u{202c}\u{202e}\u{2067}\u{2069}\u{2000}"
                    .chars()
                    .collect::<Vec<char>>(),
            ), 0..12),
        ) {
            let once = clean_words(&String::from_iter(signs)).unwrap();
            prop_assert_eq!(clean_words(&once).unwrap(), once);
        }
    }

    #[test]
    fn labels_are_refused_rather_than_mended() {
        assert_eq!(clean_label("  Ko\u{308}ln ").unwrap().unwrap(), "Köln");
        assert_eq!(clean_label("   ").unwrap(), None);
        for bad in ["a\nb", "a\u{202e}b", "a\u{2066}b\u{2069}", "a\u{1b}[31m"] {
            assert_eq!(clean_label(bad), Err(AnswerFault::ControlCharacter), "{bad:?}");
        }
        assert!(clean_label(&"x".repeat(201)).is_err());
    }

    #[test]
    fn definitions_may_pair_direction_marks_but_not_override() {
        assert_eq!(unsafe_in_definition("\u{2067}سلام\u{2069}\nline"), None);
        for bad in ["\u{202e}x\u{202c}", "\u{2067}x", "x\u{202c}", "a\u{8}"] {
            assert!(unsafe_in_definition(bad).is_some(), "{bad:?}");
        }
    }
}

//! BCP 47 language tags: whether one is well-formed, and how it is written.

/// The tag in its usual letters (`zh-hant-tw` → `zh-Hant-TW`); `None` if it is not well-formed
/// after RFC 5646: a language of 2 to 3 letters, then subtags of 1 to 8 letters and digits, with
/// script, region, variants and extensions in their order. Underscores count as hyphens.
///
/// ```
/// use heard_intake::language_tag::canonical;
/// assert_eq!(canonical("PT_br").as_deref(), Some("pt-BR"));
/// assert_eq!(canonical("english"), None);
/// ```
pub fn canonical(tag: &str) -> Option<String> {
    if tag.len() > 35 || !tag.is_ascii() {
        return None;
    }
    let mut subtags = tag.split(['-', '_']).peekable();
    let language = subtags.next()?;
    if !(2..=3).contains(&language.len()) || !letters(language) {
        return None;
    }
    let mut written = language.to_ascii_lowercase();
    if let Some(script) = subtags.next_if(|subtag| subtag.len() == 4 && letters(subtag)) {
        written.push('-');
        written.push_str(&script[..1].to_ascii_uppercase());
        written.push_str(&script[1..].to_ascii_lowercase());
    }
    if let Some(region) = subtags.next_if(|subtag| is_region(subtag)) {
        written.push('-');
        written.push_str(&region.to_ascii_uppercase());
    }
    while let Some(variant) = subtags.next_if(|subtag| is_variant(subtag)) {
        written.push('-');
        written.push_str(&variant.to_ascii_lowercase());
    }
    append_extensions(&mut written, subtags)?;
    Some(written)
}

/// The primary language of a tag: `pt` of `pt-BR`.
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

fn letters(subtag: &str) -> bool {
    subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_region(subtag: &str) -> bool {
    (subtag.len() == 2 && letters(subtag))
        || (subtag.len() == 3 && subtag.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_variant(subtag: &str) -> bool {
    let alphanumeric = subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    alphanumeric
        && ((5..=8).contains(&subtag.len())
            || (subtag.len() == 4 && subtag.starts_with(|first: char| first.is_ascii_digit())))
}

fn append_extensions<'a>(written: &mut String, subtags: impl Iterator<Item = &'a str>) -> Option<()> {
    let mut length_of_open_extension = None;
    for subtag in subtags {
        if subtag.is_empty() || subtag.len() > 8 || !subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        match (subtag.len(), length_of_open_extension) {
            (1, Some(0)) | (2.., None) => return None,
            (1, _) => length_of_open_extension = Some(0),
            (_, Some(length)) => length_of_open_extension = Some(length + 1),
            (0, None) => return None,
        }
        written.push('-');
        written.push_str(&subtag.to_ascii_lowercase());
    }
    (length_of_open_extension != Some(0)).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for (given, written) in [
            ("en", "en"),
            ("FA", "fa"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("de-CH-1996", "de-CH-1996"),
            ("sl-rozaj-biske", "sl-rozaj-biske"),
            ("fa-u-nu-latn", "fa-u-nu-latn"),
            ("yue", "yue"),
        ] {
            assert_eq!(canonical(given).as_deref(), Some(written));
        }
        for bad in
            ["", "e", "english", "en-", "en--us", "en us", "12", "en-x", "en-u-x-y", "ру", "en-abc", "-en"]
        {
            assert_eq!(canonical(bad), None, "{bad}");
        }
    }
}

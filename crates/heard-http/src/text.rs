//! Short texts that people type: trimmed, bounded, free of characters that nobody can see.

use crate::problem::FieldProblem;

/// Collects what is wrong with the fields of one request.
#[derive(Debug, Default)]
pub struct FieldCheck(Vec<FieldProblem>);

impl FieldCheck {
    /// A line of 1 to `max` characters, trimmed.
    pub fn line(&mut self, pointer: &str, text: &str, max: usize) -> String {
        let trimmed = text.trim();
        match trimmed.chars().count() {
            0 => self.refuse(pointer, "must not be empty"),
            count if count > max => {
                self.refuse(pointer, format!("has {count} characters; at most {max} fit"))
            }
            _ if trimmed.chars().any(is_unseen) => {
                self.refuse(pointer, "holds control or direction characters; leave them out");
            }
            _ => {}
        }
        trimmed.to_owned()
    }

    /// A line, or nothing where it is absent or blank.
    pub fn optional_line(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        Some(self.line(pointer, text, max))
    }

    /// An e-mail address, in lower case: one `@`, a domain, nothing odd.
    pub fn email(&mut self, pointer: &str, text: &str) -> String {
        let address = text.trim().to_lowercase();
        if !is_email(&address) {
            self.refuse(pointer, "is no e-mail address; it looks like name@example.org");
        }
        address
    }

    /// An IANA time zone.
    pub fn zone(&mut self, pointer: &str, text: &str) -> String {
        if jiff::tz::TimeZone::get(text).is_err() {
            self.refuse(pointer, "is no IANA time zone; examples: Europe/Budapest, Asia/Tehran, UTC");
        }
        text.to_owned()
    }

    /// A number between `min` and `max`.
    pub fn between<N: PartialOrd + std::fmt::Display + Copy>(
        &mut self,
        pointer: &str,
        value: N,
        min: N,
        max: N,
    ) {
        if value < min || value > max {
            self.refuse(pointer, format!("{value} is outside {min} to {max}"));
        }
    }

    /// Something is wrong at `pointer`.
    pub fn refuse(&mut self, pointer: &str, detail: impl Into<String>) {
        self.0.push(FieldProblem::new(pointer, detail));
    }

    /// Nothing was wrong, or all that was.
    pub fn finish(self) -> Result<(), crate::problem::Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(crate::problem::Problem::invalid_fields("something in the request is not right", self.0))
    }
}

/// Control characters, and those that turn the direction of what follows.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200B}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn is_email(address: &str) -> bool {
    let Some((name, domain)) = address.split_once('@') else { return false };
    let plain = |text: &str| {
        !text.is_empty()
            && !text.chars().any(|c| c.is_whitespace() || is_unseen(c) || "@,;:<>()[]\\\"".contains(c))
    };
    address.len() <= 254
        && name.len() <= 64
        && plain(name)
        && plain(domain)
        && domain.contains('.')
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@example.org", "anna.kiss+x@shop.example.com", "é@example.hu"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.c",
            "a@b",
            "a@b..c",
            "a b@c.d",
            "a@b@c.d",
            "a@b.c\r\nbcc: x@y.z",
            "<a@b.c>",
            "a@-b.c",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn unseen_characters_are_refused_and_persian_joiners_are_not() {
        let mut check = FieldCheck::default();
        check.line("/name", "نمی\u{200C}خواهم", 40);
        assert!(check.finish().is_ok());
        for bad in ["a\u{202E}b", "a\0b", "   ", "a\nb"] {
            let mut check = FieldCheck::default();
            check.line("/name", bad, 40);
            assert_eq!(check.finish().unwrap_err().errors[0].pointer, "/name", "{bad:?}");
        }
    }

    #[test]
    fn lengths_are_of_characters() {
        let mut check = FieldCheck::default();
        check.line("/name", &"ő".repeat(40), 40);
        assert!(check.finish().is_ok());
        let mut check = FieldCheck::default();
        check.line("/name", &"ő".repeat(41), 40);
        assert!(check.finish().is_err());
    }
}

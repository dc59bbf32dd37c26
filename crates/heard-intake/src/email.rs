//! E-mail addresses, as far as they can be judged without sending mail.

/// The address in small letters; `None` if it has no form that mail servers of today accept
/// (RFC 5321's dot-atom before the `@`, a domain of at least two labels behind it).
///
/// All of it is lower-cased: the part before the `@` may differ by letter case in theory only,
/// and two spellings of one customer must meet.
pub(crate) fn canonical(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    (address.len() <= 254 && is_local(local) && is_domain(domain)).then_some(address)
}

fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .chars()
                    .all(|character| character.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|character| character.is_alphanumeric() || character == '-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (given, kept) in [
            ("Ann@Example.org", "ann@example.org"),
            (" a.b+c@sub.example.co.uk ", "a.b+c@sub.example.co.uk"),
            ("péter@példa.hu", "péter@példa.hu"),
        ] {
            assert_eq!(canonical(given).as_deref(), Some(kept));
        }
        for bad in [
            "",
            "@",
            "a@",
            "@b.c",
            "a@b",
            "a b@c.de",
            "a@b@c.de",
            "a..b@c.de",
            ".a@c.de",
            "a@-b.de",
            "a@b..de",
            "a@b.de\nBcc: x@y.zz",
            "<a@b.de>",
            "a,b@c.de",
        ] {
            assert_eq!(canonical(bad), None, "{bad:?}");
        }
        assert_eq!(canonical(&format!("{}@b.de", "a".repeat(65))), None);
    }
}

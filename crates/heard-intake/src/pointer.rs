//! JSON pointers (RFC 6901) to what a problem is about.

use std::fmt::Display;

/// `path` with one more step.
pub(crate) fn child(path: &str, step: impl Display) -> String {
    let step = step.to_string();
    if step.contains(['~', '/']) {
        return format!("{path}/{}", step.replace('~', "~0").replace('/', "~1"));
    }
    [path, "/", &step].concat()
}

/// A foreign text as messages may repeat it: escaped, at most 40 characters.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// A list of keys as messages show it: the first 20.
pub(crate) fn listed<'a>(keys: impl IntoIterator<Item = &'a str>) -> String {
    let mut keys = keys.into_iter();
    let mut shown: Vec<String> = keys.by_ref().take(20).map(|key| format!("`{key}`")).collect();
    if keys.next().is_some() {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_and_quotes_are_short() {
        assert_eq!(child("/answers", "a/b~c"), "/answers/a~1b~0c");
        assert_eq!(quoted("a\u{0}\u{202e}"), "`a\\0\\u{202e}`");
        assert_eq!(quoted(&"x".repeat(99)).chars().count(), 43);
        assert_eq!(listed(["a", "b"]), "`a`, `b`");
    }
}

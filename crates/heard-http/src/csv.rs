//! Tables as CSV (RFC 4180, UTF-8) that are safe to open in a spreadsheet.

/// One row being written.
#[derive(Debug, Default)]
pub struct Row(String);

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// Words of somebody else. What a spreadsheet would take for a formula gets an apostrophe.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.separate();
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        if guard.is_empty() && !text.contains(['"', ',', ';', '\n', '\r', '\t']) {
            self.0.push_str(text);
        } else {
            self.0.push('"');
            self.0.push_str(guard);
            self.0.push_str(&text.replace('"', "\"\""));
            self.0.push('"');
        }
        self
    }

    /// Words, or an empty cell.
    pub fn optional_text(&mut self, text: Option<&str>) -> &mut Self {
        self.text(text.unwrap_or(""))
    }

    /// Something of ours that is no formula: a number, an instant, an identifier.
    pub fn plain(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.separate();
        self.0.push_str(&value.to_string());
        self
    }

    /// A number, or an empty cell.
    pub fn optional(&mut self, value: Option<impl std::fmt::Display>) -> &mut Self {
        match value {
            Some(value) => self.plain(value),
            None => self.plain(""),
        }
    }

    /// The row with its end of line.
    pub fn finish(mut self) -> String {
        if self.0.starts_with(FIRST) {
            self.0.remove(0);
        }
        self.0.push_str("\r\n");
        self.0
    }

    fn separate(&mut self) {
        // The first cell is marked too, so that an empty first cell keeps its comma; `finish`
        // takes the mark away.
        self.0.push(if self.0.is_empty() { FIRST } else { ',' });
    }
}

/// Stands before the first cell while a row is being written.
const FIRST: char = '\u{1}';

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_words() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            let mut row = Row::new();
            row.text(text);
            assert!(row.finish().starts_with("\"'"), "{text:?}");
        }
        let mut row = Row::new();
        row.plain(-12.5).text("nice, \"very\"").text("").plain(3);
        assert_eq!(row.finish(), "-12.5,\"nice, \"\"very\"\"\",,3\r\n");
    }

    #[test]
    fn an_empty_first_cell_keeps_its_place() {
        let mut row = Row::new();
        row.text("").text("x");
        assert_eq!(row.finish(), ",x\r\n");
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_or_breaks_its_row(text in any::<String>()) {
            let mut row = Row::new();
            row.text("a").text(&text).text("b");
            let line = row.finish();
            let cell = &line[2..line.len() - 4];
            let inside = cell.strip_prefix('"').and_then(|c| c.strip_suffix('"'));
            match inside {
                Some(inside) => {
                    let read = inside.replace("\"\"", "\"");
                    let guarded = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    prop_assert_eq!(read, if guarded { format!("'{text}") } else { text });
                }
                None => {
                    prop_assert_eq!(cell, &text);
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@']));
                    prop_assert!(!cell.contains(['\n', '\r', ',']));
                }
            }
        }
    }
}

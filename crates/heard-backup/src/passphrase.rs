//! What the operator knows and nobody else: the key of the backups.

use std::fmt;
use std::path::Path;

use crate::{BackupError, files};

/// Shorter ones are guessed.
const SHORTEST: usize = 12;

/// The key of the backups, as the operator gives it; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

impl Passphrase {
    /// A key.
    ///
    /// # Errors
    /// [`BackupError::ShortKey`].
    pub fn new(text: &str) -> Result<Self, BackupError> {
        let text = text.trim();
        if text.chars().count() < SHORTEST {
            return Err(BackupError::ShortKey(SHORTEST));
        }
        Ok(Self(text.to_owned()))
    }

    /// The key in a file, without white space around it.
    ///
    /// # Errors
    /// When the file cannot be read or is no text; [`BackupError::ShortKey`].
    pub fn from_file(path: &Path) -> Result<Self, BackupError> {
        let file = |message: &str| BackupError::File { path: path.to_owned(), message: message.to_owned() };
        let bytes = files::read(path)?.ok_or_else(|| file("there is no such file"))?;
        Self::new(&String::from_utf8(bytes).map_err(|_| file("it is no text"))?)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_are_refused_and_none_is_shown() {
        assert!(matches!(Passphrase::new("  short  "), Err(BackupError::ShortKey(_))));
        let key = Passphrase::new("correct horse battery").unwrap();
        assert!(!format!("{key:?}").contains("horse"));
    }

    #[test]
    fn a_line_of_a_file_is_the_key_without_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "correct horse battery\n").unwrap();
        assert_eq!(Passphrase::from_file(&path).unwrap(), Passphrase::new("correct horse battery").unwrap());
        let missing = Passphrase::from_file(&folder.path().join("none")).unwrap_err();
        assert!(missing.to_string().contains("there is no such file"));
    }
}

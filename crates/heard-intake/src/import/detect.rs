//! What a file is: its encoding and its separator, found out by looking.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252};
use serde::Serialize;

use super::ImportError;
use super::mapping::{FileOptions, separator_byte};
use super::reject::REASON_COLUMNS;

/// How much of a file is looked at to find its separator and its kind.
const HEAD: usize = 64 * 1024;

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileShape {
    /// The encoding's name, as WHATWG writes it: `UTF-8`.
    pub encoding: &'static str,
    /// The separator.
    pub separator: char,
    /// The columns, as the header names them.
    pub columns: Vec<String>,
}

/// The encoding of a file: what the mapping says, else the byte order mark, else UTF-16 by its
/// zeros, else UTF-8 if all of the file is, else Windows-1250 or 1252 by their letters.
pub(crate) fn encoding(
    file: &mut File,
    path: &Path,
    options: &FileOptions,
) -> Result<&'static Encoding, ImportError> {
    let unreadable = |source| ImportError::Unreadable { path: path.to_owned(), source };
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
    if let Some(what) = known_binary(&head) {
        return Err(ImportError::NoText { what });
    }
    let declared = options.encoding.as_deref().and_then(|label| Encoding::for_label(label.as_bytes()));
    let found =
        declared.or_else(|| Encoding::for_bom(&head).map(|(encoding, _)| encoding)).or_else(|| utf16(&head));
    if let Some(encoding) = found {
        refuse_control_characters(&head, encoding)?;
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        return Ok(encoding);
    }
    refuse_control_characters(&head, UTF_8)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let scanned = scan(file).map_err(unreadable)?;
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    Ok(scanned.encoding())
}

/// The kinds of file that people send by mistake.
fn known_binary(head: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 7] = [
        (b"PK\x03\x04", "a workbook or an archive (zip)"),
        (b"\xd0\xcf\x11\xe0", "an old workbook (xls)"),
        (b"\x1f\x8b", "compressed (gzip)"),
        (b"%PDF", "a PDF"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"$FL2", "an SPSS data file (sav)"),
        (b"PAR1", "a Parquet file"),
    ];
    KINDS.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| *what)
}

/// UTF-16 without a mark: in tables, nearly every second byte is then zero.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if pairs < 4 {
        None
    } else if odd * 10 > pairs * 4 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 4 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Refuses what is no text. A file of refused rows is, even when they were refused for such characters.
fn refuse_control_characters(head: &[u8], encoding: &'static Encoding) -> Result<(), ImportError> {
    let has_reasons = |column: &str| head.windows(column.len()).any(|part| part == column.as_bytes());
    if REASON_COLUMNS.into_iter().all(has_reasons) {
        return Ok(());
    }
    let text = encoding.decode_with_bom_removal(head).0;
    let total = text.chars().count();
    let odd =
        text.chars().filter(|character| character.is_control() && !matches!(character, '\t' | '\n' | '\r'));
    if odd.count() * 50 > total {
        return Err(ImportError::NoText { what: "no text (it is full of control characters)" });
    }
    Ok(())
}

/// What the bytes of a whole file say about its encoding.
struct Scan {
    is_utf8: bool,
    central_european: usize,
    western: usize,
}

impl Scan {
    fn encoding(&self) -> &'static Encoding {
        if self.is_utf8 {
            UTF_8
        } else if self.central_european > self.western {
            WINDOWS_1250
        } else {
            WINDOWS_1252
        }
    }
}

fn scan(file: &mut File) -> std::io::Result<Scan> {
    let mut scan = Scan { is_utf8: true, central_european: 0, western: 0 };
    let mut buffer = vec![0; HEAD];
    let mut kept = 0;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        let bytes = &buffer[..kept + read];
        scan.count_letters(&bytes[kept..]);
        if read == 0 {
            scan.is_utf8 &= kept == 0;
            return Ok(scan);
        }
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => {
                scan.is_utf8 = false;
                bytes.len()
            }
        };
        let filled = bytes.len();
        buffer.copy_within(valid..filled, 0);
        kept = filled - valid;
    }
}

impl Scan {
    /// Counts letters that differ between the two code pages: ő ű ă ș ț ł ą ę ś ź č ř ě against
    /// à è ê ñ å æ ø ò ã.
    fn count_letters(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                0xd5 | 0xdb | 0xf5 | 0xfb | 0xaa | 0xba | 0xde | 0xfe | 0xb3 | 0xb9 | 0x9c | 0x9f | 0xec => {
                    self.central_european += 1;
                }
                0xe0 | 0xe5 | 0xe6 | 0xc5 | 0xc6 | 0xf1 | 0xf2 | 0xd8 | 0xc0 => self.western += 1,
                _ => {}
            }
        }
    }
}

/// The separator of a table: what the mapping says, else the candidate under which the header
/// has most of the columns that the mapping names, else the one under which the first rows have
/// the same number of cells, the more the better.
pub(crate) fn separator(head: &str, options: &FileOptions, wanted: &[&str]) -> u8 {
    if let Some(separator) = options.separator.as_deref().and_then(separator_byte) {
        return separator;
    }
    let mut best = (b',', (0, 0, 0));
    for candidate in [b',', b';', b'\t', b'|'] {
        let score = score(head, candidate, wanted);
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

/// How well a separator fits: columns found, rows in a thousand with as many cells as the header,
/// cells of the header.
fn score(head: &str, separator: u8, wanted: &[&str]) -> (usize, usize, usize) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(head.as_bytes());
    let mut rows = reader.records().take(50).map_while(Result::ok);
    let Some(header) = rows.next() else { return (0, 0, 0) };
    let found = wanted.iter().filter(|column| header.iter().any(|cell| cell.trim() == **column)).count();
    if header.len() < 2 {
        return (found, 0, 0);
    }
    let lengths: Vec<usize> = rows.map(|row| row.len()).collect();
    let same = lengths.iter().filter(|length| **length == header.len()).count();
    let agreement = if lengths.is_empty() { 1000 } else { same * 1000 / lengths.len() };
    (found, agreement, header.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators() {
        let options = FileOptions::default();
        for (head, found) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b;c\n1,5;2;3\n1,5;2;3\n", b';'),
            ("a\tb\n1,2\t3;4\n", b'\t'),
            ("\"a;b\",c\n\"1;2\",3\n", b','),
            ("a|b|c\n\"x,y,z\"|2|3\n", b'|'),
            ("only\n1\n2\n", b','),
            ("", b','),
        ] {
            assert_eq!(separator(head, &options, &[]), found, "{head}");
        }
        assert_eq!(separator("id;score, of all\n1;2,0\n", &options, &["score, of all"]), b';');
    }

    #[test]
    fn utf16_without_a_mark() {
        let little: Vec<u8> = "id,score\n1,5\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "id,score\n1,5\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16(&little), Some(UTF_16LE));
        assert_eq!(utf16(&big), Some(UTF_16BE));
        assert_eq!(utf16(b"id,score\n1,5\n"), None);
    }
}

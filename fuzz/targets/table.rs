//! Imported files of any encoding and separator. The first byte chooses the mapping.

#![no_main]

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::Write;
use std::sync::LazyLock;

use heard_fuzz::VERSION;
use heard_intake::Sender;
use heard_intake::import::{ImportReader, ImportRow, Mapping, RejectWriter};
use libfuzzer_sys::fuzz_target;
use tempfile::NamedTempFile;

static MAPPINGS: LazyLock<[Mapping; 3]> = LazyLock::new(|| {
    let mappings = [
        "survey = \"s.json\"\n[time]\nyear = 2024\nmonth = 1\nday = 1\n[questions]\nrecommend = \"a\"\nwhy = \"b\"\n[contact]\nemail = \"c\"",
        "survey = \"s.json\"\n[file]\ndecimal = \",\"\n[identity]\ncolumns = [\"a\"]\n\
         [time]\nyear = 2024\nmonth = { column = \"b\", values = { \"jan.\" = 1 } }\nday = \"c\"\n\
         [questions]\nsatisfied = { column = \"d\", values = { \"good\" = 5, \"1..3\" = 2 }, no_answer = [\"\", 9] }\n\
         [fields]\nweight = \"e\"\nchannel = { constant = \"paper\" }",
        "survey = \"s.json\"\n[file]\nseparator = \";\"\nencoding = \"windows-1250\"\n[time]\nyear = 2024\nmonth = 1\nday = 1\n[questions]\n\
         many = { column = \"a\", split = \",\" }\naspects = { rows = { a = \"b\", b = \"c\" } }\n\
         one = { column = \"d\", values = { \"1\" = \"a\" } }\n[attributes]\n\
         age = { column = \"e\", values = { \"1\" = \"young\", \"2..9\" = \"old\" }, other = \"else\" }",
    ];
    mappings.map(|text| Mapping::parse(text).expect("the mapping is one"))
});

thread_local! {
    static FILES: RefCell<[NamedTempFile; 2]> =
        RefCell::new([(); 2].map(|()| NamedTempFile::new().expect("there is room for a file")));
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let mapping = &MAPPINGS[usize::from(*choice) % MAPPINGS.len()];
    FILES.with_borrow_mut(|[file, refused]| {
        fill(file, bytes);
        let Some((rows, rejects)) = read(file, mapping) else { return };
        let good: Vec<&ImportRow> = rows.iter().filter(|row| row.outcome.is_ok()).collect();
        let names: HashSet<&String> =
            rows.iter().map(|row| &row.row_name).filter(|name| !name.is_empty()).collect();
        let named = rows.iter().filter(|row| !row.row_name.is_empty()).count();
        assert!(
            names.len() == named || bytes.windows(9).any(|part| part == b"heard_row"),
            "rows share a name"
        );
        for row in &rows {
            if let Err(problems) = &row.outcome {
                assert!(!problems.is_empty());
                assert!(
                    problems.iter().all(|problem| !problem.reason.is_empty() && !problem.code.is_empty())
                );
            }
        }
        // The file of refused rows can be read again, and says the same of each of them.
        if rows.len() == good.len() || bytes.windows(6).any(|part| part == b"heard_") {
            return;
        }
        fill(refused, &rejects);
        if mapping.file.encoding.is_none() {
            let (again, _) = read(refused, mapping).expect("the file of refused rows can be read");
            assert!(again.len() <= rows.len() - good.len());
        }
    });
});

fn fill(file: &mut NamedTempFile, bytes: &[u8]) {
    use std::io::{Seek, SeekFrom};
    file.as_file().set_len(0).expect("a file can be emptied");
    file.seek(SeekFrom::Start(0)).expect("a file can be begun anew");
    file.write_all(bytes).expect("there is room for a file");
    file.flush().expect("a file can be written");
}

/// The rows of a file, and the file of those that were refused.
fn read(file: &NamedTempFile, mapping: &Mapping) -> Option<(Vec<ImportRow>, Vec<u8>)> {
    let mut reader =
        match ImportReader::open(file.path(), mapping, &VERSION, heard_fuzz::context(Sender::Trusted)) {
            Ok(reader) => reader,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                return None;
            }
        };
    let mut rejects = Vec::new();
    let mut writer = RejectWriter::new(&mut rejects, reader.shape()).expect("memory can be written");
    let mut rows = Vec::new();
    while let Some(Ok(row)) = reader.next() {
        if let Err(problems) = &row.outcome {
            writer.write(&row, problems).expect("memory can be written");
        }
        rows.push(row);
    }
    writer.finish().expect("memory can be written");
    Some((rows, rejects))
}

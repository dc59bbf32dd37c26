//! Files: detected, mapped, read, refused, mended.

use heard_intake::import::{ImportError, ImportRow, ImportSummary, Mapping, RejectWriter};
use heard_model::response::RawResponse;
use heard_model::survey::SurveyVersion;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{file, problem_line, read, rows, version};

const MAPPING: &str = r#"
[time]
column = "when"

[codes]
no_answer = [99]
not_applicable = [98]

[questions]
recommend = "nps"
why = "words"
"#;

fn mapping(toml: &str) -> Mapping {
    Mapping::parse(toml).unwrap()
}

fn import(bytes: &[u8], toml: &str) -> Result<Vec<ImportRow>, ImportError> {
    let (_folder, path) = file(bytes);
    rows(&path, &mapping(toml), &version())
}

fn good(row: &ImportRow) -> &RawResponse {
    &row.outcome.as_ref().unwrap_or_else(|problems| panic!("{problems:?}")).raw
}

fn bad(rows: &[ImportRow]) -> String {
    let problems = rows.iter().filter_map(|row| row.outcome.as_ref().err()).flatten();
    problems.map(problem_line).collect::<Vec<_>>().join("\n")
}

#[test]
fn encodings_and_separators_are_found_out() {
    let text = "nps;words;when\r\n9;Őrült jó; tűrhető;2024-05-31\r\n".replace("jó; ", "jó, ");
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let central = encoding_rs::WINDOWS_1250.encode(&text).0.into_owned();
    let western = encoding_rs::WINDOWS_1252
        .encode("nps\twords\twhen\n9\tÀ la façon d'été\t2024-05-31\n")
        .0
        .into_owned();
    for (bytes, encoding, separator, words) in [
        (text.clone().into_bytes(), "UTF-8", ';', "Őrült jó, tűrhető"),
        (format!("\u{feff}{text}").into_bytes(), "UTF-8", ';', "Őrült jó, tűrhető"),
        (central, "windows-1250", ';', "Őrült jó, tűrhető"),
        (western, "windows-1252", '\t', "À la façon d'été"),
        ([b"\xff\xfe".to_vec(), utf16(&text)].concat(), "UTF-16LE", ';', "Őrült jó, tűrhető"),
        (utf16("nps,words,when\n9,\"so, so\",2024-05-31\n"), "UTF-16LE", ',', "so, so"),
        (b"nps|words|when\n9|a;b,c|2024-05-31".to_vec(), "UTF-8", '|', "a;b,c"),
    ] {
        let (_folder, path) = file(&bytes);
        let (shape, rows) = read(&path, &mapping(MAPPING), &version(), |reader| {
            (reader.shape().clone(), reader.collect::<Result<Vec<_>, _>>().unwrap())
        })
        .unwrap();
        assert_eq!((shape.encoding, shape.separator), (encoding, separator));
        assert_eq!(good(&rows[0]).answers["why"], json!(words));
        assert_eq!(rows[0].line, 2);
    }
}

#[test]
fn every_way_to_map() {
    let toml = r#"
        [file]
        separator = ";"
        decimal = ","
        [identity]
        columns = ["visit no", "guest"]
        prefix = "shop-"
        [time]
        year = 2024
        month = { column = "month", values = { "jan." = 1, "máj." = 5 } }
        day = "day"
        hour = "hour"
        zone = "Europe/Budapest"
        [codes]
        no_answer = [0]
        not_applicable = [6]
        [questions]
        recommend = { column = "q1", no_answer = [99], not_applicable = [] }
        visit = { column = "q2", values = { "jó" = 5, "rossz" = 1 } }
        reason = { column = "q3", values = { "1" = "price" } }
        used = { column = "q4", split = "+", values = { "w" = "web", "s" = "shop" } }
        items = { rows = { fast = "q5" } }
        why = "q6"
        [fields]
        language = { column = "lang", values = { "1" = "hu", "2" = "de" } }
        touchpoint = { constant = "till" }
        unit = "shop"
        country = { constant = "hu" }
        weight = "w"
        [contact]
        email = "mail"
        [attributes]
        age = { column = "age", values = { "0..29" = "young", "30..120" = "old" }, no_value = [-1], other = "unknown" }
        till = "till"
    "#;
    let header = "visit no;guest;month;day;hour;q1;q2;q3;q4;q5;q6;lang;shop;w;mail;age;till\n";
    let csv = format!(
        "{header}1;A;máj.;31;20;0;jó;1;w+s;6;\"több\nsor; \"\"idézet\"\"\";1;shop-2;0,5;A@b.hu;29;7\n\
         2;B;jan.;2;8;99;0;;;;; 2 ;;;;200;\n"
    );
    let rows = import(csv.as_bytes(), toml).unwrap();
    insta::assert_json_snapshot!(
        rows.iter().map(|row| (row.line, row.outcome.as_ref().map(|good| &good.raw))).collect::<Vec<_>>()
    );
    assert_eq!(rows[0].row_name, "");
}

#[test]
fn choices_in_columns_and_indicators() {
    let header = "when,nps,a,b,c\n";
    let csv = format!("{header}2024-05-31,9,x,,1\n2024-05-31,9,,,\n2024-05-31,9,98,,\n");
    let indicators = MAPPING.replace(
        "why = \"words\"",
        "used = { choices = { web = \"a\", shop = \"b\", phone = \"c\" }, chosen = [1, \"x\"] }",
    );
    let rows = import(csv.as_bytes(), &indicators).unwrap();
    assert_eq!(good(&rows[0]).answers["used"], json!(["phone", "web"]));
    assert_eq!(good(&rows[1]).answers.get("used"), None);
    assert_eq!(good(&rows[2]).answers["used"], json!({ "not_applicable": true }));
    let several = MAPPING.replace(
        "why = \"words\"",
        "used = { columns = [\"a\", \"b\", \"c\"], values = { \"1\" = \"web\", \"2\" = \"shop\" } }",
    );
    let csv = format!("{header}2024-05-31,9,1,99,2\n2024-05-31,9,1,1,\n2024-05-31,9,7,,\n");
    let rows = import(csv.as_bytes(), &several).unwrap();
    assert_eq!(good(&rows[0]).answers["used"], json!(["web", "shop"]));
    assert_eq!(good(&rows[1]).answers["used"], json!(["web"]));
    assert!(bad(&rows).contains("unknown_choice"), "{}", bad(&rows));
}

#[test]
fn times_in_several_columns() {
    let toml = MAPPING.replace(
        "column = \"when\"",
        "columns = [\"date\", \"clock\"]\nformat = \"%d/%m/%Y %H.%M\"\nzone = \"Asia/Tehran\"",
    );
    let rows = import("nps,words,date,clock\n9,,31/05/2024,14.30\n".as_bytes(), &toml).unwrap();
    assert_eq!(good(&rows[0]).answered_at.unwrap().to_string(), "2024-05-31T11:00:00Z");
    let arrival = MAPPING.replace("column = \"when\"", "arrival = true");
    let rows = import("nps,words\n9,\n".as_bytes(), &arrival).unwrap();
    assert_eq!(good(&rows[0]).answered_at, None);
}

#[test]
fn questions_that_were_not_asked_do_not_apply() {
    let rows = import("nps,words,when\n9,,2024-05-31\n".as_bytes(), MAPPING).unwrap();
    let answers = &good(&rows[0]).answers;
    assert_eq!(answers["visit"], json!({ "not_applicable": true }));
    assert_eq!(answers.get("reason"), None);
    assert_eq!(answers.get("why"), None);
}

#[test]
fn bad_rows_are_told_and_good_ones_go_on() {
    let csv = "nps,words,when\n\
        9,fine,2024-05-31\n\
        12,fine,2024-05-31\n\
        nine,fine,31.05.2024\n\
        ,fine,2024-05-31\n\
        9\n\
        9,a,b,2024-05-31\n\
        ,,\n\
        6.5,fine,2099-01-01\n\
        9,\"two\nlines\",2024-05-31\n\
        8,after,2024-05-31\n";
    let rows = import(csv.as_bytes(), MAPPING).unwrap();
    insta::assert_snapshot!(bad(&rows));
    let fine: Vec<u64> = rows.iter().filter(|row| row.outcome.is_ok()).map(|row| row.line).collect();
    assert_eq!(fine, [2, 10, 12]);
}

#[test]
fn refused_rows_can_be_mended_and_fed_again() {
    let version = version();
    let csv =
        "nps;words;when;more\n9;fine;2024-05-31;x\n11;\"a;b\nc\";2024-05-31;y\n11;\"a;b\nc\";2024-05-31;y\n";
    let (_folder, path) = file(csv.as_bytes());
    let mut rejects = Vec::new();
    let first = read(&path, &mapping(MAPPING), &version, |reader| {
        let mut writer = RejectWriter::new(&mut rejects, reader.shape()).unwrap();
        let rows: Vec<ImportRow> = reader.map(Result::unwrap).collect();
        for row in &rows {
            if let Err(problems) = &row.outcome {
                writer.write(row, problems).unwrap();
            }
        }
        assert_eq!(writer.rows(), 2);
        writer.finish().unwrap();
        rows
    })
    .unwrap();
    let written = String::from_utf8(rejects).unwrap();
    insta::assert_snapshot!(written);
    // Mended, both become equal to nothing else: they keep the identity they had by their first cells.
    let mended = written.replace("11;\"a;b", "9;\"a;b");
    let (_folder, path) = file(mended.as_bytes());
    let again = rows(&path, &mapping(MAPPING), &version).unwrap();
    assert_eq!(bad(&again), "");
    let ids: Vec<_> = again.iter().map(|row| good(row).external_id.clone().unwrap()).collect();
    assert_eq!(ids, first[1..].iter().map(|row| row.row_name.clone()).collect::<Vec<_>>());
    assert_ne!(ids[0], ids[1]);
    assert_eq!(again[0].cells, ["9", "a;b\nc", "2024-05-31", "y"]);
}

#[test]
fn a_file_of_refused_rows_is_text_whatever_stands_in_them() {
    let version = version();
    let bells = "\u{7}".repeat(40);
    let csv = format!("nps,words,when\n{}11,{bells},2024-05-31\n", "9,fine,2024-05-31\n".repeat(200));
    let (_folder, path) = file(csv.as_bytes());
    let mut rejects = Vec::new();
    read(&path, &mapping(MAPPING), &version, |reader| {
        let mut writer = RejectWriter::new(&mut rejects, reader.shape()).unwrap();
        for row in reader.map(Result::unwrap) {
            if let Err(problems) = &row.outcome {
                writer.write(&row, problems).unwrap();
            }
        }
        writer.finish().unwrap();
    })
    .unwrap();
    let (_folder, path) = file(&rejects);
    assert_eq!(rows(&path, &mapping(MAPPING), &version).unwrap().len(), 1);
    let (_folder, path) = file(format!("nps,words,when\n11,{bells},2024-05-31\n").as_bytes());
    let refused = rows(&path, &mapping(MAPPING), &version).unwrap_err().to_string();
    assert!(refused.contains("control characters"), "{refused}");
}

#[test]
fn the_same_file_gives_the_same_identities() {
    let csv = "nps,words,when\n9,x,2024-05-31\n9,x,2024-05-31\n8,x,2024-05-31\n";
    let moved = "when,words,nps,new\n2024-05-31,x,9,\n2024-05-31,x,9,\n2024-05-31,x,8,\n";
    let ids = |csv: &str| -> Vec<String> {
        let rows = import(csv.as_bytes(), MAPPING).unwrap();
        rows.iter().map(|row| good(row).external_id.clone().unwrap()).collect()
    };
    let first = ids(csv);
    assert_eq!(first, ids(csv));
    assert_eq!(first, ids(moved));
    let mut distinct = first.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
}

#[test]
fn a_dry_run_shows_what_would_happen() {
    let (_folder, path) =
        file("nps,words,when,other\n9,fine,2024-05-31,1\n99,,2024-05-31,1\n11,,x,1\n".as_bytes());
    let summary = read(&path, &mapping(MAPPING), &version(), |mut reader| {
        let mut summary = ImportSummary::new(&reader);
        for row in reader.by_ref() {
            summary.add(&row.unwrap());
        }
        assert_eq!(reader.bytes_read(), reader.total_bytes());
        summary
    })
    .unwrap();
    insta::assert_json_snapshot!(summary);
}

fn refusal(bytes: &[u8], toml: &str) -> String {
    match import(bytes, toml) {
        Ok(rows) => format!("{} rows", rows.len()),
        Err(error) => error.to_string().replace('\n', " "),
    }
}

#[test]
fn files_that_are_no_tables_are_refused_with_a_reason() {
    let wide =
        format!("nps,words,when,{}\n", (0..10_000).map(|at| format!("c{at}")).collect::<Vec<_>>().join(","));
    let endless = format!("nps,words,when\n9,\"{}", "never closed ".repeat(200_000));
    for (bytes, expected) in [
        (b"".to_vec(), "is empty"),
        (b"\n\n".to_vec(), "is empty"),
        (b"PK\x03\x04 and so on".to_vec(), "workbook"),
        (b"\x1f\x8b\x08".to_vec(), "gzip"),
        ((0..=255u8).cycle().take(5_000).collect(), "control characters"),
        ([b"nps,wo\0rds,when\n".to_vec(), b"9,x,2024-05-31\n".repeat(20)].concat(), "NUL"),
        (b"nps,words\n9,x\n".to_vec(), "no column `when`; it has `nps`, `words`"),
        (b"nps,nps,words,when\n9,9,x,2024-05-31\n".to_vec(), "stands twice"),
        (wide.into_bytes(), "10003 columns"),
        (endless.into_bytes(), "row that begins in line 2 is longer"),
    ] {
        let found = refusal(&bytes, MAPPING);
        assert!(found.contains(expected), "{found}");
    }
    let missing = rows(std::path::Path::new("/nowhere/rows.csv"), &mapping(MAPPING), &version()).unwrap_err();
    assert!(missing.to_string().starts_with("cannot read /nowhere/rows.csv"));
}

#[test]
fn mappings_that_do_not_fit_are_refused_with_all_reasons() {
    let toml = r#"
        survey = "a.json"
        [definition]
        title = { en = "x" }
        languages = ["en"]
        questions = []
        [file]
        separator = "ab"
        encoding = "klingon"
        decimal = "x"
        [time]
        column = "a"
        constant = "2024-01-01"
        [questions]
        nothing = "a"
        recommend = { columns = ["a", "b"] }
        items = "a"
        used = { choices = { fax = "a" } }
        visit = { column = "a", split = "," }
        [fields]
        team = { column = "a", constant = "b" }
        unit = {}
        [attributes]
        Bad = { constant = "b", other = "c" }
    "#;
    let problems = mapping(toml).problems(&version().definition);
    insta::assert_snapshot!(crate::support::lines(&problems));
    assert!(
        matches!(import(b"a,b\n1,2\n", toml), Err(ImportError::UnfitMapping(found)) if found == problems)
    );
}

#[test]
fn mappings_that_are_no_toml_are_refused_with_the_line() {
    for (toml, expected) in [
        ("", "missing field `time`"),
        ("[time]\narrival = true", "missing field `questions`"),
        ("[questions]\n[time]\nwhen = 1", "unknown field `when`"),
        ("[time]\narrival = true\n[questions]\na = { colum = \"x\" }", "unknown field `colum`"),
        ("[time]\narrival = true\n[questions]\na = 5", "expected the name of a column"),
        ("[time", "line 1"),
    ] {
        let error = Mapping::parse(toml).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

fn table() -> impl Strategy<Value = Vec<(Option<u8>, String)>> {
    let words = "[ -~áőűșțäöçپ\n]{0,20}";
    prop::collection::vec((prop::option::of(0u8..=10), words), 1..20)
}

fn written(
    table: &[(Option<u8>, String)],
    separator: u8,
    encoding: &'static encoding_rs::Encoding,
) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(["when", "nps", "words"]).unwrap();
    for (score, words) in table {
        let score = score.map_or(String::new(), |score| score.to_string());
        writer.write_record(["2024-05-31", &score, words]).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    match encoding.name() {
        "UTF-16LE" => {
            [b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
        }
        _ => text.into_bytes(),
    }
}

fn optional_version() -> SurveyVersion {
    let mut version = version();
    version.definition.questions[1].required = false;
    version
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(table in table(), separator in prop::sample::select(vec![b',', b';', b'\t', b'|']), wide in any::<bool>()) {
        let encoding = if wide { encoding_rs::UTF_16LE } else { encoding_rs::UTF_8 };
        let (_folder, path) = file(&written(&table, separator, encoding));
        let read = rows(&path, &mapping(MAPPING), &optional_version()).unwrap();
        prop_assert_eq!(read.len(), table.len());
        for (row, (score, words)) in read.iter().zip(&table) {
            let answers = row.outcome.as_ref().unwrap().response.answers();
            prop_assert_eq!(answers.get("recommend").and_then(serde_json::Value::as_u64), score.map(u64::from));
            // 98 and 99 are codes of the mapping.
            let words = words.trim();
            let expected = (!words.is_empty() && words != "99" && words != "98").then(|| words.to_owned());
            prop_assert_eq!(answers.get("why").and_then(|value| value.as_str().map(str::to_owned)), expected);
        }
    }
}

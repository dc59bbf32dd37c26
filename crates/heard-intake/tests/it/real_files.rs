//! Real survey files, read through the example mappings. They lie outside of the repository: in the
//! folder that `HEARD_REAL_DATA` names, or in `../shared/data` beside the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use heard_intake::import::{ImportRow, Mapping};
use heard_intake::validate_definition;
use heard_model::fact::{FactKind, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};

use crate::support::{file, rows, version_of};

/// How many tests stand in this file.
const TESTS: usize = 8;

fn repository() -> PathBuf {
    // As it is when the test runs: clones may share what was compiled.
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../..")
}

/// The folder of the real files.
fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("HEARD_REAL_DATA")
        .map_or_else(|| repository().join("../shared/data"), PathBuf::from);
    let is_complete = folder.join("sfo_airport_survey").is_dir() && folder.join("ecsi_mobi").is_dir();
    is_complete.then_some(folder)
}

fn read(file: &Path, mapping: &str) -> Vec<ImportRow> {
    let mapping = Mapping::load(&repository().join("examples").join(mapping)).unwrap();
    let version = version_of(mapping.definition.clone().unwrap());
    rows(file, &mapping, &version).unwrap()
}

fn airport(data: &Path, year: u16) -> Vec<ImportRow> {
    read(&data.join(format!("sfo_airport_survey/sfo_{year}.csv")), &format!("sfo/{year}.toml"))
}

/// How often each score stands in the rows of a question.
fn histogram(rows: &[ImportRow], question: &str) -> BTreeMap<u8, u32> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let good = row.outcome.as_ref().unwrap_or_else(|problems| panic!("{problems:?}"));
        for score in good.response.scores().iter().filter(|score| score.question == question) {
            *counts.entry(score.score).or_insert(0) += 1;
        }
    }
    counts
}

/// The counts of the overall rating by year: blank, 1 to 5, does not apply.
const OVERALL: [(u16, [u32; 7]); 8] = [
    (2010, [112, 5, 50, 705, 1744, 589, 29]),
    (2011, [132, 16, 66, 827, 1978, 807, 46]),
    (2012, [140, 7, 64, 639, 1856, 782, 33]),
    (2013, [131, 6, 69, 616, 1931, 712, 70]),
    (2014, [111, 6, 38, 522, 1506, 605, 30]),
    (2015, [108, 7, 29, 526, 1508, 740, 40]),
    (2016, [133, 7, 51, 497, 1633, 731, 35]),
    (2017, [143, 6, 32, 444, 1507, 699, 0]),
];

#[test]
fn every_row_of_every_year_goes_in_and_the_overall_rating_agrees() {
    let Some(data) = data() else {
        // One test speaks for all.
        eprintln!("real data: {TESTS} tests not run, folder not found");
        return;
    };
    for (year, [blank, one, two, three, four, five, not_applicable]) in OVERALL {
        let counts = histogram(&airport(&data, year), "overall");
        let expected = [
            (1, one),
            (2, two),
            (3, three),
            (4, four),
            (5, five),
            (SCORE_NOT_APPLICABLE, not_applicable),
            (SCORE_SKIPPED, blank),
        ];
        assert_eq!(counts, expected.into_iter().filter(|(_, count)| *count > 0).collect(), "{year}");
    }
}

#[test]
fn recommendation_in_2017_and_in_no_other_year() {
    let Some(data) = data() else { return };
    let rows = airport(&data, 2017);
    let (mut n, mut promoters, mut detractors) = (0u32, 0u32, 0u32);
    let (mut weight, mut weighted) = (0.0, 0.0);
    for row in &rows {
        let response = &row.outcome.as_ref().unwrap().response;
        let score = response.scores().iter().find(|score| score.kind == FactKind::Nps).unwrap().score;
        if score > 10 {
            continue;
        }
        let direction = f64::from(i8::from(score >= 9) - i8::from(score <= 6));
        let row_weight = f64::from(response.weight_millionths().unwrap()) / 1e6;
        n += 1;
        promoters += u32::from(score >= 9);
        detractors += u32::from(score <= 6);
        weight += row_weight;
        weighted += row_weight * direction;
    }
    let share = |count: u32| (f64::from(count) / f64::from(n) * 10_000.0).round() / 100.0;
    assert_eq!(n, 2_746);
    assert_eq!(
        (share(promoters), share(n - promoters - detractors), share(detractors)),
        (52.29, 35.25, 12.45)
    );
    let nps = f64::from(promoters) - f64::from(detractors);
    assert_eq!((nps / f64::from(n) * 10_000.0).round() / 100.0, 39.84);
    assert_eq!((weighted / weight * 10_000.0).round() / 100.0, 40.40);
    let earlier = histogram(&airport(&data, 2016), "recommend");
    assert_eq!(earlier, BTreeMap::from([(SCORE_NOT_APPLICABLE, 3_087)]));
}

#[test]
fn weights_are_those_of_the_file_and_missing_where_it_has_none() {
    let Some(data) = data() else { return };
    for (year, _) in OVERALL {
        let weighted =
            |row: &&ImportRow| row.outcome.as_ref().unwrap().response.weight_millionths().is_some();
        let rows = airport(&data, year);
        let count = rows.iter().filter(weighted).count();
        assert_eq!(count, if matches!(year, 2011 | 2012) { 0 } else { rows.len() }, "{year}");
    }
}

#[test]
fn days_lie_in_may_and_languages_are_those_of_the_questionnaire() {
    let Some(data) = data() else { return };
    for (year, days) in [(2010, 1..=11), (2014, 3..=25), (2016, 6..=24), (2017, 5..=30)] {
        let rows = airport(&data, year);
        for row in &rows {
            let response = &row.outcome.as_ref().unwrap().response;
            let day = response
                .answered_at()
                .to_zoned(jiff::tz::TimeZone::get("America/Los_Angeles").unwrap())
                .date();
            assert_eq!((day.year(), day.month()), (year.cast_signed(), 5));
            assert!(days.contains(&day.day()), "{day}");
        }
    }
    let mut languages = BTreeMap::new();
    for row in airport(&data, 2017) {
        let language = row.outcome.unwrap().response.language().unwrap().to_owned();
        *languages.entry(language).or_insert(0) += 1;
    }
    let expected = [("en", 2_656), ("es", 46), ("ja", 5), ("zh", 124)];
    assert_eq!(languages, expected.map(|(tag, count)| (tag.to_owned(), count)).into());
}

#[test]
fn all_years_share_one_survey_and_one_set_of_attributes() {
    let Some(data) = data() else { return };
    let mut definitions = Vec::new();
    let mut attributes = BTreeSet::new();
    for (year, _) in OVERALL {
        let mapping = Mapping::load(&repository().join(format!("examples/sfo/{year}.toml"))).unwrap();
        let definition = mapping.definition.clone().unwrap();
        validate_definition(&definition).unwrap();
        definitions.push(definition);
        attributes.extend(mapping.attributes.into_keys());
        let boarding_areas: BTreeSet<String> = airport(&data, year)
            .iter()
            .filter_map(|row| row.outcome.as_ref().unwrap().response.attributes().get("area").cloned())
            .collect();
        assert!(boarding_areas.iter().all(|area| "ABCDEFG".contains(area.as_str())), "{boarding_areas:?}");
        assert!(boarding_areas.len() >= 6, "{year}: {boarding_areas:?}");
    }
    definitions.dedup();
    assert_eq!(definitions.len(), 1);
    assert!(attributes.len() <= 16, "{attributes:?}");
}

#[test]
fn a_second_reading_names_every_row_the_same() {
    let Some(data) = data() else { return };
    let names = |rows: Vec<ImportRow>| -> Vec<String> {
        rows.into_iter().map(|row| row.outcome.unwrap().raw.external_id.unwrap()).collect()
    };
    let mut all = BTreeSet::new();
    let mut count = 0;
    for (year, _) in OVERALL {
        let first = names(airport(&data, year));
        count += first.len();
        all.extend(first.clone());
        if year == 2012 {
            assert_eq!(first, names(airport(&data, year)));
        }
    }
    assert_eq!((all.len(), count), (25_856, 25_856));
}

#[test]
fn the_satisfaction_index_of_a_published_study() {
    let Some(data) = data() else { return };
    let path = data.join("ecsi_mobi/mobi.csv");
    let rows = read(&path, "ecsi/mobi.toml");
    let mut sum = 0.0;
    for row in &rows {
        let response = &row.outcome.as_ref().unwrap().response;
        let index = response.scores().iter().find(|score| score.kind == FactKind::Index).unwrap();
        assert_eq!((index.scale.min, index.scale.max), (3, 30));
        sum += f64::from(index.score - 3) / 27.0 * 100.0;
    }
    assert_eq!((sum / 250.0 * 100.0).round() / 100.0, 71.97);
    let names: BTreeSet<String> =
        rows.iter().map(|row| row.outcome.as_ref().unwrap().raw.external_id.clone().unwrap()).collect();
    assert_eq!((rows.len(), names.len()), (250, 250));
    assert!(names.iter().all(|name| name.starts_with("ecsi-mobi-row-")));
}

#[test]
fn a_real_file_that_is_cut_off_keeps_its_whole_rows() {
    let Some(data) = data() else { return };
    let bytes = std::fs::read(data.join("sfo_airport_survey/sfo_2017.csv")).unwrap();
    for keep in [200_000, 300_001, 400_017] {
        let (_folder, path) = file(&bytes[..keep]);
        let rows = read(&path, "sfo/2017.toml");
        let refused: Vec<&ImportRow> = rows.iter().filter(|row| row.outcome.is_err()).collect();
        assert!(rows.len() > 500 && refused.len() <= 1);
        assert!(refused.iter().all(|row| row.line == rows.last().unwrap().line));
    }
}

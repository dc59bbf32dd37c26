//! The dictionary: what is persisted reads back, and contradictions are told.

use heard_facts::{Column, Dictionary, DictionaryEntry, FactsError, LabelSet, Series};
use heard_model::dimension::Dimension;
use heard_model::fact::FactKind;
use heard_model::survey::Scale;
use heard_model::{SurveyId, UnitId};
use proptest::prelude::*;
use uuid::Uuid;

fn entry(labels: impl Into<LabelSet>, code: u32, label: &str) -> DictionaryEntry {
    DictionaryEntry { set: labels.into().number(), code, label: label.to_owned() }
}

#[test]
fn labels_are_counted_from_one_by_column() {
    let mut dictionary = Dictionary::new();
    assert_eq!(dictionary.intern(Column::Channel, "mail"), 1);
    assert_eq!(dictionary.intern(Column::Channel, "chat"), 2);
    assert_eq!(dictionary.intern(Column::Channel, "mail"), 1);
    assert_eq!(dictionary.intern(Column::Agent, "mail"), 1);
    assert_eq!(dictionary.label(Column::Channel, 2), Some("chat"));
    assert_eq!(dictionary.label(Column::Channel, 0), None);
    assert_eq!(dictionary.label(Column::Channel, 3), None);
    assert_eq!(dictionary.code(Column::Channel, "fax"), None);
    assert_eq!(dictionary.code_count(Column::Channel), 3);
    assert_eq!(dictionary.labels(Column::Channel).collect::<Vec<_>>(), [(1, "mail"), (2, "chat")]);
}

#[test]
fn identifiers_and_series_have_codes() {
    let (unit, survey) = (UnitId(Uuid::from_u128(7)), SurveyId(Uuid::from_u128(8)));
    let series = Series { kind: FactKind::Csat, scale: Scale { min: 1, max: 5 } };
    let mut dictionary = Dictionary::new();
    let codes =
        (dictionary.intern_unit(unit), dictionary.intern_survey(survey), dictionary.intern_series(series));
    let loaded = Dictionary::load(dictionary.entries()).unwrap();
    assert_eq!((loaded.unit(codes.0), loaded.unit_code(unit)), (Some(unit), Some(codes.0)));
    assert_eq!((loaded.survey(codes.1), loaded.survey_code(survey)), (Some(survey), Some(codes.1)));
    assert_eq!(loaded.series().collect::<Vec<_>>(), [(codes.2, series)]);
}

#[test]
fn attributes_have_columns_until_none_is_left() {
    let mut dictionary = Dictionary::new();
    for slot in 0..16u8 {
        let column = dictionary.intern_attribute(&format!("attribute{slot}"));
        assert_eq!(column, Some(Column::Attribute(slot)));
    }
    assert_eq!(dictionary.intern_attribute("one_more"), None);
    assert_eq!(dictionary.intern_attribute("attribute3"), Some(Column::Attribute(3)));
    let dimension = Dimension::Attribute("attribute5".to_owned());
    assert_eq!(dictionary.column_of(&dimension), Some(Column::Attribute(5)));
    assert_eq!(dictionary.column_of(&Dimension::Attribute("one_more".to_owned())), None);
    assert_eq!(dictionary.column_of(&Dimension::UnitAtDepth(2)), Some(Column::Unit));
}

#[test]
fn contradictions_are_told() {
    let damaged = |entries: Vec<DictionaryEntry>| match Dictionary::load(entries) {
        Err(FactsError::DamagedDictionary { labels, code, .. }) => (labels.to_string(), code),
        other => panic!("{other:?}"),
    };
    let gap = vec![entry(Column::Agent, 1, "a"), entry(Column::Agent, 3, "b")];
    assert_eq!(damaged(gap), ("agent".to_owned(), 3));
    let repeated_code = vec![entry(Column::Agent, 1, "a"), entry(Column::Agent, 1, "b")];
    assert_eq!(damaged(repeated_code), ("agent".to_owned(), 1));
    let repeated_label = vec![entry(Column::Team, 1, "a"), entry(Column::Team, 2, "a")];
    assert_eq!(damaged(repeated_label), ("team".to_owned(), 2));
    assert_eq!(damaged(vec![entry(Column::Series, 1, "none")]), ("series".to_owned(), 1));
    assert_eq!(damaged(vec![entry(Column::Unit, 1, "none")]), ("unit".to_owned(), 1));
    // One identifier in two spellings would be one code under two.
    let undashed = "34000000000006248521000624852100";
    assert_eq!(damaged(vec![entry(Column::Unit, 1, undashed)]), ("unit".to_owned(), 1));
    assert_eq!(damaged(vec![DictionaryEntry { set: 99, code: 1, label: "a".to_owned() }]).1, 1);
    let names = (1..=17).map(|code| entry(LabelSet::AttributeNames, code, &format!("a{code}"))).collect();
    assert_eq!(damaged(names), ("attribute names".to_owned(), 17));
}

proptest! {
    #[test]
    fn what_is_persisted_piece_by_piece_reads_back(
        labels in prop::collection::vec((11usize..36, "\\PC{0,6}"), 0..60),
        pieces in prop::collection::vec(1usize..10, 1..20),
    ) {
        let mut dictionary = Dictionary::new();
        let mut persisted = Vec::new();
        let mut mark = dictionary.mark();
        let mut labels = labels.into_iter();
        for piece in pieces.into_iter().chain([usize::MAX]) {
            for (index, label) in labels.by_ref().take(piece) {
                dictionary.intern(Column::from_index(index).unwrap(), &label);
            }
            persisted.extend(dictionary.entries_since(&mark));
            mark = dictionary.mark();
        }
        persisted.reverse();
        let loaded = Dictionary::load(persisted).unwrap();
        prop_assert_eq!(loaded.entries(), dictionary.entries());
        prop_assert_eq!(loaded.mark(), dictionary.mark());
    }
}

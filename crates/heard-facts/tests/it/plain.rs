//! Plain files say what the events said, in words that need no dictionary.

use std::collections::BTreeMap;

use bytes::Bytes;
use heard_facts::{PlainFacts, PlainFile, WorkspaceFacts};
use heard_model::fact::{FactEvent, FactKind, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::{UnitId, UnitScope};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use proptest::prelude::*;
use uuid::Uuid;

use crate::events::{any_events, event, score, workspace_id};

/// A row by the names of its columns; what has no value is left out.
type PlainRow = BTreeMap<String, String>;

fn read(file: &PlainFile) -> Vec<PlainRow> {
    let reader = SerializedFileReader::new(file.bytes.clone()).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap();
        let cells = row.get_column_iter().filter_map(|(name, field)| Some((name.clone(), spell(field)?)));
        cells.collect()
    });
    rows.collect()
}

fn spell(field: &Field) -> Option<String> {
    Some(match field {
        Field::Null => return None,
        Field::Str(text) => text.clone(),
        Field::Long(number) | Field::TimestampMillis(number) => number.to_string(),
        Field::Date(number) => number.to_string(),
        Field::UByte(number) => number.to_string(),
        Field::Byte(number) => number.to_string(),
        Field::UInt(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        other => panic!("no column has a {other:?}"),
    })
}

/// What the rows of an event must say.
fn expected(event: &FactEvent) -> Vec<PlainRow> {
    let shared = [
        ("change", Some(event.seq.to_string())),
        ("answered_at", Some(event.instant_ms.to_string())),
        ("day", Some(event.day.to_string())),
        ("zone", Some(event.zone.clone())),
        ("survey", Some(event.survey.to_string())),
        ("sign", Some(event.sign.to_string())),
        ("weight", event.weight.map(|weight| (f64::from(weight) / 1e6).to_string())),
        ("contact", Some(event.contact).filter(|contact| *contact > 0).map(|contact| contact.to_string())),
        ("unit", Some(event.unit.to_string())),
        ("touchpoint", event.touchpoint.clone()),
        ("channel", event.channel.clone()),
        ("language", event.language.clone()),
        ("country", event.country.clone()),
        ("team", event.team.clone()),
        ("agent", event.agent.clone()),
        ("product", event.product.clone()),
    ];
    let attributes =
        event.attributes.iter().map(|(name, value)| (format!("attribute_{name}"), Some(value.clone())));
    let shared: Vec<(String, Option<String>)> =
        shared.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(attributes).collect();
    let of_a_score = |score: &heard_model::fact::FactScore| {
        let (state, number) = match score.score {
            SCORE_SKIPPED => ("skipped", None),
            SCORE_NOT_APPLICABLE => ("not_applicable", None),
            number => ("answered", Some(number.to_string())),
        };
        let own = [
            ("question", Some(score.question.clone()).filter(|question| !question.is_empty())),
            ("choice", score.choice.clone()),
            ("kind", Some(score.kind.name().to_owned())),
            ("scale_min", Some(score.scale.min.to_string())),
            ("scale_max", Some(score.scale.max.to_string())),
            ("state", Some(state.to_owned())),
            ("score", number),
        ];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
        shared.iter().cloned().chain(own).filter_map(|(name, value)| Some((name, value?))).collect()
    };
    event.scores.iter().map(of_a_score).collect()
}

fn facts_of(events: &[FactEvent]) -> WorkspaceFacts {
    let mut facts = WorkspaceFacts::empty(workspace_id());
    facts.apply(events).unwrap();
    facts
}

fn write(facts: &mut WorkspaceFacts, units: &UnitScope) -> (PlainFacts, Option<PlainFile>) {
    let snapshot = facts.snapshot();
    let mut plain = PlainFacts::new(&snapshot.dictionary, units).unwrap();
    let file = if snapshot.hot.is_empty() { None } else { plain.write(&snapshot.hot).unwrap() };
    (plain, file)
}

#[test]
fn the_columns_are_what_the_codebook_promises() {
    let mut nine = event(1);
    nine.attributes.insert("terminal".to_owned(), "T2".to_owned());
    let (plain, _) = write(&mut facts_of(&[nine]), &UnitScope::All);
    let columns: Vec<String> = plain
        .columns()
        .iter()
        .map(|column| {
            let optional = if column.is_optional() { "?" } else { "" };
            format!("{} {}{optional}", column.name(), column.data_type().name())
        })
        .collect();
    assert_eq!(
        columns,
        [
            "change int64",
            "answered_at timestamp[ms, UTC]",
            "day date32",
            "zone string",
            "survey string",
            "question string?",
            "choice string?",
            "kind string",
            "scale_min uint8",
            "scale_max uint8",
            "state string",
            "score uint8?",
            "sign int8",
            "weight double?",
            "contact uint32?",
            "unit string",
            "touchpoint string?",
            "channel string?",
            "language string?",
            "country string?",
            "team string?",
            "agent string?",
            "product string?",
            "attribute_terminal string?",
        ]
    );
}

#[test]
fn what_was_written_is_counted() {
    let mut first = event(1);
    first.touchpoint = Some("delivery".to_owned());
    first.scores.push(score("ease", FactKind::Ces, 1, 7, SCORE_SKIPPED));
    let (plain, file) = write(&mut facts_of(&[first, event(2)]), &UnitScope::All);
    let file = file.unwrap();
    assert_eq!((file.rows, file.first_day, file.last_day), (3, 19_675, 19_675));
    let column = |name: &str| plain.columns().iter().find(|column| column.name() == name).unwrap();
    let counted = |name: &str| column(name).labels().unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!(counted("touchpoint"), [("delivery", 2)]);
    assert_eq!(column("touchpoint").empty_rows(), 1);
    assert_eq!(counted("kind"), [("ces", 1), ("nps", 2)]);
    assert_eq!(counted("state"), [("answered", 2), ("skipped", 1)]);
    assert_eq!(column("score").empty_rows(), 1);
    assert!(column("score").labels().is_none());
}

#[test]
fn large_files_have_several_row_groups() {
    let events: Vec<FactEvent> = (1..=130_000).map(event).collect();
    let (_, file) = write(&mut facts_of(&events), &UnitScope::All);
    let file = file.unwrap();
    let reader = SerializedFileReader::new(Bytes::clone(&file.bytes)).unwrap();
    let groups: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(groups, [122_880, 7_120]);
    assert_eq!(file.rows, 130_000);
}

proptest! {
    #[test]
    fn every_row_says_what_its_event_said(events in any_events(40)) {
        let (_, file) = write(&mut facts_of(&events), &UnitScope::All);
        let mut found = file.as_ref().map(read).unwrap_or_default();
        let mut all: Vec<PlainRow> = events.iter().flat_map(expected).collect();
        found.sort();
        all.sort();
        prop_assert_eq!(found, all);
    }

    #[test]
    fn a_branch_gets_its_own_rows_only(events in any_events(40), branch in 0u128..5) {
        let branch = UnitId(Uuid::from_u128(branch));
        let (plain, file) = write(&mut facts_of(&events), &UnitScope::Branch(vec![branch]));
        let mut found = file.as_ref().map(read).unwrap_or_default();
        let own = events.iter().filter(|event| event.unit == branch);
        let mut own: Vec<PlainRow> = own.flat_map(expected).collect();
        found.sort();
        own.sort();
        let agents = plain.columns().iter().find(|column| column.name() == "agent").unwrap();
        let named: u64 = agents.labels().unwrap().values().sum();
        prop_assert_eq!(named + agents.empty_rows(), own.len() as u64, "labels of others are not told");
        prop_assert_eq!(found, own);
    }
}

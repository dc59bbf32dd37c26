//! Rows of a snapshot come back, those of an earlier version of the schema, too.

use std::collections::HashMap;
use std::sync::Arc;

use heard_model::{FixedClock, SeededEntropy};
use heard_store::{
    Frame, FrameReader, Location, Restoration, Shape, SnapshotHeader, SnapshotRequest, Store, StoreError,
    StoreOptions, Tally,
};

use crate::objects::{at, write};
use crate::support::{Company, NOW, by, said, scored};

/// A snapshot's tables with their rows.
struct Snapshot {
    header: SnapshotHeader,
    tables: Vec<(Shape, Vec<Vec<u8>>)>,
}

impl Snapshot {
    async fn of(store: &Store) -> Self {
        let mut parts = store.snapshot(SnapshotRequest::default());
        let mut frames = FrameReader::default();
        let mut header = None;
        let mut tables: Vec<(Shape, Vec<Vec<u8>>)> = Vec::new();
        while let Some(bytes) = parts.recv().await {
            frames.push(&bytes);
            while let Some(frame) = frames.take_frame().unwrap() {
                match frame {
                    Frame::Header(known) => header = Some(known),
                    Frame::Table(place) => {
                        let shape = header.as_ref().unwrap().tables[place].clone();
                        tables.push((shape, Vec::new()));
                    }
                    Frame::Row(row) => tables.last_mut().unwrap().1.push(row),
                    Frame::End(_) => return Self { header: header.unwrap(), tables },
                    Frame::Group(_) | Frame::Known(_) | Frame::Failed(_) => {}
                }
            }
        }
        panic!("the snapshot broke off");
    }

    fn tallies(&self) -> Vec<(Shape, Tally)> {
        let tally = |(shape, rows): &(Shape, Vec<Vec<u8>>)| {
            let mut tally = Tally::default();
            rows.iter().for_each(|row| tally.add(&blake3::hash(row)));
            (shape.clone(), tally)
        };
        self.tables.iter().map(tally).collect()
    }

    async fn fill(&self, restoration: &mut Restoration) {
        for (shape, rows) in &self.tables {
            let rows: Vec<&[u8]> = rows.iter().map(Vec::as_slice).collect();
            restoration.insert(shape, &rows).await.unwrap();
        }
    }
}

async fn company() -> Company {
    let company = Company::new().await;
    for number in 0..20 {
        let customer = format!("c{number}");
        company.accept(by(Some(&customer), None, None, said(number % 11, "so so"))).await;
    }
    company
}

#[tokio::test]
async fn segments_outside_of_the_database_are_projected_anew_where_a_snapshot_is_restored() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let objects = at(&folder.path().join("segments"));
    let company = Company::in_folder(folder, objects).await;
    company.accept(scored(9)).await;
    company.store.store_segments(company.workspace, write(b"image", Vec::new())).await.unwrap();
    let snapshot = Snapshot::of(&company.store).await;
    let folder = company.folder.path().join("copy");
    let to = Location::Folder(folder.clone());
    let mut restoration = Restoration::begin(&to, &snapshot.header.schema).await.unwrap();
    snapshot.fill(&mut restoration).await;
    let clock = Arc::new(FixedClock::at(NOW));
    let entropy = Arc::new(SeededEntropy::new(3));
    assert!(restoration.finish(&snapshot.tallies(), clock.clone(), entropy.clone()).await.unwrap());
    let store = Store::open(StoreOptions::new(&folder, clock, entropy)).await.unwrap();
    assert_eq!(store.projection(company.workspace).await.unwrap().segments, []);
    assert_eq!(store.waiting_changes(company.workspace).await.unwrap(), 1);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_snapshot_of_an_earlier_schema_is_brought_up_to_date() {
    let company = company().await;
    let mut snapshot = Snapshot::of(&company.store).await;
    assert_eq!(snapshot.header.schema, "m0008_zone_changes");
    let is_later = |shape: &Shape| ["erasures", "zone_changes"].contains(&shape.table.as_str());
    snapshot.tables.retain(|(shape, _)| !is_later(shape));
    let folder = company.folder.path().join("copy");
    let to = Location::Folder(folder.clone());
    let mut restoration = Restoration::begin(&to, "m0004_segment_parts").await.unwrap();
    snapshot.fill(&mut restoration).await;
    let clock = Arc::new(FixedClock::at(NOW));
    let entropy = Arc::new(SeededEntropy::new(9));
    restoration.finish(&snapshot.tallies(), clock.clone(), entropy.clone()).await.unwrap();

    let copy = Store::open(StoreOptions::new(&folder, clock, entropy)).await.unwrap();
    let again = Snapshot::of(&copy).await;
    let rows = |snapshot: &Snapshot| -> HashMap<String, Vec<Vec<u8>>> {
        let tables = snapshot.tables.iter().filter(|(shape, _)| !is_later(shape));
        tables.map(|(shape, rows)| (shape.table.clone(), rows.clone())).collect()
    };
    assert_eq!(rows(&again), rows(&snapshot));
    let contact = copy.contacts().by_external_id(company.workspace, "c3").await.unwrap().unwrap();
    assert!(copy.erase_contact(company.workspace, contact.id).await.unwrap().is_some());
    assert_eq!(copy.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn one_of_a_newer_version_or_with_a_row_too_few_is_refused_and_leaves_nothing() {
    let company = company().await;
    let folder = company.folder.path().join("copy");
    let to = Location::Folder(folder.clone());
    let newer = Restoration::begin(&to, "m9999_from_the_future").await.err().unwrap();
    assert!(matches!(newer, StoreError::Newer), "{newer}");

    let mut snapshot = Snapshot::of(&company.store).await;
    let expected = snapshot.tallies();
    let responses = snapshot.tables.iter_mut().find(|(shape, _)| shape.table == "responses").unwrap();
    responses.1.pop();
    let mut restoration = Restoration::begin(&to, &snapshot.header.schema).await.unwrap();
    snapshot.fill(&mut restoration).await;
    let (clock, entropy) = (Arc::new(FixedClock::at(NOW)), Arc::new(SeededEntropy::new(9)));
    let error = restoration.finish(&expected, clock, entropy).await.unwrap_err();
    assert!(error.to_string().contains("table responses"), "{error}");
    assert!(!folder.exists() && !folder.with_extension("restoring").exists());
}

//! Images of segments outside of the database: known before they are written, forgotten after they are
//! deleted, told when they are lost or out of reach.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use heard_model::Position;
use heard_store::{Location, NewSegment, Objects, SegmentWrite, Store, StoreError, StoreOptions, move_store};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{Company, behind, options, scored};

pub fn write(image: &[u8], remove: Vec<i64>) -> SegmentWrite {
    let segment = NewSegment {
        image: Arc::from(image),
        rows: 1,
        first_day: 20_000,
        last_day: 20_000,
        reach: Position::after(1),
        meta: "{}".to_owned(),
    };
    SegmentWrite {
        add: vec![segment],
        remove,
        watermark: Some(Position::after(1)),
        ..SegmentWrite::default()
    }
}

/// A company with one answer whose segments are kept in a folder of their own.
async fn company() -> (Company, PathBuf) {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let place = folder.path().join("segments");
    let company = Company::in_folder(folder, at(&place)).await;
    company.accept(scored(9)).await;
    (company, place)
}

pub fn at(place: &Path) -> Objects {
    Objects::new(Some(&format!("file://{}", place.display())), []).unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Rows of parts, and of places.
async fn rows(company: &Company) -> (i64, i64) {
    let raw = behind(&company.folder).await;
    let sql = "SELECT (SELECT count(*) FROM segment_parts), (SELECT count(*) FROM segment_objects)";
    let count = Statement::from_string(raw.get_database_backend(), sql);
    let row = raw.query_one_raw(count).await.unwrap().unwrap();
    raw.close().await.unwrap();
    (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())
}

#[tokio::test]
async fn images_stand_in_a_folder_as_long_as_a_segment_names_them() {
    let (company, place) = company().await;
    let store = &company.store;
    let first = store.store_segments(company.workspace, write(b"first", Vec::new())).await.unwrap();
    let written = files(&place);
    assert_eq!(written.len(), 1);
    assert_eq!(std::fs::read(&written[0]).unwrap(), b"first");
    assert!(written[0].starts_with(place.join(company.workspace.to_string())));
    assert_eq!(store.segment_image(company.workspace, first[0]).await.unwrap().unwrap(), b"first");
    let ranges = store.segment_ranges(company.workspace, first[0], &[0..1, 3..5, 4..9, 7..9, 2..2]).await;
    assert_eq!(ranges.unwrap().unwrap(), [&b"f"[..], b"st", b"t", b"", b""]);
    assert_eq!(rows(&company).await, (0, 1), "nothing but its place is in the database");

    let merged = store.store_segments(company.workspace, write(b"merged", first)).await.unwrap();
    assert_ne!(files(&place), written);
    assert_eq!(files(&place).len(), 1, "what no segment names is deleted");
    assert_eq!(rows(&company).await, (0, 1));
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    assert_eq!(files(&place).len(), 1, "a check leaves nothing behind");

    // A step that is refused leaves nothing.
    let late = SegmentWrite { base: Some(Position::after(9)), ..write(b"late", Vec::new()) };
    assert!(matches!(store.store_segments(company.workspace, late).await, Err(StoreError::Stale)));
    assert_eq!((files(&place).len(), rows(&company).await), (1, (0, 1)));

    store.rebuild(company.workspace).await.unwrap();
    assert!(files(&place).is_empty());
    assert_eq!(store.segment_image(company.workspace, merged[0]).await.unwrap(), None);
    assert_eq!(rows(&company).await, (0, 0));
}

#[tokio::test]
async fn another_place_is_for_new_segments_only() {
    let (company, place) = company().await;
    let old = company.store.store_segments(company.workspace, write(b"old", Vec::new())).await.unwrap();
    company.store.clone().close().await.unwrap();

    let store = Store::open(options(&company.folder).await).await.unwrap();
    let new = store.store_segments(company.workspace, write(b"new", Vec::new())).await.unwrap();
    assert_eq!(rows(&company).await, (1, 1), "the database is the place now");
    assert_eq!(store.segment_image(company.workspace, old[0]).await.unwrap().unwrap(), b"old");
    let both = [old, new].concat();
    let merged = store.store_segments(company.workspace, write(b"merged", both)).await.unwrap();
    assert!(files(&place).is_empty(), "merging moves them");
    assert_eq!(store.segment_image(company.workspace, merged[0]).await.unwrap().unwrap(), b"merged");
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_missing_or_damaged_is_told_and_made_anew() {
    for damage in ["missing", "torn"] {
        let (company, place) = company().await;
        let store = &company.store;
        let ids = store.store_segments(company.workspace, write(b"image", Vec::new())).await.unwrap();
        let file = files(&place).remove(0);
        match damage {
            "missing" => std::fs::remove_file(&file).unwrap(),
            _ => std::fs::write(&file, b"im").unwrap(),
        }
        let error = store.segment_image(company.workspace, ids[0]).await.unwrap_err();
        assert!(matches!(error, StoreError::DamagedSegment { .. }), "{damage}: {error}");
        let told = error.to_string();
        assert!(told.contains("heard rebuild") && told.contains(&*company.workspace.to_string()), "{told}");
        assert_eq!(store.check().await.unwrap().problems, [told]);
        store.segments_in_reach().unwrap();
        let ranges = store.segment_ranges(company.workspace, ids[0], &[0..5, 1..5]).await.unwrap().unwrap();
        assert!(ranges[0].len() < 5, "{damage}");

        assert_eq!(store.rebuild(company.workspace).await.unwrap(), 1, "the answer waits again");
        assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_place_that_cannot_be_reached_holds_nobody_up() {
    let (company, place) = company().await;
    let store = &company.store;
    let outside = store.store_segments(company.workspace, write(b"outside", Vec::new())).await.unwrap();
    let aside = place.with_extension("aside");
    std::fs::rename(&place, &aside).unwrap();

    let inside = store.store_segments(company.workspace, write(b"inside", Vec::new())).await.unwrap();
    assert_eq!(store.segment_image(company.workspace, inside[0]).await.unwrap().unwrap(), b"inside");
    let told = store.segments_in_reach().unwrap_err();
    assert!(matches!(told, StoreError::Objects { .. }) && told.is_temporary(), "{told}");
    let problems = store.check().await.unwrap().problems.join("\n");
    assert!(problems.contains("new segments go into the database"), "{problems}");
    let error = store.segment_image(company.workspace, outside[0]).await.unwrap_err();
    assert_eq!(error.to_string(), told.to_string(), "it is not taken for damage");

    std::fs::rename(&aside, &place).unwrap();
    while store.segments_in_reach().is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let both = [outside, inside].concat();
    store.store_segments(company.workspace, write(b"merged", both)).await.unwrap();
    assert_eq!(files(&place).len(), 1);
    company.clock.advance_milliseconds(2 * 3_600_000);
    store.sweep_images().await.unwrap();
    assert_eq!(rows(&company).await, (0, 1), "what could not be written is not waited for");
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_place_that_cannot_be_written_can_still_be_read() {
    let (company, place) = company().await;
    let store = &company.store;
    let ids = store.store_segments(company.workspace, write(b"outside", Vec::new())).await.unwrap();
    let other = company.beside("other", 2).await;
    other.accept(scored(9)).await;
    std::fs::write(place.join(other.workspace.to_string()), b"in the way").unwrap();
    let inside = store.store_segments(other.workspace, write(b"inside", Vec::new())).await.unwrap();
    assert!(store.segments_in_reach().is_err());
    assert_eq!(store.segment_image(company.workspace, ids[0]).await.unwrap().unwrap(), b"outside");
    assert_eq!(store.segment_image(other.workspace, inside[0]).await.unwrap().unwrap(), b"inside");
}

#[tokio::test]
async fn what_a_killed_process_left_is_swept_and_nothing_else() {
    let (company, place) = company().await;
    company.store.store_segments(company.workspace, write(b"named", Vec::new())).await.unwrap();
    company.store.clone().close().await.unwrap();
    let of = place.join("someone");
    std::fs::create_dir_all(&of).unwrap();
    for name in ["left", "of-another-program"] {
        std::fs::write(of.join(format!("{name}.parquet")), b"x").unwrap();
    }
    let raw = behind(&company.folder).await;
    let uuid = match raw.get_database_backend() {
        sea_orm::DbBackend::Sqlite => "x'0190a0b0c0d070008000000000000001'",
        _ => "'0190a0b0-c0d0-7000-8000-000000000001'",
    };
    let insert = format!(
        "INSERT INTO segment_objects (image, location, created_at) VALUES ({uuid}, 'file://{}/left.parquet', 1)",
        of.display()
    );
    raw.execute_unprepared(&insert).await.unwrap();
    raw.close().await.unwrap();

    let options = StoreOptions { objects: at(&place), ..options(&company.folder).await };
    let store = Store::open(options).await.unwrap();
    assert_eq!(store.sweep_images().await.unwrap(), 1);
    let left: Vec<PathBuf> = files(&place);
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.iter().all(|file| !file.ends_with("left.parquet")));
    assert_eq!(rows(&company).await, (0, 1));
    assert_eq!(store.sweep_images().await.unwrap(), 0);
}

#[tokio::test]
async fn a_place_is_a_folder_or_a_bucket() {
    for wrong in
        ["", "segments", "/srv/segments", "ftp://example.org/x", "s3:", "file:///no/such/parent/folder"]
    {
        let error = Objects::new(Some(wrong), []).unwrap_err();
        assert!(matches!(error, StoreError::Objects { .. }), "{wrong}: {error}");
    }
    let error = Objects::new(Some("https://me:secret@dav.example.org/heard"), []).unwrap_err().to_string();
    assert!(error.contains("leave the password out") && !error.contains("secret"), "{error}");
    let keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "UNKNOWN"];
    let keys = keys.map(|name| (name.to_owned(), "x".to_owned()));
    let shown = format!("{:?}", Objects::new(Some("s3://bucket/prefix/"), keys).unwrap());
    assert_eq!(shown, r#"Objects(Some("s3://bucket/prefix"))"#, "keys are shown to nobody");
}

/// The whole story in memory: nothing of it is bound to files.
#[tokio::test]
async fn images_stand_in_memory() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let objects = Objects::in_memory();
    let company = Company::in_folder(folder, objects.clone()).await;
    company.accept(scored(9)).await;
    let ids = company.store.store_segments(company.workspace, write(b"image", Vec::new())).await.unwrap();
    company.store.clone().close().await.unwrap();
    let store = Store::open(StoreOptions { objects, ..options(&company.folder).await }).await.unwrap();
    assert_eq!(store.segment_image(company.workspace, ids[0]).await.unwrap().unwrap(), b"image");
    assert_eq!(rows(&company).await, (0, 1));
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    store.store_segments(company.workspace, write(b"merged", ids.clone())).await.unwrap();
    assert_eq!(store.segment_image(company.workspace, ids[0]).await.unwrap(), None);
}

/// A copy does not share what it may delete: its facts are projected anew.
#[tokio::test]
async fn a_moved_store_leaves_images_to_the_one_that_they_belong_to() {
    let (company, place) = company().await;
    company.store.store_segments(company.workspace, write(b"image", Vec::new())).await.unwrap();
    company.store.clone().close().await.unwrap();
    let from = match heard_testing::database(company.folder.path()).await {
        Some(url) => Location::Postgres(url),
        None => Location::Folder(company.folder.path().to_owned()),
    };
    let other = tempfile::tempdir().unwrap();
    let to = Location::Folder(other.path().to_owned());
    let moved = move_store(&from, &to, &|_, _| {}).await.unwrap();
    assert!(moved.facts_anew);
    assert_eq!(files(&place).len(), 1);
    let clock = company.clock.clone();
    let entropy = Arc::new(heard_model::SeededEntropy::new(8));
    let store = Store::open(StoreOptions::new(other.path(), clock, entropy)).await.unwrap();
    assert_eq!(store.projection(company.workspace).await.unwrap().segments, []);
    assert_eq!(store.waiting_changes(company.workspace).await.unwrap(), 1);
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

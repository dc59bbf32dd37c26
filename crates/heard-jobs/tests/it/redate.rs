//! A change of the time zone: answers are on another day, numbers of before stay what they were.

use std::collections::BTreeMap;

use heard_facts::{Column, Snapshot};
use heard_jobs::redate::Redating;
use heard_model::day::day_number;
use heard_model::response::RawResponse;
use heard_model::settings::WorkspaceSettings;
use heard_model::{ResponseId, Scope};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::json;

use crate::company::Company;

/// Signed count of rows by day.
fn days(snapshot: &Snapshot) -> BTreeMap<i32, i64> {
    let mut days = BTreeMap::new();
    for block in snapshot.hot.iter() {
        for row in 0..block.rows() {
            let day = i32::try_from(block.column(Column::Day).get(row)).unwrap();
            *days.entry(day).or_insert(0) += block.column(Column::Sign).get(row);
        }
    }
    days.retain(|_, count| *count != 0);
    days
}

async fn answer(company: &Company, at: &str) -> ResponseId {
    let raw: RawResponse =
        serde_json::from_value(json!({ "answers": { "recommend": 9 }, "answered_at": at })).unwrap();
    company.store.submit(company.submission(raw)).await.unwrap().receipt().id
}

async fn change_zone(company: &Company, zone: &str, from: Date) {
    let stored = company.store.workspaces().get(company.workspace.id).await.unwrap().unwrap().settings;
    let earlier_zones = stored.zones().changed(zone, from);
    let settings = WorkspaceSettings { zone: zone.to_owned(), earlier_zones, ..stored };
    company.store.zone_changes().begin(company.workspace.id, &settings, from).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_given_their_day_and_earlier_numbers_stay() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let workspace = company.workspace.id;
    let redating = Redating::new(company.store.clone(), company.clock.clone());
    // In Tehran (+03:30) the evening of the one is the next day; noon is the same day everywhere.
    let before = answer(&company, "2026-01-31T23:00:00Z").await;
    let evening = answer(&company, "2026-02-10T23:00:00Z").await;
    answer(&company, "2026-02-10T12:00:00Z").await;
    let withdrawn = answer(&company, "2026-02-11T23:00:00Z").await;
    company.store.withdraw(workspace, withdrawn, Timestamp::UNIX_EPOCH).await.unwrap();
    let projector = company.projector().await;
    projector.catch_up().await.unwrap();
    let watermark = projector.snapshot(workspace).watermark.clone();
    let [january, tenth] = [date(2026, 1, 31), date(2026, 2, 10)].map(day_number);
    assert_eq!(days(&projector.snapshot(workspace)), BTreeMap::from([(january, 2), (tenth, 4)]));

    change_zone(&company, "Asia/Tehran", date(2026, 2, 2)).await;
    redating.work().await.unwrap();
    projector.catch_up().await.unwrap();
    let snapshot = projector.snapshot(workspace);
    assert_eq!(days(&snapshot), BTreeMap::from([(january, 2), (tenth, 2), (tenth + 1, 2)]));
    assert_eq!(snapshot.watermark.changes(), watermark.changes() + 1, "one answer lies on another day");

    let scope = Scope::all(workspace);
    let changes = company.store.responses().changes(&scope, evening).await.unwrap();
    assert_eq!(
        changes.iter().map(|change| (change.redated, change.withdrawal)).collect::<Vec<_>>(),
        [(true, false)]
    );
    assert!(company.store.responses().changes(&scope, before).await.unwrap().is_empty());

    // One that was being judged meanwhile comes in with its old day, and is found a minute later.
    let late = answer(&company, "2026-02-20T23:00:00Z").await;
    redating.work().await.unwrap();
    let change = &company.store.zone_changes().of(workspace).await.unwrap()[0];
    assert_eq!((change.moved, change.finished_at), (1, None));
    company.clock.advance_milliseconds(61_000);
    redating.work().await.unwrap();
    let change = &company.store.zone_changes().of(workspace).await.unwrap()[0];
    assert_eq!((change.moved, change.finished_at.is_some()), (2, true));
    let stored = company.store.responses().get(&scope, late).await.unwrap().unwrap();
    assert_eq!((stored.day, stored.zone.as_str()), (day_number(date(2026, 2, 21)), "Asia/Tehran"));

    // Back again, from the same day: everything is as it was.
    change_zone(&company, "UTC", date(2026, 2, 2)).await;
    redating.work().await.unwrap();
    projector.catch_up().await.unwrap();
    let twentieth = day_number(date(2026, 2, 20));
    assert_eq!(
        days(&projector.snapshot(workspace)),
        BTreeMap::from([(january, 2), (tenth, 4), (twentieth, 2)])
    );
}

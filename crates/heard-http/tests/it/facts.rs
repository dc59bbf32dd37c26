//! The exported facts: read by another engine they give the numbers of every page.

use std::collections::BTreeMap;
use std::io::Read;

use heard_model::policy::KeyScope;
use heard_model::{Role, WorkspaceId};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};

use crate::calls::{MARKER, World};
use crate::door::{Caller, Door, Reply, ask, get, post, publish, set_up};

/// What an archive holds.
struct Exported {
    codebook: Value,
    readme: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl Exported {
    fn of(reply: &Reply) -> Self {
        let mut files = BTreeMap::new();
        for entry in tar::Archive::new(&reply.body[..]).entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(name, bytes);
        }
        let codebook = serde_json::from_slice(&files.remove("codebook.json").unwrap()).unwrap();
        let readme = String::from_utf8(files.remove("README.md").unwrap()).unwrap();
        Self { codebook, readme, files }
    }

    /// All rows, each column by its name.
    fn rows(&self) -> Vec<Vec<(String, Field)>> {
        let of_a_file = |bytes: &Vec<u8>| {
            let reader = SerializedFileReader::new(bytes::Bytes::from(bytes.clone())).unwrap();
            let rows = reader.get_row_iter(None).unwrap();
            rows.map(|row| row.unwrap().into_columns()).collect::<Vec<_>>()
        };
        self.files.values().flat_map(of_a_file).collect()
    }

    /// The rows as a table of another engine.
    async fn table(&self) -> DatabaseConnection {
        let engine = Database::connect("sqlite::memory:").await.unwrap();
        let columns = self.codebook["columns"].as_array().unwrap();
        let names: Vec<&str> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
        engine.execute_unprepared(&format!("CREATE TABLE facts ({})", names.join(", "))).await.unwrap();
        for row in self.rows() {
            let cells: Vec<String> = row.into_iter().map(|(_, field)| cell(&field)).collect();
            let insert = format!("INSERT INTO facts VALUES ({})", cells.join(", "));
            engine.execute_unprepared(&insert).await.unwrap();
        }
        engine
    }
}

fn cell(field: &Field) -> String {
    match field {
        Field::Null => "NULL".to_owned(),
        Field::Str(text) => format!("'{}'", text.replace('\'', "''")),
        Field::Long(number) | Field::TimestampMillis(number) => number.to_string(),
        Field::Date(number) => number.to_string(),
        Field::UByte(number) => number.to_string(),
        Field::Byte(number) => number.to_string(),
        Field::UInt(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        other => panic!("no column has a {other:?}"),
    }
}

async fn export(door: &Door, caller: &Caller) -> Exported {
    let reply = get("/api/v1/facts.tar").by(caller).at(door).await.expect(200);
    assert_eq!(reply.header("content-type"), "application/x-tar");
    Exported::of(&reply)
}

/// Answers of several kinds, some corrected, some withdrawn, some with a weight.
async fn answered(door: &Door, owner: &Caller) -> WorkspaceId {
    let me = get("/api/v1/session").by(owner).at(door).await.expect(200).json();
    let workspace: WorkspaceId = serde_json::from_value(me["workspace"]["id"].clone()).unwrap();
    let key = door.key(workspace, &KeyScope::ALL, None).await;
    let surveys = [
        ("relationship_nps", "recommend", 11),
        ("purchase_csat", "overall", 5),
        ("support_ces", "effort", 7),
        ("product_feedback", "overall", 10),
    ];
    for (template, question, points) in surveys {
        let survey = publish(door, owner, template).await;
        for number in 0..40_u32 {
            let lowest = u32::from(points != 11);
            let score = lowest + (number * number + number / 3) % points;
            let mut body = json!({
                "answers": {question: score}, "touchpoint": format!("place {}", number % 3),
                "attributes": {"size": if number % 2 == 0 { "large" } else { "small" }},
            });
            if number % 4 == 0 {
                body["weight"] = json!(0.5 + f64::from(number) / 10.0);
            }
            let path = format!("/api/v1/surveys/{survey}/responses");
            let made = post(&path, body).by(&key).at(door).await.expect(201).json();
            let receipt = made["receipt_url"].as_str().unwrap();
            let receipt = &receipt[receipt.find("/r/").unwrap()..];
            let change = |what: &str, form: String| {
                ask("POST", &format!("{receipt}/{what}")).raw("application/x-www-form-urlencoded", form)
            };
            match number % 10 {
                3 => drop(change("withdraw", String::new()).at(door).await.expect(303)),
                7 => drop(change("edit", format!("q.{question}={lowest}")).at(door).await.expect(303)),
                _ => {}
            }
        }
    }
    door.catch_up().await;
    workspace
}

#[tokio::test(flavor = "multi_thread")]
async fn another_engine_gives_the_same_numbers() {
    let door = Door::unlimited().await;
    let owner = set_up(&door).await;
    let workspace = answered(&door, &owner).await;
    let before = export(&door, &owner).await;
    // The same rows, whether in segments or not.
    door.projector.cut(workspace, 1).await.unwrap();
    let exported = export(&door, &owner).await;
    assert_eq!(before.codebook["rows"], exported.codebook["rows"]);
    assert_eq!(before.codebook["columns"], exported.codebook["columns"]);

    let engine = exported.table().await;
    let mut compared = 0;
    for metric in exported.codebook["metrics"].as_array().unwrap() {
        let Some(sql) = metric["sql"].as_str() else { continue };
        let id = &metric["definition"]["id"];
        let asked = post("/api/v1/metrics:query", json!({ "metric": id })).by(&owner).at(&door).await;
        let total = asked.expect(200).json()["total"].clone();
        let statement = sea_orm::Statement::from_string(engine.get_database_backend(), sql);
        let row = engine.query_one_raw(statement).await.unwrap().unwrap();
        let value: Option<f64> = row
            .try_get_by_index::<Option<f64>>(0)
            .or_else(|_| {
                row.try_get_by_index::<Option<i64>>(0).map(|number| number.map(|number| number as f64))
            })
            .unwrap();
        let answers: i64 = row.try_get_by_index::<Option<i64>>(1).unwrap().unwrap_or(0);
        assert_eq!(json!(answers), total["n"], "{id}: {sql}");
        match (value, total["value"].as_f64()) {
            (Some(found), Some(told)) => {
                assert!((found - told).abs() < 1e-9, "{id}: {found} {told}");
                compared += 1;
            }
            (found, told) => assert_eq!(found, told, "{id}"),
        }
    }
    assert!(compared >= 5, "{compared} metrics have a value");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_codebook_explains_every_row() {
    let door = Door::unlimited().await;
    let owner = set_up(&door).await;
    answered(&door, &owner).await;
    let exported = export(&door, &owner).await;
    let codebook = &exported.codebook;
    assert_eq!(codebook["format"], "heard.facts/1");
    assert!(exported.readme.contains("sum(sign)") && exported.readme.contains("| `score` | uint8"));
    let rows = exported.rows();
    assert_eq!(codebook["rows"], rows.len());
    for file in codebook["files"].as_array().unwrap() {
        let bytes = &exported.files[file["file"].as_str().unwrap()];
        let hash: String = sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(bytes))
            .iter()
            .map(hex)
            .collect();
        assert_eq!((&file["bytes"], &file["sha256"]), (&json!(bytes.len()), &json!(hash)));
    }
    for column in codebook["columns"].as_array().unwrap() {
        let name = column["name"].as_str().unwrap();
        let values = rows.iter().map(|row| &row.iter().find(|(found, _)| found == name).unwrap().1);
        let empty = values.clone().filter(|value| matches!(value, Field::Null)).count();
        assert_eq!(column["rows_without_value"], empty, "{name}");
        assert!(empty == 0 || column["optional"] == true, "{name}");
        let Some(labels) = column["labels"].as_array() else { continue };
        for label in labels {
            let is_it = |value: &&Field| **value == Field::Str(label["value"].as_str().unwrap().to_owned());
            assert_eq!(label["rows"], values.clone().filter(is_it).count(), "{name} {label}");
        }
    }
    let label_names = |name: &str| {
        let column = codebook["columns"].as_array().unwrap().iter().find(|column| column["name"] == name);
        column.unwrap()["labels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|label| label["name"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(label_names("unit"), ["Corner Bakery"]);
    assert_eq!(label_names("survey").len(), 4);
    assert!(label_names("survey").iter().all(Value::is_string));
    let questions: Vec<&Value> = codebook["surveys"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|survey| survey["versions"][0]["questions"].as_array().unwrap())
        .collect();
    let statement = questions.iter().find(|question| question["question"] == "aspects.service").unwrap();
    assert_eq!((&statement["kind"], &statement["scale"]["max"]), (&json!("likert"), &json!(5)));
    assert!(statement["statement"]["fa"].is_string() && statement["text"]["hu"].is_string());
    assert!(questions.iter().all(|question| question["question"] != "comment"), "words have no rows");
}

fn hex(byte: &u8) -> String {
    format!("{byte:02x}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_gets_its_own_and_who_sees_no_single_answers_nothing() {
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let survey = world.ids["survey"].as_str().unwrap();
    let body = json!({"answers": {"recommend": 9}, "agent": "agent of the company"});
    let key = door.key(world.workspace, &[KeyScope::ResponsesWrite], None).await;
    post(&format!("/api/v1/surveys/{survey}/responses"), body).by(&key).at(&door).await.expect(201);
    door.catch_up().await;

    let whole = export(&door, &world.owner).await;
    assert_eq!(whole.codebook["branch"], Value::Null);
    let lead = door.caller(world.workspace, Role::Analyst, Some(world.branch)).await;
    let own = export(&door, &lead).await;
    assert_eq!(own.codebook["branch"], json!(world.branch));
    assert_eq!(own.codebook["units"].as_array().unwrap().len(), 1);
    assert!(own.codebook["rows"].as_u64().unwrap() < whole.codebook["rows"].as_u64().unwrap());
    let unit = Field::Str(world.branch.to_string());
    assert!(own.rows().iter().all(|row| row.iter().any(|(name, value)| name == "unit" && *value == unit)));
    assert!(!own.codebook.to_string().contains("agent of the company"));
    assert!(own.codebook.to_string().contains(&format!("agent {MARKER}")));
    for exported in [&whole, &own] {
        let text = exported.codebook.to_string() + &format!("{:?}", exported.rows());
        assert!(!text.contains("cold bread") && !text.contains("@example.org"), "words or an address");
    }

    let agent = door.caller(world.workspace, Role::Agent, None).await;
    get("/api/v1/facts.tar").by(&agent).at(&door).await.expect_problem(403);
    let numbers = door.key(world.workspace, &[KeyScope::MetricsRead], None).await;
    get("/api/v1/facts.tar").by(&numbers).at(&door).await.expect_problem(403);
    get("/api/v1/facts.tar").at(&door).await.expect_problem(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_without_answers_has_a_codebook_all_the_same() {
    let door = Door::unlimited().await;
    let owner = set_up(&door).await;
    let exported = export(&door, &owner).await;
    assert!(exported.files.is_empty());
    assert_eq!((&exported.codebook["rows"], &exported.codebook["as_of"]), (&json!(0), &json!("0")));
}

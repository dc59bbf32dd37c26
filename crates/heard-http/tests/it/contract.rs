//! The OpenAPI document: complete, unambiguous, and the one that the console is built from.

use std::collections::BTreeSet;
use std::path::Path;

use heard_http::policy::TABLE;
use serde_json::Value;

fn document() -> Value {
    serde_json::to_value(heard_http::openapi()).unwrap()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
        })
        .collect()
}

#[test]
fn every_route_is_documented_and_every_documented_route_exists() {
    let documented: BTreeSet<(String, String)> =
        operations(&document()).into_iter().map(|(method, path, _)| (method, path)).collect();
    let routed: BTreeSet<(String, String)> = TABLE
        .iter()
        .filter(|row| row.documented)
        .map(|row| (row.method.to_owned(), row.path.to_owned()))
        .collect();
    assert_eq!(documented, routed);
}

#[test]
fn every_operation_says_what_it_is_and_how_it_refuses() {
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document()) {
        let what = format!("{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{what}");
        assert!(operation["responses"]["default"].is_object(), "{what}");
        assert!(operation["x-action"].is_string(), "{what}");
        assert!(operation["security"].as_array().is_some_and(|security| !security.is_empty()), "{what}");
        assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{what}");
        assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{what}: name taken");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, document: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let pointer = reference.trim_start_matches('#');
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                }
                members.values().for_each(|member| walk(member, document));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, document)),
            _ => {}
        }
    }
    let document = document();
    walk(&document, &document);
}

/// The console's client is generated from this file.
#[test]
fn the_file_of_the_console_is_the_contract() {
    // As it is when the test runs: clones may share what was compiled.
    let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
    let file = Path::new(&crate_folder).join("../../web/openapi.json");
    let written = format!("{}\n", heard_http::openapi().to_pretty_json().unwrap());
    if std::env::var_os("HEARD_RENEW").is_some() {
        std::fs::write(&file, &written).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == written,
        "web/openapi.json is not the contract any more; renew it with \
         `HEARD_RENEW=1 cargo nextest run -p heard-http -E 'test(the_file_of_the_console)'`, \
         then the client with `npm run generate` in web/"
    );
}

//! The contract itself: committed as the code makes it, and written so that types made from it are right.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::TestApp;
use crate::support::contract::CONTRACT;

#[test]
fn the_committed_contract_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api/openapi.json");
    let made = pointsman_server::openapi_document().unwrap();
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "api/openapi.json is not what the code makes; refresh it with `make openapi` and commit it"
    );
}

#[tokio::test]
async fn the_server_answers_with_the_contract() {
    let app = TestApp::new().await;
    let answer = app.stranger().get("/v1/openapi.json").await;
    assert_eq!(answer.text(), pointsman_server::openapi_document().unwrap());
}

#[test]
fn every_reference_leads_somewhere() {
    each(&CONTRACT, "", &mut |value, at| {
        if let Some(to) = value["$ref"].as_str() {
            let target = CONTRACT.pointer(to.trim_start_matches('#'));
            assert!(target.is_some(), "{at}: there is no {to}");
        }
    });
}

/// A key of an answer is there and may be `null`, or it may be absent; both at once would be two ways to say one
/// thing.
#[test]
fn no_key_of_an_answer_is_both_optional_and_nullable() {
    let mut answers = Vec::new();
    each(&CONTRACT["paths"], "", &mut |value, at| {
        if at.ends_with("/schema")
            && at.contains("/responses/")
            && let Some(to) = value["$ref"].as_str()
        {
            answers.push(to.to_owned());
        }
    });
    let mut seen: Vec<String> = Vec::new();
    while let Some(to) = answers.pop() {
        if seen.contains(&to) {
            continue;
        }
        let schema = CONTRACT.pointer(to.trim_start_matches('#')).unwrap();
        each(schema, &to, &mut |value, at| {
            if let Some(to) = value["$ref"].as_str() {
                answers.push(to.to_owned());
            }
            let Some(properties) = value["properties"].as_object() else { return };
            let required = value["required"].as_array().cloned().unwrap_or_default();
            for (key, property) in properties {
                assert!(
                    required.contains(&Value::from(key.as_str())) || !allows_null(property),
                    "{at}: `{key}` is optional and nullable: say #[schema(required)], or skip it and say \
                     #[schema(nullable = false)]"
                );
            }
        });
        seen.push(to);
    }
}

#[test]
fn every_operation_is_described() {
    for (path, item) in CONTRACT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
            assert!(!text("summary").is_empty(), "{method} {path} has no summary");
            assert!(!text("operationId").is_empty(), "{method} {path} has no operation id");
            for (status, response) in operation["responses"].as_object().unwrap() {
                let description = response["description"].as_str().unwrap_or_default();
                assert!(!description.is_empty(), "{method} {path} {status} has no description");
            }
        }
    }
}

#[test]
fn operation_ids_are_unique() {
    let mut ids: Vec<&str> = Vec::new();
    for item in CONTRACT["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            ids.push(operation["operationId"].as_str().unwrap());
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "two operations have the same id: {ids:?}");
}

fn allows_null(schema: &Value) -> bool {
    let kinds = schema["type"].as_array().cloned().unwrap_or_default();
    let choices = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    kinds.contains(&Value::from("null"))
        || choices.into_iter().any(|choice| choice["type"] == "null" || allows_null(choice))
}

fn each(value: &Value, at: &str, see: &mut impl FnMut(&Value, &str)) {
    see(value, at);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                each(value, &format!("{at}/{key}"), see);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                each(value, &format!("{at}/{index}"), see);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

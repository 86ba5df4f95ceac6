//! The contract as a judge of real answers: an undocumented status, an unknown key or a wrong type fails the test.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

use axum::http::{Method, header};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::answer::Answer;

/// The contract that the code makes.
pub(crate) static CONTRACT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&pointsman_server::openapi_document().unwrap()).unwrap());

/// Its schemas, closed: keys that are not described are refused.
static CLOSED_SCHEMAS: LazyLock<Value> = LazyLock::new(|| {
    let mut schemas = CONTRACT["components"]["schemas"].clone();
    let open = parts_of_compositions(&CONTRACT);
    for (name, schema) in schemas.as_object_mut().unwrap() {
        if !open.contains(name.as_str()) {
            close(schema);
        }
    }
    schemas
});

static VALIDATORS: LazyLock<Mutex<HashMap<String, &'static Validator>>> =
    LazyLock::new(Mutex::default);

/// Fails the test unless the contract describes this answer.
pub(crate) fn validate(method: &Method, path: &str, answer: &Answer) {
    let what = &answer.what;
    let status = answer.status();
    let Some((template, operation)) = operation(method, path) else {
        if path.starts_with("/v1") {
            assert!(
                matches!(status, 404 | 405),
                "{what} is not in the contract and answered {status}"
            );
            validate_body(&json!({"$ref": "#/components/schemas/Problem"}), "Problem", answer);
        }
        return;
    };
    let response = &operation["responses"][status.to_string()];
    assert!(
        !response.is_null(),
        "{what}: the contract does not have status {status}: {}",
        answer.text()
    );
    let Some(content) = response["content"].as_object() else {
        assert!(
            answer.body.is_empty(),
            "{what} {status}: the contract has no body: {}",
            answer.text()
        );
        return;
    };
    let media_type = answer.header(header::CONTENT_TYPE).unwrap_or_default();
    let described = content
        .get(media_type)
        .unwrap_or_else(|| panic!("{what} {status}: the contract does not have `{media_type}`"));
    if media_type.ends_with("json") {
        validate_body(&described["schema"], &format!("{method} {template} {status}"), answer);
    }
}

/// The operation that a request belongs to, with its path's template.
pub(crate) fn operation(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let paths = CONTRACT["paths"].as_object().unwrap();
    let mut found: Vec<_> = paths.iter().filter(|(template, _)| fits(template, path)).collect();
    // A literal part wins over a parameter, as in the router.
    found.sort_by_key(|(template, _)| template.matches('{').count());
    let (template, item) = found.first()?;
    let operation = item.get(method.as_str().to_lowercase())?;
    Some((template.as_str(), operation))
}

fn fits(template: &str, path: &str) -> bool {
    let (wanted, found): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    wanted.len() == found.len()
        && wanted
            .iter()
            .zip(found)
            .all(|(wanted, found)| wanted.starts_with('{') || *wanted == found)
}

fn validate_body(schema: &Value, name: &str, answer: &Answer) {
    let mut validators = VALIDATORS.lock().unwrap();
    let validator = validators.entry(name.to_owned()).or_insert_with(|| {
        let mut schema = schema.clone();
        close(&mut schema);
        schema["components"] = json!({"schemas": *CLOSED_SCHEMAS});
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
        let built = options.should_validate_formats(true).build(&schema);
        Box::leak(Box::new(built.unwrap_or_else(|error| panic!("{name}: {error}"))))
    });
    let validator: &Validator = validator;
    drop(validators);
    let body = answer.json();
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{}: not as in the contract ({name}): {errors:#?}\n{body:#}",
        answer.what
    );
}

/// Names of schemas that are a part of an `allOf`: alone they must let other keys pass.
fn parts_of_compositions(document: &Value) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut waiting = vec![document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) => {
                let parts = map.get("allOf").and_then(Value::as_array).into_iter().flatten();
                let references = parts.filter_map(|part| part["$ref"].as_str());
                names.extend(references.filter_map(|to| to.rsplit('/').next()).map(str::to_owned));
                waiting.extend(map.values());
            }
            Value::Array(items) => waiting.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    names
}

fn close(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if map.contains_key("allOf") {
        map.insert("unevaluatedProperties".to_owned(), json!(false));
        return;
    }
    if map.contains_key("properties") && !map.contains_key("additionalProperties") {
        map.insert("additionalProperties".to_owned(), json!(false));
    }
    for (key, value) in map.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => close_all(properties),
            ("items" | "additionalProperties", value) => close(value),
            ("oneOf" | "anyOf", Value::Array(choices)) => choices.iter_mut().for_each(close),
            _ => {}
        }
    }
}

fn close_all(properties: &mut Map<String, Value>) {
    for (_, property) in properties.iter_mut() {
        close(property);
    }
}

//! Document → canonical JSON.

use serde_json::{Map, Value, json};

use super::document::{Condition, Document, FORMAT, Route, Test, TestValue};

pub(super) fn document(document: &Document) -> Value {
    let mut map = Map::new();
    map.insert("format".into(), json!(FORMAT));
    map.insert("name".into(), json!(document.name));
    map.insert("event".into(), json!(document.event));
    map.insert("routes".into(), document.routes.iter().map(route).collect());
    if let Some(everything_else) = &document.everything_else {
        map.insert("everything_else".into(), actions(everything_else));
    }
    Value::Object(map)
}

fn route(route: &Route) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), json!(route.id.as_str()));
    map.insert("name".into(), json!(route.name));
    if let Some(found) = &route.condition {
        map.insert("if".into(), condition(found));
    }
    map.insert("then".into(), actions(&route.then));
    Value::Object(map)
}

fn actions(names: &[String]) -> Value {
    names.iter().map(|name| json!({"action": name})).collect()
}

pub(super) fn condition(found: &Condition) -> Value {
    match found {
        Condition::All(members) => json!({"all": members.iter().map(condition).collect::<Value>()}),
        Condition::Any(members) => json!({"any": members.iter().map(condition).collect::<Value>()}),
        Condition::Not(member) => json!({"not": condition(member)}),
        Condition::Test(found) => test(found),
    }
}

fn test(test: &Test) -> Value {
    let mut map = Map::new();
    if let Some(attribute) = &test.attribute {
        map.insert("attribute".into(), json!(attribute));
    }
    if let Some(operator) = &test.operator {
        map.insert("operator".into(), json!(operator));
    }
    if let Some(found) = &test.value {
        map.insert("value".into(), value(found));
    }
    Value::Object(map)
}

fn value(value: &TestValue) -> Value {
    match value {
        TestValue::Number(number) => Value::Number(number.to_json()),
        TestValue::Text(text) => Value::String(text.clone()),
        TestValue::Numbers(numbers) => numbers.iter().map(|n| Value::Number(n.to_json())).collect(),
        TestValue::Texts(texts) => texts.iter().map(|text| Value::String(text.clone())).collect(),
    }
}

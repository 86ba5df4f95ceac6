//! JSON → document, with every error at its place.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::document::{Condition, Document, FORMAT, Route, RouteId, Test, TestValue};
use super::limits;
use super::operator::{Operator, Takes};
use crate::attribute::{AttributeKey, AttributeType};
use crate::decimal::Decimal;
use crate::error::{FieldError, Pointer};
use crate::json::type_name;

pub(super) fn document(value: &Value) -> Result<Document, Vec<FieldError>> {
    let mut reader = Reader::default();
    let document = reader.document(value);
    match document {
        Some(document) if reader.errors.is_empty() => Ok(document),
        Some(_) | None => Err(reader.errors),
    }
}

/// A condition as a route has it under `if`.
pub(super) fn lone_condition(value: &Value) -> Result<Condition, Vec<FieldError>> {
    let mut reader = Reader::default();
    match reader.route_condition(value, &Pointer::root()) {
        Some(condition) if reader.errors.is_empty() => Ok(condition),
        Some(_) | None => Err(reader.errors),
    }
}

#[derive(Default)]
struct Reader {
    errors: Vec<FieldError>,
}

impl Reader {
    fn error(&mut self, at: &Pointer, code: &str, detail: impl Into<String>) {
        self.errors.push(FieldError::new(at, code, detail));
    }

    fn object<'v>(
        &mut self,
        value: &'v Value,
        at: &Pointer,
        keys: &[&str],
    ) -> Option<&'v Map<String, Value>> {
        let Value::Object(map) = value else {
            self.wrong_type(at, "an object", value);
            return None;
        };
        for key in map.keys().filter(|key| !keys.contains(&key.as_str())) {
            let detail = format!("`{key}` is not a key here; the keys are {}", keys.join(", "));
            self.error(&at.key(key), "unknown_key", detail);
        }
        Some(map)
    }

    fn array<'v>(
        &mut self,
        value: &'v Value,
        at: &Pointer,
        limit: usize,
        what: &str,
    ) -> &'v [Value] {
        let Value::Array(items) = value else {
            self.wrong_type(at, "an array", value);
            return &[];
        };
        if items.len() > limit {
            let detail = format!("{} {what} are more than the limit of {limit}", items.len());
            self.error(at, &format!("too_many_{what}"), detail);
            return &[];
        }
        items
    }

    fn wrong_type(&mut self, at: &Pointer, wanted: &str, found: &Value) {
        self.error(at, "wrong_type", format!("must be {wanted}, not {}", type_name(found)));
    }

    fn text(&mut self, map: &Map<String, Value>, key: &str, at: &Pointer) -> Option<String> {
        match map.get(key)? {
            Value::String(text) => Some(text.clone()),
            other => {
                self.wrong_type(&at.key(key), "a text", other);
                None
            }
        }
    }

    fn name(&mut self, map: &Map<String, Value>, at: &Pointer) -> String {
        let name = self.text(map, "name", at).unwrap_or_default().trim().to_owned();
        if name.chars().count() > limits::NAME_CHARACTERS {
            let detail = format!("a name has at most {} characters", limits::NAME_CHARACTERS);
            self.error(&at.key("name"), "too_long", detail);
        }
        name
    }

    fn document(&mut self, value: &Value) -> Option<Document> {
        let root = Pointer::root();
        let map =
            self.object(value, &root, &["format", "name", "event", "routes", "everything_else"])?;
        match map.get("format") {
            None => {}
            Some(Value::Number(number)) if number.as_u64() == Some(FORMAT) => {}
            Some(Value::Number(number)) => {
                let detail =
                    format!("format {number} is unknown; this release reads format {FORMAT}");
                self.error(&root.key("format"), "unsupported_format", detail);
            }
            Some(other) => self.wrong_type(&root.key("format"), "a number", other),
        }
        let name = self.name(map, &root);
        let event = self.text(map, "event", &root).unwrap_or_default();
        let routes = map.get("routes").map(|routes| self.routes(routes)).unwrap_or_default();
        let everything_else =
            map.get("everything_else").map(|then| self.actions(then, &root.key("everything_else")));
        Some(Document { name, event, routes, everything_else })
    }

    fn routes(&mut self, value: &Value) -> Vec<Route> {
        let at = Pointer::root().key("routes");
        let items = self.array(value, &at, limits::ROUTES, "routes");
        let mut used: HashSet<String> =
            items.iter().filter_map(|item| item.get("id")?.as_str().map(str::to_owned)).collect();
        let mut seen = HashSet::new();
        let mut free = 1..;
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| {
                let at = at.index(index);
                let map = self.object(item, &at, &["id", "name", "if", "then"])?;
                let id = match map.get("id") {
                    Some(given) => self.route_id(given, &at.key("id"), &mut seen)?,
                    None => assign(&mut used, &mut free)?,
                };
                let name = self.name(map, &at);
                let condition =
                    map.get("if").and_then(|found| self.route_condition(found, &at.key("if")));
                let then = map.get("then").map(|then| self.actions(then, &at.key("then")));
                Some(Route { id, name, condition, then: then.unwrap_or_default() })
            })
            .collect()
    }

    fn route_id(
        &mut self,
        value: &Value,
        at: &Pointer,
        seen: &mut HashSet<RouteId>,
    ) -> Option<RouteId> {
        let Value::String(text) = value else {
            self.wrong_type(at, "a text", value);
            return None;
        };
        match text.parse::<RouteId>() {
            Err(error) => {
                self.error(at, "invalid_route_id", error.to_string());
                None
            }
            Ok(id) if !seen.insert(id.clone()) => {
                self.error(
                    at,
                    "duplicate_route_id",
                    format!("`{id}` stands for an earlier route already"),
                );
                None
            }
            Ok(id) => Some(id),
        }
    }

    fn actions(&mut self, value: &Value, at: &Pointer) -> Vec<String> {
        let items = self.array(value, at, limits::VALUES, "actions");
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| {
                let at = at.index(index);
                let map = self.object(item, &at, &["action"])?;
                if !map.contains_key("action") {
                    self.error(&at, "required", "an action needs the key `action`");
                }
                self.text(map, "action", &at)
            })
            .collect()
    }

    fn route_condition(&mut self, value: &Value, at: &Pointer) -> Option<Condition> {
        let mut count = 0;
        let condition = self.condition(value, at, 0, &mut count);
        if count > limits::CONDITIONS_PER_ROUTE {
            let detail = format!(
                "{count} conditions are more than the limit of {}",
                limits::CONDITIONS_PER_ROUTE
            );
            self.error(at, "too_many_conditions", detail);
        }
        condition
    }

    /// `depth` counts the groups above this condition.
    fn condition(
        &mut self,
        value: &Value,
        at: &Pointer,
        depth: usize,
        count: &mut usize,
    ) -> Option<Condition> {
        let Value::Object(map) = value else {
            self.wrong_type(at, "an object", value);
            return None;
        };
        let Some(group) = ["all", "any", "not"].into_iter().find(|key| map.contains_key(*key))
        else {
            *count += 1;
            return self.test(value, at).map(Condition::Test);
        };
        self.object(value, at, &[group])?;
        if depth == limits::DEPTH {
            let detail = format!("groups are nested deeper than the limit of {}", limits::DEPTH);
            self.error(at, "too_deep", detail);
            return None;
        }
        let members = map.get(group)?;
        let at = at.key(group);
        if group == "not" {
            return self
                .condition(members, &at, depth + 1, count)
                .map(|member| Condition::Not(Box::new(member)));
        }
        let members = self
            .array(members, &at, limits::VALUES, "members")
            .iter()
            .enumerate()
            .filter_map(|(index, member)| {
                self.condition(member, &at.index(index), depth + 1, count)
            })
            .collect();
        Some(if group == "all" { Condition::All(members) } else { Condition::Any(members) })
    }

    fn test(&mut self, value: &Value, at: &Pointer) -> Option<Test> {
        let map = self.object(value, at, &["attribute", "operator", "value"])?;
        let attribute = self.text(map, "attribute", at);
        let operator = self.text(map, "operator", at);
        let at = at.key("value");
        let value = map.get("value").and_then(|found| self.value(found, &at));
        if let (Some(attribute), Some(operator), Some(value)) = (&attribute, &operator, &value) {
            self.value_type(attribute, operator, value, &at);
        }
        Some(Test { attribute, operator, value })
    }

    fn value(&mut self, value: &Value, at: &Pointer) -> Option<TestValue> {
        match value {
            Value::Number(number) => self.number(number, at).map(TestValue::Number),
            Value::String(text) => Some(TestValue::Text(text.clone())),
            Value::Array(_) => {
                let items = self.array(value, at, limits::VALUES, "values");
                if items.iter().all(Value::is_string) {
                    let texts =
                        items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
                    return Some(TestValue::Texts(texts));
                }
                self.numbers(items, at)
            }
            Value::Null | Value::Bool(_) | Value::Object(_) => {
                self.wrong_type(at, "a number, a text or an array of one of them", value);
                None
            }
        }
    }

    fn numbers(&mut self, items: &[Value], at: &Pointer) -> Option<TestValue> {
        let mut numbers = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Value::Number(number) => numbers.push(self.number(number, &at.index(index))?),
                other => {
                    self.wrong_type(&at.index(index), "a number, like the other values", other);
                    return None;
                }
            }
        }
        Some(TestValue::Numbers(numbers))
    }

    fn number(&mut self, number: &serde_json::Number, at: &Pointer) -> Option<Decimal> {
        Decimal::from_json(number)
            .map_err(|error| self.error(at, error.code(), error.to_string()))
            .ok()
    }

    /// A value whose JSON type can never fit its attribute and operator, such as a number written as text.
    fn value_type(&mut self, attribute: &str, operator: &str, value: &TestValue, at: &Pointer) {
        let (Ok(attribute), Ok(operator)) =
            (attribute.parse::<AttributeKey>(), operator.parse::<Operator>())
        else {
            return;
        };
        // Which operators fit is the check's question; without a fit there is no wanted type either.
        if !operator.applies_to(attribute.attribute_type()) {
            return;
        }
        let numeric = match attribute.attribute_type() {
            AttributeType::WholeNumber | AttributeType::Number => true,
            AttributeType::Code(_) | AttributeType::ListSet => false,
        };
        let wanted = match (operator.takes(), numeric) {
            (Takes::Nothing, _) => return,
            (Takes::One, true) => "a number",
            (Takes::One, false) | (Takes::List, _) => "a text",
            (Takes::Pair, _) => "an array of two numbers",
            (Takes::Many | Takes::Lists, _) => "an array of texts",
        };
        let (fits, found) = match value {
            TestValue::Number(_) => (wanted == "a number", "a number"),
            TestValue::Text(_) => (wanted == "a text", "a text"),
            TestValue::Numbers(_) => (wanted == "an array of two numbers", "an array of numbers"),
            TestValue::Texts(texts) => {
                let empty_pair = texts.is_empty() && wanted == "an array of two numbers";
                (empty_pair || wanted == "an array of texts", "an array of texts")
            }
        };
        if !fits {
            let detail = format!("`{attribute}` with `{operator}` takes {wanted}, not {found}");
            self.error(at, "wrong_type", detail);
        }
    }
}

/// The next free id `rt_01`, `rt_02` …
fn assign(used: &mut HashSet<String>, free: &mut std::ops::RangeFrom<u32>) -> Option<RouteId> {
    let id = free.map(|number| format!("rt_{number:02}")).find(|id| !used.contains(id))?;
    used.insert(id.clone());
    id.parse().ok()
}

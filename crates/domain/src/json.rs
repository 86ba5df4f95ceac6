//! Strict JSON: a body that says one thing twice is refused instead of half-read.

mod numbers;
mod tree;

use std::cell::RefCell;

use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::decimal::Decimal;

pub use tree::{Object, Tree};

use tree::{Numbers, Strict};

/// Why bytes are not a JSON document that we read.
#[derive(Debug, thiserror::Error)]
pub enum InvalidJson {
    /// Not UTF-8.
    #[error("the body is not valid UTF-8: byte {position} starts no character")]
    Utf8 {
        /// Offset of the first bad byte.
        position: usize,
    },
    /// Not JSON, or a key stands twice in one object.
    #[error("the body is not valid JSON: {0}")]
    Syntax(#[from] serde_json::Error),
}

/// Reads one JSON document. Objects must not hold a key twice; nesting is bounded by `serde_json` (128).
pub fn parse_strict(bytes: &[u8]) -> Result<Value, InvalidJson> {
    parse_tree(bytes).map(Tree::into_value)
}

/// The same for a document that is read into something narrower at once.
pub fn parse_tree(bytes: &[u8]) -> Result<Tree<'_>, InvalidJson> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| InvalidJson::Utf8 { position: error.valid_up_to() })?;
    let numbers = RefCell::default();
    let tree = read(text, &numbers)?;
    let mut numbers = numbers.into_inner();
    if numbers.zeros.is_empty() {
        return Ok(tree);
    }
    numbers.vanishing = numbers::vanishing(text, &numbers.zeros);
    if numbers.vanishing.is_empty() {
        return Ok(tree);
    }
    let vanishing = Numbers { vanishing: numbers.vanishing, ..Numbers::default() };
    Ok(read(text, &RefCell::new(vanishing))?)
}

fn read<'a>(text: &'a str, numbers: &RefCell<Numbers>) -> Result<Tree<'a>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let tree = Strict(numbers).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(tree)
}

/// The JSON type of a value, in words for an error message.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// One text for all JSON documents that say the same: keys sorted, numbers in their shortest form.
pub fn canonical(value: &Value) -> String {
    canonical_tree(&Tree::of(value))
}

/// The same of a tree.
pub fn canonical_tree(tree: &Tree<'_>) -> String {
    let mut text = String::new();
    write_canonical(tree, &mut text);
    text
}

fn write_canonical(tree: &Tree<'_>, out: &mut String) {
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(number) => {
            let shortest = Decimal::from_json(number).map(Decimal::to_json);
            out.push_str(&shortest.unwrap_or_else(|_| number.clone()).to_string());
        }
        Tree::Text(text) => out.push_str(&quoted(text)),
        Tree::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                write_canonical(item, out);
            }
            out.push(']');
        }
        Tree::Object(object) => {
            let mut entries: Vec<(&str, &Tree<'_>)> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (place, (key, value)) in entries.into_iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                out.push_str(&quoted(key));
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

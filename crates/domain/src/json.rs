//! Strict JSON: a body that says one thing twice is refused instead of half-read.

mod numbers;
mod quick;
mod strict;
mod tree;

use serde_json::Value;

use crate::decimal::Decimal;

pub use tree::{Array, Document, Object, Tree};

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
    parse_tree(bytes).map(|document| document.root().to_value())
}

/// The same for a document that is read into something narrower at once.
pub fn parse_tree(bytes: &[u8]) -> Result<Document<'_>, InvalidJson> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| InvalidJson::Utf8 { position: error.valid_up_to() })?;
    // What is wrong is found by one of them alone.
    quick::read(text).map_or_else(|| Ok(strict::read(text)?), Ok)
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
    canonical_tree(Document::of(value).root())
}

/// The same of a tree.
pub fn canonical_tree(tree: Tree<'_>) -> String {
    let mut text = String::new();
    write_canonical(tree, &mut text);
    text
}

fn write_canonical(tree: Tree<'_>, out: &mut String) {
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        Tree::Number(number) => {
            let shortest = Decimal::from_json(number).map(Decimal::to_json);
            out.push_str(&shortest.unwrap_or_else(|_| number.clone()).to_string());
        }
        Tree::Text(text) => write_quoted(text, out),
        Tree::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                write_canonical(item, out);
            }
            out.push(']');
        }
        Tree::Object(object) => {
            let mut entries: Vec<(&str, Tree<'_>)> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (place, (key, value)) in entries.into_iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                write_quoted(key, out);
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
    }
}

fn write_quoted(text: &str, out: &mut String) {
    if text.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)) {
        out.push_str(&Value::from(text).to_string());
        return;
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}

#[cfg(test)]
mod tests;

//! The workflow document: a well-formed text of a workflow, possibly unfinished.
//!
//! Well-formed means known keys, right JSON types, within limits. Whether names exist and values make sense is
//! asked later, by the engine's check; so attribute and operator are text here.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::decimal::Decimal;
use crate::error::FieldError;

/// The format number of the documents that this release reads and writes.
pub const FORMAT: u64 = 1;

/// A route's id: `rt_` and 1 to 40 lower-case letters, digits or underscores. Stable across edits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteId(String);

/// Why a text is not a route id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a route id: use `rt_` and 1 to 40 lower-case letters, digits or underscores")]
pub struct InvalidRouteId(pub String);

impl RouteId {
    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RouteId {
    type Err = InvalidRouteId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let valid = text.strip_prefix("rt_").is_some_and(|rest| {
            (1..=40).contains(&rest.len())
                && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        });
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidRouteId(text.to_owned())) }
    }
}

impl fmt::Display for RouteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A workflow as people write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The workflow's name; may be empty while unfinished.
    pub name: String,
    /// The event, as text; empty while unfinished.
    pub event: String,
    /// In the order in which they are tried.
    pub routes: Vec<Route>,
    /// What happens when no route matches; `None` while unfinished.
    pub everything_else: Option<Vec<String>>,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Unique in the document; assigned while reading if absent.
    pub id: RouteId,
    /// May be empty while unfinished.
    pub name: String,
    /// `if`; `None` while unfinished.
    pub condition: Option<Condition>,
    /// `then`: names of actions, in order; empty while unfinished.
    pub then: Vec<String>,
}

/// A group or a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of these hold. May be empty while unfinished.
    All(Vec<Condition>),
    /// At least one of these holds. May be empty while unfinished.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// Attribute, operator, value.
    Test(Test),
}

/// Attribute + operator + value; each may be absent while unfinished.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Test {
    /// The attribute's key.
    pub attribute: Option<String>,
    /// The operator's name.
    pub operator: Option<String>,
    /// The value to compare with.
    pub value: Option<TestValue>,
}

/// A value of a test in one of the JSON types that values have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestValue {
    /// One number.
    Number(Decimal),
    /// One text: a code, or a list by id or key.
    Text(String),
    /// Several numbers.
    Numbers(Vec<Decimal>),
    /// Several texts; an empty array is read as this.
    Texts(Vec<String>),
}

impl Condition {
    /// Reads a condition as a route has it under `if`, with the same limits and the same errors. Pointers begin there.
    pub fn from_json(value: &Value) -> Result<Self, Vec<FieldError>> {
        super::parse::lone_condition(value)
    }

    /// The canonical JSON form.
    pub fn to_json(&self) -> Value {
        super::print::condition(self)
    }
}

impl Document {
    /// A document with no routes, as a new workflow begins.
    pub fn empty(name: &str, event: &str) -> Self {
        Self {
            name: name.to_owned(),
            event: event.to_owned(),
            routes: Vec::new(),
            everything_else: None,
        }
    }

    /// Reads a document. Absent parts are allowed, wrong ones are not: unknown keys, wrong JSON types, numbers
    /// with more than four fraction digits, invalid or doubled route ids and anything over a limit are errors,
    /// and all of them are returned. Values whose JSON type cannot fit their attribute and operator (a number
    /// as text) are errors as well.
    pub fn from_json(value: &Value) -> Result<Self, Vec<FieldError>> {
        super::parse::document(value)
    }

    /// The canonical JSON form: keys in fixed order, absent parts left out.
    pub fn to_json(&self) -> Value {
        super::print::document(self)
    }
}

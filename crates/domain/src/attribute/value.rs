//! The values of attributes as a decision reads them, and how they are kept.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use super::{AttributeKey, AttributeType, Code};
use crate::decimal::Decimal;
use crate::ids::{ItemId, ListId};

/// One value. Sets of lists are kept apart, see [`Attributes::list_matches`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributeValue {
    /// A number, whole or not.
    Number(Decimal),
    /// A code of the attribute's set.
    Code(Code),
}

impl AttributeValue {
    /// As JSON: a number or a text.
    pub fn to_json(self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number.to_json()),
            Self::Code(code) => Value::String(code.to_string()),
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The integrator sent it; it wins over a derived one.
    Sent,
    /// Computed from what the inquiry holds.
    Derived,
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced {
    /// The value.
    pub value: AttributeValue,
    /// Sent or derived.
    pub origin: Origin,
    /// What it was derived from: a field (`birthdate`) or a verification's id.
    pub from: Option<String>,
}

/// A list that an inquiry is on, with the item that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListMatch {
    /// The list.
    pub list: ListId,
    /// The item that matched: the most specific, then the lowest id. `None` when a caller of `try` or an
    /// import named the list alone.
    pub item: Option<ItemId>,
    /// The list's revision that was asked.
    pub revision: i64,
}

/// Everything a decision reads about one inquiry. Computed once, at completion, and stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Present values; an absent key is *missing*. Never holds [`AttributeKey::ListMatches`].
    pub values: BTreeMap<AttributeKey, Sourced>,
    /// Lists that match, ordered by list id, each once.
    pub list_matches: Vec<ListMatch>,
}

impl Attributes {
    /// The value of a number or code attribute; `None` is missing.
    pub fn get(&self, key: AttributeKey) -> Option<AttributeValue> {
        self.values.get(&key).map(|sourced| sourced.value)
    }

    /// Whether the inquiry is on `list`.
    pub fn is_on(&self, list: ListId) -> bool {
        self.list_matches.iter().any(|found| found.list == list)
    }

    /// The match on `list`, if there is one.
    pub fn match_on(&self, list: ListId) -> Option<ListMatch> {
        self.list_matches.iter().find(|found| found.list == list).copied()
    }

    /// Reads a value back from JSON for `key`, in the form that [`AttributeValue::to_json`] gives.
    pub fn value_from_json(key: AttributeKey, value: &Value) -> Option<AttributeValue> {
        match (key.attribute_type(), value) {
            (AttributeType::WholeNumber | AttributeType::Number, Value::Number(number)) => {
                Decimal::from_json(number).ok().map(AttributeValue::Number)
            }
            (AttributeType::Code(_), Value::String(text)) => {
                Code::parse(text).map(AttributeValue::Code)
            }
            (
                AttributeType::WholeNumber
                | AttributeType::Number
                | AttributeType::Code(_)
                | AttributeType::ListSet,
                _,
            ) => None,
        }
    }
}

#[derive(Deserialize)]
struct StoredValue {
    value: Value,
    origin: Origin,
    from: Option<String>,
}

impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => number.to_json().serialize(serializer),
            Self::Code(code) => serializer.collect_str(code),
        }
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("values", &Values(&self.values))?;
        map.serialize_entry("list_matches", &self.list_matches)?;
        map.end()
    }
}

struct Values<'a>(&'a BTreeMap<AttributeKey, Sourced>);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, sourced) in self.0 {
            map.serialize_entry(key.as_str(), &Stored(sourced))?;
        }
        map.end()
    }
}

struct Stored<'a>(&'a Sourced);

impl Serialize for Stored<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("value", &self.0.value)?;
        map.serialize_entry("origin", &self.0.origin)?;
        map.serialize_entry("from", &self.0.from)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Stored {
            values: BTreeMap<String, StoredValue>,
            list_matches: Vec<ListMatch>,
        }
        let stored = Stored::deserialize(deserializer)?;
        let mut values = BTreeMap::new();
        for (name, entry) in stored.values {
            let key: AttributeKey = name.parse().map_err(de::Error::custom)?;
            let value = Self::value_from_json(key, &entry.value).ok_or_else(|| {
                de::Error::custom(format!("`{name}` has a value of the wrong type"))
            })?;
            values.insert(key, Sourced { value, origin: entry.origin, from: entry.from });
        }
        Ok(Self { values, list_matches: stored.list_matches })
    }
}

//! A JSON document as it stands in its bytes: texts are borrowed from them wherever nothing is escaped, and the keys of
//! an object keep their order. What is read into something narrower at once needs no more.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Up to so many keys of an object are compared with each other; more are looked up.
const FEW_KEYS: usize = 32;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(Cow<'a, str>),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Object<'a>),
}

/// The keys of an object, each once, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Tree<'a>)>);

impl<'a> Object<'a> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Tree<'a>> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Takes a key out; the others keep their order.
    pub fn take(&mut self, key: &str) -> Option<Tree<'a>> {
        let place = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(place).1)
    }

    /// Keys and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tree<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// Whether there is no key.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Tree<'a> {
    /// The tree of a value that was read before.
    pub fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::Array(items.iter().map(Self::of).collect()),
            Value::Object(map) => Self::Object(Object::of(map)),
        }
    }

    /// The same as a value that owns its texts.
    pub fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::String(text.into_owned()),
            Self::Array(items) => items.into_iter().map(Self::into_value).collect(),
            Self::Object(Object(entries)) => {
                let mut map = Map::with_capacity(entries.len());
                map.extend(
                    entries.into_iter().map(|(key, value)| (key.into_owned(), value.into_value())),
                );
                Value::Object(map)
            }
        }
    }

    /// Its JSON type, in words for an error message.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<'a> Object<'a> {
    /// The object of a map that was read before.
    pub fn of(map: &'a Map<String, Value>) -> Self {
        let entries = map.iter();
        Self(entries.map(|(key, value)| (Cow::Borrowed(key.as_str()), Tree::of(value))).collect())
    }
}

/// Numbers are counted, so that one can be found again in the text.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) seen: usize,
    /// Those that were read as zero with a point or an exponent.
    pub(super) zeros: Vec<usize>,
    /// Those that stand for less than the smallest number that there is, in their order.
    pub(super) vanishing: Vec<usize>,
}

/// Reads one value strictly.
pub(super) struct Strict<'n>(pub(super) &'n RefCell<Numbers>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Tree<'de>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree<'de>, E> {
        self.0.borrow_mut().seen += 1;
        Ok(Tree::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree<'de>, E> {
        self.0.borrow_mut().seen += 1;
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree<'de>, E> {
        let mut numbers = self.0.borrow_mut();
        let place = numbers.seen;
        numbers.seen += 1;
        let mut value = value;
        if value == 0.0 {
            numbers.zeros.push(place);
            if numbers.vanishing.binary_search(&place).is_ok() {
                // Not zero, and with more digits than anything of ours takes.
                value = f64::MIN_POSITIVE;
            }
        }
        Number::from_f64(value).map(Tree::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Tree<'de>, E> {
        text(Cow::Borrowed(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Tree<'de>, E> {
        text(Cow::Owned(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Tree<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(Strict(self.0))? {
            items.push(item);
        }
        Ok(Tree::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree<'de>, A::Error> {
        let mut entries: Vec<(Cow<'de, str>, Tree<'de>)> = Vec::new();
        let mut many: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(key) = access.next_key_seed(Key)? {
            if entries.len() == FEW_KEYS {
                many.extend(entries.iter().map(|(key, _)| key.clone()));
            }
            let twice = if entries.len() < FEW_KEYS {
                entries.iter().any(|(known, _)| *known == key)
            } else {
                !many.insert(key.clone())
            };
            if twice {
                return Err(de::Error::custom(format!("key `{key}` stands twice in one object")));
            }
            let value = access.next_value_seed(Strict(self.0))?;
            if entries.capacity() == 0 {
                entries.reserve_exact(8);
            }
            entries.push((key, value));
        }
        Ok(Tree::Object(Object(entries)))
    }
}

/// PostgreSQL cannot store U+0000, so no text of ours may hold it.
fn text<E: de::Error>(value: Cow<'_, str>) -> Result<Tree<'_>, E> {
    if value.contains('\0') {
        return Err(E::custom("a text must not contain the character U+0000"));
    }
    Ok(Tree::Text(value))
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: de::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

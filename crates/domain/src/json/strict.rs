//! Reads any text, and says what is wrong with it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::numbers;
use super::tree::{Builder, Document, Node};

/// Up to so many keys of an object are compared with each other; more are looked up.
const FEW_KEYS: usize = 32;

/// Reads a text.
pub(super) fn read(text: &str) -> Result<Document<'_>, serde_json::Error> {
    let mut numbers = Numbers::default();
    let document = read_once(text, &mut numbers)?;
    if numbers.zeros.is_empty() {
        return Ok(document);
    }
    let vanishing = numbers::vanishing(text, &numbers.zeros);
    if vanishing.is_empty() {
        return Ok(document);
    }
    read_once(text, &mut Numbers { vanishing, ..Numbers::default() })
}

fn read_once<'a>(text: &'a str, numbers: &mut Numbers) -> Result<Document<'a>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut builder = Builder::default();
    Strict { builder: &mut builder, numbers }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(builder.finish())
}

/// Numbers are counted, so that one can be found again in the text.
#[derive(Debug, Default)]
struct Numbers {
    seen: usize,
    /// Those that were read as zero with a point or an exponent.
    zeros: Vec<usize>,
    /// Those that stand for less than the smallest number that there is, in their order.
    vanishing: Vec<usize>,
}

/// Reads one value strictly.
struct Strict<'s, 'a> {
    builder: &'s mut Builder<'a>,
    numbers: &'s mut Numbers,
}

impl<'a> Strict<'_, 'a> {
    /// To read one after the other.
    fn again(&mut self) -> Strict<'_, 'a> {
        Strict { builder: self.builder, numbers: self.numbers }
    }

    fn number(self, number: Number) {
        self.numbers.seen += 1;
        self.builder.push(Node::Number(number));
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_, 'de> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.builder.push(Node::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.number(value.into());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.number(value.into());
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        let place = self.numbers.seen;
        let mut value = value;
        if value == 0.0 {
            self.numbers.zeros.push(place);
            if self.numbers.vanishing.binary_search(&place).is_ok() {
                // Not zero, and with more digits than anything of ours takes.
                value = f64::MIN_POSITIVE;
            }
        }
        let number = Number::from_f64(value);
        self.number(number.ok_or_else(|| E::custom("number out of range"))?);
        Ok(())
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<(), E> {
        require_storable(value)?;
        self.builder.push(Node::Text(value));
        Ok(())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        require_storable(value)?;
        self.builder.push(Node::Unescaped(value.into()));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.builder.push(Node::Null);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        let place = self.builder.open();
        let mut members = 0;
        while sequence.next_element_seed(self.again())?.is_some() {
            members += 1;
        }
        self.builder.close_array(place, members);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        let place = self.builder.open();
        let mut keys: Vec<Cow<'de, str>> = Vec::new();
        let mut many: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(key) = access.next_key_seed(Key)? {
            if keys.len() == FEW_KEYS {
                many.extend(keys.iter().cloned());
            }
            let twice =
                if keys.len() < FEW_KEYS { keys.contains(&key) } else { !many.insert(key.clone()) };
            if twice {
                return Err(de::Error::custom(format!("key `{key}` stands twice in one object")));
            }
            self.builder.push(match &key {
                Cow::Borrowed(text) => Node::Text(text),
                Cow::Owned(text) => Node::Unescaped(text.as_str().into()),
            });
            keys.push(key);
            access.next_value_seed(self.again())?;
        }
        self.builder.close_object(place);
        Ok(())
    }
}

/// PostgreSQL cannot store U+0000, so no text of ours may hold it.
fn require_storable<E: de::Error>(text: &str) -> Result<(), E> {
    if text.contains('\0') {
        return Err(E::custom("a text must not contain the character U+0000"));
    }
    Ok(())
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

//! Facts straight from the attributes of a body, in one pass and without a tree in between.

use std::fmt;
use std::sync::LazyLock;

use pointsman_domain::attribute::{AttributeKey, AttributeType, Code, CodeSet};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Facts, LETTERS, PAIRS, pair};
use crate::checked::{CodeAttribute, NumberAttribute};

const STEPS_PER_UNIT: f64 = 10_000.0;

/// Attributes as `try` takes them, with lists by id. What is `null` or not there is missing; values are held to
/// the same types, ranges and sets as those of a body, and nothing may stand twice.
impl<'de> serde::Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AttributesVisitor)
    }
}

struct AttributesVisitor;

impl<'de> Visitor<'de> for AttributesVisitor {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
        let mut numbers = [None; NumberAttribute::ALL.len()];
        let mut codes = [None; CodeAttribute::ALL.len()];
        let mut lists = Vec::new();
        let mut seen = 0_u32;
        while let Some(key) = map.next_key_seed(KeySeed)? {
            if seen & (1 << key as u32) != 0 {
                return Err(A::Error::custom(format_args!(
                    "key `{key}` stands twice in one object"
                )));
            }
            seen |= 1 << key as u32;
            let [age, similarity, liveness, attempts] = &mut numbers;
            let [country, us_state] = &mut codes;
            match key {
                AttributeKey::Age => *age = map.next_value_seed(NumberSeed(key))?,
                AttributeKey::DocumentSimilarityScore => {
                    *similarity = map.next_value_seed(NumberSeed(key))?;
                }
                AttributeKey::LivenessCheckScore => {
                    *liveness = map.next_value_seed(NumberSeed(key))?;
                }
                AttributeKey::FailedVerificationAttempts => {
                    *attempts = map.next_value_seed(NumberSeed(key))?;
                }
                AttributeKey::Country => {
                    *country = map.next_value_seed(CodeSeed(CodeSet::Country))?;
                }
                AttributeKey::UsState => {
                    *us_state = map.next_value_seed(CodeSeed(CodeSet::UsState))?;
                }
                AttributeKey::ListMatches => lists = map.next_value_seed(ListsSeed)?,
            }
        }
        let [country, us_state] = codes;
        if us_state.is_some() && country != Some(Code::US) {
            return Err(A::Error::custom("`us_state` can be sent only when `country` is US"));
        }
        Ok(Facts::of(numbers, codes, Some(lists)))
    }
}

struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = AttributeKey;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeKey, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = AttributeKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an attribute")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<AttributeKey, E> {
        name.parse().map_err(E::custom)
    }
}

/// A number of an attribute, or `null`.
struct NumberSeed(AttributeKey);

impl<'de> DeserializeSeed<'de> for NumberSeed {
    type Value = Option<Decimal>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl NumberSeed {
    fn within<E: Error>(&self, number: Decimal) -> Result<Option<Decimal>, E> {
        let key = self.0;
        let whole = key.attribute_type() == AttributeType::WholeNumber;
        let (low, high) = key.range().unwrap_or_default();
        let in_range = Decimal::from_whole(low) <= number && number <= Decimal::from_whole(high);
        if in_range && (!whole || number.is_whole()) {
            return Ok(Some(number));
        }
        let kind = if whole { "a whole number" } else { "a number" };
        Err(E::custom(format_args!("`{key}` must be {kind} from {low} to {high}")))
    }
}

impl Visitor<'_> for NumberSeed {
    type Value = Option<Decimal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.within(i32::try_from(value).map_or(Decimal::MAX, Decimal::from_whole))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.within(i32::try_from(value).map_or(Decimal::MIN, Decimal::from_whole))
    }

    /// Within the range of attributes, only one decimal of four digits is nearest to a floating-point number:
    /// if dividing gives the very number, that is what was written.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        let steps = (value * STEPS_PER_UNIT).round();
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and is then out of range")]
        let number = Decimal::from_ten_thousandths(steps as i64);
        let number = self.within(number)?;
        #[expect(clippy::float_cmp, reason = "the very number is meant")]
        if steps / STEPS_PER_UNIT != value {
            return Err(E::custom(format_args!(
                "`{value}` has more than four digits after the point"
            )));
        }
        Ok(number)
    }
}

/// A code of a set, or `null`.
struct CodeSeed(CodeSet);

impl<'de> DeserializeSeed<'de> for CodeSeed {
    type Value = Option<Code>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for CodeSeed {
    type Value = Option<Code>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match Code::parse(text).filter(|code| is_in(self.0, *code)) {
            Some(code) => Ok(Some(code)),
            None => Err(E::custom(format_args!("`{text}` is not a {}", self.0.as_str()))),
        }
    }
}

/// By the places of two letters, which codes are countries and which states. Asking the sets themselves makes a
/// text each time.
static MEMBERS: LazyLock<[[bool; PAIRS]; 2]> = LazyLock::new(|| {
    [CodeSet::Country, CodeSet::UsState].map(|set| {
        let mut members = [false; PAIRS];
        for (place, member) in members.iter_mut().enumerate() {
            let letters = [place / LETTERS, place % LETTERS]
                .map(|letter| char::from(b'A' + u8::try_from(letter).unwrap_or_default()));
            let code = Code::parse(&String::from_iter(letters));
            *member = code.is_some_and(|code| set.contains(code));
        }
        members
    })
});

fn is_in(set: CodeSet, code: Code) -> bool {
    let [countries, states] = &*MEMBERS;
    let members = match set {
        CodeSet::Country => countries,
        CodeSet::UsState => states,
    };
    members.get(pair(code)).copied().unwrap_or(false)
}

/// Lists by id; they come out ordered, each once.
struct ListsSeed;

impl<'de> DeserializeSeed<'de> for ListsSeed {
    type Value = Vec<ListId>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ListsSeed {
    type Value = Vec<ListId>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of list ids")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut lists = Vec::new();
        while let Some(list) = sequence.next_element_seed(ListSeed)? {
            lists.push(list);
        }
        lists.sort_unstable();
        lists.dedup();
        Ok(lists)
    }
}

struct ListSeed;

impl<'de> DeserializeSeed<'de> for ListSeed {
    type Value = ListId;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ListId, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for ListSeed {
    type Value = ListId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a list")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ListId, E> {
        text.parse().map_err(E::custom)
    }
}

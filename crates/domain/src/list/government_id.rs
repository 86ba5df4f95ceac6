//! Numbers of identity documents, compared by their letters and digits.

use std::fmt;

use super::fold_text::compatible;
use super::{InvalidItem, ItemPart, WrittenItem};

/// Between number and class in the canonical text; neither can hold it.
const SEPARATOR: char = '\t';

/// A document's number and class, only letters and digits, upper-cased. An item without a class matches any.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GovernmentId {
    /// The number; never empty.
    pub number: String,
    /// The class, such as `DL`; never empty.
    pub class: Option<String>,
}

impl GovernmentId {
    /// What an inquiry's fields say; `None` if no letter or digit is left of the number.
    pub fn of_inquiry(number: &str, class: Option<&str>) -> Option<Self> {
        let number = letters_and_digits(number)?;
        Some(Self { number, class: class.and_then(letters_and_digits) })
    }

    pub(super) fn parse(written: &WrittenItem) -> Result<Self, InvalidItem> {
        let missing =
            || InvalidItem::new(ItemPart::Number, "required", "a government id needs its number");
        let text = written.get(ItemPart::Number).ok_or_else(missing)?;
        let none_left = |part: ItemPart, text: &str| {
            let detail = format!("`{text}` holds no letter and no digit");
            InvalidItem::new(part, "invalid_government_id", detail)
        };
        let number = letters_and_digits(text).ok_or_else(|| none_left(ItemPart::Number, text))?;
        let class = written
            .get(ItemPart::Class)
            .map(|text| letters_and_digits(text).ok_or_else(|| none_left(ItemPart::Class, text)))
            .transpose()?;
        Ok(Self { number, class })
    }

    /// Reads back what `Display` wrote.
    pub(super) fn read(text: &str) -> Self {
        match text.split_once(SEPARATOR) {
            None => Self { number: text.to_owned(), class: None },
            Some((number, class)) => {
                Self { number: number.to_owned(), class: Some(class.to_owned()) }
            }
        }
    }

    /// Whether this item matches what an inquiry says.
    pub fn matches(&self, inquiry: &Self) -> bool {
        self.number == inquiry.number && (self.class.is_none() || self.class == inquiry.class)
    }
}

/// `None` if there are none.
pub(super) fn letters_and_digits(text: &str) -> Option<String> {
    let upper: String = kept(text).chars().flat_map(char::to_uppercase).collect();
    // A letter such as ΐ has no single capital: it becomes a letter with marks, which do not count either.
    let kept = if upper.is_ascii() { upper } else { kept(&upper) };
    (!kept.is_empty()).then_some(kept)
}

fn kept(text: &str) -> String {
    compatible(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

impl fmt::Display for GovernmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.class {
            None => f.write_str(&self.number),
            Some(class) => write!(f, "{}{SEPARATOR}{class}", self.number),
        }
    }
}

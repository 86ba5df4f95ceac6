//! Names of people, compared after folding; first names also by similarity.

use std::fmt;

use super::fold::{folded_name, spaced};
use super::fold_text::composed;
use super::similarity::SimilarityReader;
use super::{InvalidItem, ItemPart, WrittenItem};
use crate::decimal::Decimal;

/// Between the parts in the canonical text; no folded name can hold it.
const SEPARATOR: char = '\t';

/// A person's name as an inquiry gives it, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    /// The last name; never empty.
    pub last: String,
    /// The first name; never empty.
    pub first: Option<String>,
}

/// What an item of a list of names matches. Its `Display` is canonical: last name, first name, threshold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamePattern {
    /// The last name, folded; never empty.
    pub last: String,
    /// The first name; without one the last name alone decides.
    pub first: Option<FirstName>,
}

/// The first name of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FirstName {
    /// Folded; never empty.
    pub name: String,
    /// From this similarity on other first names match too.
    pub threshold: Option<Threshold>,
}

/// A similarity from 0.8 to 1, in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Threshold(u16);

/// How an item matches a name, the most specific first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameMatch {
    /// First and last name are the same.
    Same,
    /// The last name is the same, the first name is alike.
    Alike,
    /// The item has the last name alone.
    LastName,
}

impl PersonName {
    /// What an inquiry's fields say; `None` if nothing is left of the last name.
    pub fn of_inquiry(first: Option<&str>, last: &str) -> Option<Self> {
        let last = folded(last)?;
        Some(Self { last, first: first.and_then(folded) })
    }
}

impl Threshold {
    /// The least.
    pub const MIN: Self = Self(8_000);
    /// The greatest: only equal names are as alike as that.
    pub const MAX: Self = Self(10_000);

    /// From a decimal within the bounds.
    pub fn new(decimal: Decimal) -> Option<Self> {
        let count = u16::try_from(decimal.ten_thousandths()).ok()?;
        (Self::MIN.0..=Self::MAX.0).contains(&count).then_some(Self(count))
    }

    /// How many ten-thousandths it is.
    pub const fn ten_thousandths(self) -> u16 {
        self.0
    }

    /// As a decimal.
    pub fn decimal(self) -> Decimal {
        Decimal::from_ten_thousandths(i64::from(self.0))
    }

    fn parse(text: &str) -> Result<Self, InvalidItem> {
        let part = ItemPart::Threshold;
        let decimal = Decimal::parse(text)
            .map_err(|error| InvalidItem::new(part, error.code(), error.to_string()))?;
        Self::new(decimal).ok_or_else(|| {
            let detail = format!(
                "`{text}` is not a similarity from {} to {}",
                Self::MIN.decimal(),
                Self::MAX.decimal()
            );
            InvalidItem::new(part, "out_of_range", detail)
        })
    }
}

impl NamePattern {
    /// The pattern, and the names as they were written where that is more than what is compared.
    pub(super) fn parse(written: &WrittenItem) -> Result<(Self, Option<String>), InvalidItem> {
        let (last, last_written) = name(written, ItemPart::Last)?.ok_or_else(|| {
            InvalidItem::new(ItemPart::Last, "required", "a name needs a last name")
        })?;
        let first = name(written, ItemPart::First)?;
        let threshold = written.get(ItemPart::Threshold).map(Threshold::parse).transpose()?;
        if threshold.is_some() && first.is_none() {
            let detail = "a similarity needs a first name; without one every first name matches";
            return Err(InvalidItem::new(ItemPart::Threshold, "without_first_name", detail));
        }
        let as_written = match &first {
            None => last_written,
            Some((_, first_written)) => format!("{last_written}{SEPARATOR}{first_written}"),
        };
        let first = first.map(|(name, _)| FirstName { name, threshold });
        let pattern = Self { last, first };
        let adds = as_written != pattern.names();
        Ok((pattern, adds.then_some(as_written)))
    }

    /// Reads back what `Display` wrote; `None` for anything else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(SEPARATOR);
        let last = parts.next().filter(|last| !last.is_empty())?.to_owned();
        let first = match parts.next() {
            None => None,
            Some(name) => {
                let threshold = match parts.next() {
                    None => None,
                    Some(text) => Some(Threshold::parse(text).ok()?),
                };
                Some(FirstName { name: name.to_owned(), threshold })
            }
        };
        parts.next().is_none().then_some(Self { last, first })
    }

    /// Whether and how it matches a name.
    pub fn matches(&self, name: &PersonName) -> Option<NameMatch> {
        if self.last != name.last {
            return None;
        }
        let Some(ours) = &self.first else { return Some(NameMatch::LastName) };
        let theirs = name.first.as_ref()?;
        if ours.name == *theirs {
            return Some(NameMatch::Same);
        }
        let threshold = ours.threshold?;
        let [ours, theirs] = [&ours.name, theirs].map(|name| name.chars().collect::<Vec<_>>());
        let similarity = SimilarityReader::default().compare(&ours, &theirs);
        similarity.reaches(threshold).then_some(NameMatch::Alike)
    }

    fn names(&self) -> String {
        match &self.first {
            None => self.last.clone(),
            Some(first) => format!("{}{SEPARATOR}{}", self.last, first.name),
        }
    }
}

/// Last and first name of what [`NamePattern::parse`] keeps of the writing.
pub(super) fn names_written(text: &str) -> (&str, Option<&str>) {
    match text.split_once(SEPARATOR) {
        None => (text, None),
        Some((last, first)) => (last, Some(first)),
    }
}

/// A part that is a name: folded, and as it was written.
fn name(written: &WrittenItem, part: ItemPart) -> Result<Option<(String, String)>, InvalidItem> {
    let Some(text) = written.get(part) else { return Ok(None) };
    let folded = folded(text).ok_or_else(|| {
        InvalidItem::new(part, "invalid_name", format!("`{text}` holds no letter"))
    })?;
    Ok(Some((folded, spaced(&composed(text)))))
}

fn folded(text: &str) -> Option<String> {
    Some(folded_name(text)).filter(|name| !name.is_empty())
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.last)?;
        let Some(first) = &self.first else { return Ok(()) };
        write!(f, "{SEPARATOR}{}", first.name)?;
        match first.threshold {
            None => Ok(()),
            Some(threshold) => write!(f, "{SEPARATOR}{}", threshold.decimal()),
        }
    }
}

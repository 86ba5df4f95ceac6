//! An item as callers and people see it: the parts that were written, and one line of text.

use std::fmt;

use super::name::names_written;
use super::{FirstName, GovernmentId, ListType, NamePattern, Threshold};

/// The parts of a stored item. Its `Display` is the line that people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKeys {
    /// An item of one part.
    Value(String),
    /// A name, as it was written.
    Name {
        /// The first name.
        first: Option<String>,
        /// The last name.
        last: String,
        /// From which similarity on other first names match too.
        threshold: Option<Threshold>,
    },
    /// A government id.
    GovernmentId {
        /// The class; without one any matches.
        class: Option<String>,
        /// The number.
        number: String,
    },
}

impl ItemKeys {
    /// From the canonical value and, where it was kept, the writing.
    pub fn of_stored(list_type: ListType, value: &str, written: Option<&str>) -> Self {
        match list_type {
            ListType::IpAddress
            | ListType::EmailAddress
            | ListType::PhoneNumber
            | ListType::Country
            | ListType::Fingerprint
            | ListType::Text => Self::Value(value.to_owned()),
            ListType::Name => Self::of_name(value, written),
            ListType::GovernmentIdNumber => {
                let GovernmentId { number, class } = GovernmentId::read(value);
                Self::GovernmentId { class, number }
            }
        }
    }

    /// How it may be spelled in other texts. More letters than these are never needed to know it.
    pub fn spellings(&self) -> Vec<String> {
        match self {
            Self::Value(value) => vec![value.clone()],
            Self::Name { first: None, last, threshold: _ } => vec![last.clone()],
            Self::Name { first: Some(first), last, threshold: _ } => {
                vec![format!("{first} {last}"), format!("{last} {first}")]
            }
            Self::GovernmentId { class: _, number } => vec![number.clone()],
        }
    }

    fn of_name(value: &str, written: Option<&str>) -> Self {
        let Some(NamePattern { last, first }) = NamePattern::read(value) else {
            return Self::Value(value.to_owned());
        };
        let (first, threshold) = match first {
            None => (None, None),
            Some(FirstName { name, threshold }) => (Some(name), threshold),
        };
        match written.map(names_written) {
            None => Self::Name { first, last, threshold },
            Some((last, first)) => {
                Self::Name { first: first.map(str::to_owned), last: last.to_owned(), threshold }
            }
        }
    }
}

impl fmt::Display for ItemKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => f.write_str(value),
            Self::Name { first: None, last, threshold: _ } => {
                write!(f, "{last}, any first name")
            }
            Self::Name { first: Some(first), last, threshold: None } => write!(f, "{first} {last}"),
            Self::Name { first: Some(first), last, threshold: Some(threshold) } => {
                write!(f, "{first} {last}, first name alike from {}", threshold.decimal())
            }
            Self::GovernmentId { class: None, number } => f.write_str(number),
            Self::GovernmentId { class: Some(class), number } => write!(f, "{class} {number}"),
        }
    }
}

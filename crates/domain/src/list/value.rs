//! Items of lists: from text as people write it to a value that can be matched.

use std::fmt;

use super::{EmailPattern, IpPattern, ListType};
use crate::attribute::Code;

/// One value of a list, parsed. Its `Display` is the canonical text that is stored and compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemValue {
    /// An address or a network.
    Ip(IpPattern),
    /// An e-mail address, a domain, or a domain's subdomains.
    Email(EmailPattern),
    /// A country.
    Country(Code),
}

/// An item as read, with what the reader changed about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedItem {
    /// The value.
    pub value: ItemValue,
    /// Such as "host bits were masked"; for a person.
    pub warning: Option<String>,
}

/// Why a text is not an item of its list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct InvalidItem {
    /// Stable code in `snake_case`.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl InvalidItem {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl ItemValue {
    /// Most characters of an item as written.
    pub const CHARACTERS: usize = 512;

    /// Reads an item of a list of `list_type`.
    pub fn parse(list_type: ListType, text: &str) -> Result<ParsedItem, InvalidItem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidItem::new("required", "an item needs a value"));
        }
        if text.chars().count() > Self::CHARACTERS {
            let detail = format!("an item has at most {} characters", Self::CHARACTERS);
            return Err(InvalidItem::new("too_long", detail));
        }
        match list_type {
            ListType::IpAddress => {
                let (pattern, warning) = IpPattern::parse(text)?;
                Ok(ParsedItem { value: Self::Ip(pattern), warning })
            }
            ListType::EmailAddress => {
                Ok(ParsedItem { value: Self::Email(EmailPattern::parse(text)?), warning: None })
            }
            ListType::Country => match Code::country(text) {
                Some(code) => Ok(ParsedItem { value: Self::Country(code), warning: None }),
                None => Err(InvalidItem::new(
                    "unknown_country",
                    format!("`{text}` is not a country code of ISO 3166-1 such as CA"),
                )),
            },
        }
    }

    /// The type of list that this belongs to.
    pub const fn list_type(&self) -> ListType {
        match self {
            Self::Ip(_) => ListType::IpAddress,
            Self::Email(_) => ListType::EmailAddress,
            Self::Country(_) => ListType::Country,
        }
    }
}

impl fmt::Display for ItemValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(pattern) => pattern.fmt(f),
            Self::Email(pattern) => pattern.fmt(f),
            Self::Country(code) => code.fmt(f),
        }
    }
}

//! Items of lists: from text as people write it to a value that can be matched.

use std::fmt;

use super::{
    EmailPattern, FieldName, GovernmentId, IpPattern, ItemPart, ListKind, ListType, NamePattern,
    PhoneNumber, WrittenItem, composed,
};
use crate::attribute::Code;

/// One value of a list, parsed. Its `Display` is the canonical text that is stored and compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemValue {
    /// An address or a network.
    Ip(IpPattern),
    /// An e-mail address, a domain, or a domain's subdomains.
    Email(EmailPattern),
    /// A phone number.
    Phone(PhoneNumber),
    /// A person's name.
    Name(NamePattern),
    /// A country.
    Country(Code),
    /// The number of an identity document.
    GovernmentId(GovernmentId),
    /// A browser's or device's fingerprint.
    Fingerprint(String),
    /// A text of one field.
    Text(FieldText),
}

/// A text and the field that it is compared with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldText {
    /// The field.
    pub field: FieldName,
    /// NFC, trimmed; never empty.
    pub text: String,
}

/// An item as read, with what the reader changed about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedItem {
    /// The value.
    pub value: ItemValue,
    /// How it was written, where the canonical value loses something that people want to see.
    pub written: Option<String>,
    /// Such as "host bits were masked"; for a person.
    pub warning: Option<String>,
}

/// Why a text is not an item of its list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct InvalidItem {
    /// Which part is wrong.
    pub part: ItemPart,
    /// Stable code in `snake_case`.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl InvalidItem {
    pub(super) fn new(part: ItemPart, code: &'static str, detail: impl Into<String>) -> Self {
        Self { part, code, detail: detail.into() }
    }
}

impl ItemValue {
    /// Most characters of a part of an item as written.
    pub const CHARACTERS: usize = 512;
    /// Most bytes of the canonical text: what both databases keep in an index.
    pub const CANONICAL_BYTES: usize = 2_048;

    /// Reads an item of a list of `kind`.
    pub fn parse(kind: &ListKind, written: &WrittenItem) -> Result<ParsedItem, InvalidItem> {
        for (part, text) in written.parts() {
            check(part, text.trim())?;
        }
        let parsed = Self::parse_parts(kind, written)?;
        if parsed.value.to_string().len() > Self::CANONICAL_BYTES {
            let part = kind.list_type().main_part();
            let detail =
                format!("has more than {} bytes once it is normalised", Self::CANONICAL_BYTES);
            return Err(InvalidItem::new(part, "too_long", detail));
        }
        Ok(parsed)
    }

    fn parse_parts(kind: &ListKind, written: &WrittenItem) -> Result<ParsedItem, InvalidItem> {
        let value = match kind {
            ListKind::IpAddress => {
                let (pattern, warning) = IpPattern::parse(one(written)?)?;
                return Ok(ParsedItem { value: Self::Ip(pattern), written: None, warning });
            }
            ListKind::Name => {
                let (pattern, written) = NamePattern::parse(written)?;
                return Ok(ParsedItem { value: Self::Name(pattern), written, warning: None });
            }
            ListKind::EmailAddress => Self::Email(EmailPattern::parse(one(written)?)?),
            ListKind::PhoneNumber => Self::Phone(PhoneNumber::parse(one(written)?)?),
            ListKind::Country => Self::Country(country(one(written)?)?),
            ListKind::GovernmentIdNumber => Self::GovernmentId(GovernmentId::parse(written)?),
            ListKind::Fingerprint => Self::Fingerprint(one(written)?.to_owned()),
            ListKind::Text { field } => Self::text(field, composed(one(written)?)),
        };
        Ok(ParsedItem { value, written: None, warning: None })
    }

    /// Reads back the canonical text of a stored item. Made for millions: what was normalised once is not
    /// normalised again.
    pub fn read(kind: &ListKind, canonical: &str) -> Result<Self, InvalidItem> {
        let damaged = || {
            let detail =
                format!("`{canonical}` is not the canonical text of a {}", kind.list_type());
            InvalidItem::new(kind.list_type().main_part(), "damaged", detail)
        };
        if canonical.is_empty() || canonical.trim().len() < canonical.len() {
            return Err(damaged());
        }
        match kind {
            ListKind::IpAddress => Ok(Self::Ip(IpPattern::parse(canonical)?.0)),
            ListKind::EmailAddress => Ok(Self::Email(EmailPattern::parse(canonical)?)),
            ListKind::Country => Ok(Self::Country(country(canonical)?)),
            ListKind::PhoneNumber => {
                PhoneNumber::read(canonical).map(Self::Phone).ok_or_else(damaged)
            }
            ListKind::Name => NamePattern::read(canonical).map(Self::Name).ok_or_else(damaged),
            ListKind::GovernmentIdNumber => Ok(Self::GovernmentId(GovernmentId::read(canonical))),
            ListKind::Fingerprint => Ok(Self::Fingerprint(canonical.to_owned())),
            ListKind::Text { field } => Ok(Self::text(field, canonical.to_owned())),
        }
    }

    /// The type of list that this belongs to.
    pub const fn list_type(&self) -> ListType {
        match self {
            Self::Ip(_) => ListType::IpAddress,
            Self::Email(_) => ListType::EmailAddress,
            Self::Phone(_) => ListType::PhoneNumber,
            Self::Name(_) => ListType::Name,
            Self::Country(_) => ListType::Country,
            Self::GovernmentId(_) => ListType::GovernmentIdNumber,
            Self::Fingerprint(_) => ListType::Fingerprint,
            Self::Text(_) => ListType::Text,
        }
    }

    fn text(field: &FieldName, text: String) -> Self {
        Self::Text(FieldText { field: field.clone(), text })
    }
}

/// The text of an item that has one part.
fn one(written: &WrittenItem) -> Result<&str, InvalidItem> {
    written
        .get(ItemPart::Value)
        .ok_or_else(|| InvalidItem::new(ItemPart::Value, "required", "an item needs a value"))
}

fn check(part: ItemPart, text: &str) -> Result<(), InvalidItem> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if is_plain && text.len() <= ItemValue::CHARACTERS {
        return Ok(());
    }
    if text.chars().count() > ItemValue::CHARACTERS {
        let detail = format!("has more than {} characters", ItemValue::CHARACTERS);
        return Err(InvalidItem::new(part, "too_long", detail));
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\t' && letter != '\n') {
        return Err(InvalidItem::new(part, "invalid_text", "must not hold control characters"));
    }
    Ok(())
}

fn country(text: &str) -> Result<Code, InvalidItem> {
    Code::country(text).ok_or_else(|| {
        let detail = format!("`{text}` is not a country code of ISO 3166-1 such as CA");
        InvalidItem::new(ItemPart::Value, "unknown_country", detail)
    })
}

impl fmt::Display for ItemValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(pattern) => pattern.fmt(f),
            Self::Email(pattern) => pattern.fmt(f),
            Self::Phone(number) => number.fmt(f),
            Self::Name(pattern) => pattern.fmt(f),
            Self::Country(code) => code.fmt(f),
            Self::GovernmentId(id) => id.fmt(f),
            Self::Fingerprint(text) => f.write_str(text),
            Self::Text(text) => f.write_str(&text.text),
        }
    }
}

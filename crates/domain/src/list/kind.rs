//! A list's type with all that belongs to it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::ListType;

/// What a list holds, and for texts the field that they are compared with. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Addresses and CIDR blocks.
    IpAddress,
    /// Addresses, domains and `*.` subdomains.
    EmailAddress,
    /// Phone numbers.
    PhoneNumber,
    /// Names of people.
    Name,
    /// Countries.
    Country,
    /// Numbers of identity documents.
    GovernmentIdNumber,
    /// Fingerprints of browsers and devices.
    Fingerprint,
    /// Texts.
    Text {
        /// The field of the inquiry that they are compared with.
        field: FieldName,
    },
}

/// Why type and field make no kind of list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidListKind {
    /// A list of texts without a field.
    #[error(
        "a list of type `text` names the field that its items are compared with, such as `company`"
    )]
    FieldMissing,
    /// A field where the type says what is compared.
    #[error("a list of type `{0}` has no field; only one of type `text` names a field")]
    FieldGiven(ListType),
}

impl ListKind {
    /// Puts type and field together.
    pub fn new(list_type: ListType, field: Option<FieldName>) -> Result<Self, InvalidListKind> {
        let kind = match list_type {
            ListType::Text => {
                let field = field.ok_or(InvalidListKind::FieldMissing)?;
                return Ok(Self::Text { field });
            }
            ListType::IpAddress => Self::IpAddress,
            ListType::EmailAddress => Self::EmailAddress,
            ListType::PhoneNumber => Self::PhoneNumber,
            ListType::Name => Self::Name,
            ListType::Country => Self::Country,
            ListType::GovernmentIdNumber => Self::GovernmentIdNumber,
            ListType::Fingerprint => Self::Fingerprint,
        };
        if field.is_some() { Err(InvalidListKind::FieldGiven(list_type)) } else { Ok(kind) }
    }

    /// The type.
    pub const fn list_type(&self) -> ListType {
        match self {
            Self::IpAddress => ListType::IpAddress,
            Self::EmailAddress => ListType::EmailAddress,
            Self::PhoneNumber => ListType::PhoneNumber,
            Self::Name => ListType::Name,
            Self::Country => ListType::Country,
            Self::GovernmentIdNumber => ListType::GovernmentIdNumber,
            Self::Fingerprint => ListType::Fingerprint,
            Self::Text { .. } => ListType::Text,
        }
    }

    /// The field that a list of texts is compared with.
    pub const fn field(&self) -> Option<&FieldName> {
        match self {
            Self::Text { field } => Some(field),
            Self::IpAddress
            | Self::EmailAddress
            | Self::PhoneNumber
            | Self::Name
            | Self::Country
            | Self::GovernmentIdNumber
            | Self::Fingerprint => None,
        }
    }
}

/// The name of a field of an inquiry. Copies share one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName(Arc<str>);

/// A text that names no field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a field name: begin with a lower-case letter, then up to 63 lower-case letters, digits or \
     underscores"
)]
pub struct InvalidFieldName(pub String);

impl FieldName {
    /// The most characters that a name has.
    pub const CHARACTERS: usize = 64;

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text is a field's name.
    pub fn is_one(text: &str) -> bool {
        (1..=Self::CHARACTERS).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    }
}

impl FromStr for FieldName {
    type Err = InvalidFieldName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if Self::is_one(text) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidFieldName(text.to_owned()))
        }
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

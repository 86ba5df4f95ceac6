//! Lists: named, typed sets of values that feed conditions.

mod email;
mod ip;
mod keys;
mod value;

pub use email::{EmailAddress, EmailPattern};
pub use ip::{IpPattern, parse_address};
pub use keys::ListKeys;
pub use value::{InvalidItem, ItemValue, ParsedItem};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a list holds. It never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListType {
    /// Addresses and CIDR blocks, matched against the session's address.
    IpAddress,
    /// Addresses, domains and `*.` subdomains, matched against the e-mail address.
    EmailAddress,
    /// Countries, matched against the attribute `country`.
    Country,
}

impl ListType {
    /// All types.
    pub const ALL: [Self; 3] = [Self::IpAddress, Self::EmailAddress, Self::Country];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IpAddress => "ip_address",
            Self::EmailAddress => "email_address",
            Self::Country => "country",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::IpAddress => "IP addresses",
            Self::EmailAddress => "E-mail addresses",
            Self::Country => "Countries",
        }
    }

    /// When an item matches, in one sentence.
    pub const fn description(self) -> &'static str {
        match self {
            Self::IpAddress => {
                "Matches when the session's address equals an item or lies inside its network."
            }
            Self::EmailAddress => {
                "Matches the whole address, the domain example.com, or with *.example.com its subdomains."
            }
            Self::Country => "Matches when the inquiry's country is one of the items.",
        }
    }

    /// An example of an item.
    pub const fn item_example(self) -> &'static str {
        match self {
            Self::IpAddress => "203.0.113.0/24",
            Self::EmailAddress => "*.example.com",
            Self::Country => "CA",
        }
    }
}

impl fmt::Display for ListType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A list type that this release does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no list type `{0}`; use ip_address, email_address or country")]
pub struct UnknownListType(pub String);

impl FromStr for ListType {
    type Err = UnknownListType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownListType(text.to_owned()))
    }
}

/// A list's key: how documents may name it. A lower-case letter, then up to 62 lower-case letters, digits or
/// underscores. It cannot look like a list id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListKey(String);

/// Why a text is not a list key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a list key: begin with a lower-case letter, then up to 62 lower-case letters, digits or \
     underscores, and do not begin with `lst_`"
)]
pub struct InvalidListKey(pub String);

impl ListKey {
    /// The most characters that a key has.
    pub const CHARACTERS: usize = 63;

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key made from a list's name: `Blocked IP Addresses` becomes `blocked_ip_addresses`.
    pub fn from_name(name: &str) -> Option<Self> {
        let words: Vec<String> = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let joined: String = words.join("_").chars().take(Self::CHARACTERS).collect();
        let fallback = if joined.is_empty() { "list".to_owned() } else { format!("list_{joined}") };
        joined.parse().or_else(|_| fallback.parse()).ok()
    }
}

impl FromStr for ListKey {
    type Err = InvalidListKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let valid = text.len() <= Self::CHARACTERS
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && !text.starts_with("lst_")
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidListKey(text.to_owned())) }
    }
}

impl fmt::Display for ListKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

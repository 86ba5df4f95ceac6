//! The types of lists.

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
    /// Phone numbers, matched against the phone number.
    PhoneNumber,
    /// Names of people, matched against first and last name.
    Name,
    /// Countries, matched against the attribute `country`.
    Country,
    /// Numbers of identity documents, matched against number and class.
    GovernmentIdNumber,
    /// Fingerprints, matched against the browser's and the device's.
    Fingerprint,
    /// Texts, matched against the field that the list names.
    Text,
}

impl ListType {
    /// All types.
    pub const ALL: [Self; 8] = [
        Self::IpAddress,
        Self::EmailAddress,
        Self::PhoneNumber,
        Self::Name,
        Self::Country,
        Self::GovernmentIdNumber,
        Self::Fingerprint,
        Self::Text,
    ];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IpAddress => "ip_address",
            Self::EmailAddress => "email_address",
            Self::PhoneNumber => "phone_number",
            Self::Name => "name",
            Self::Country => "country",
            Self::GovernmentIdNumber => "government_id_number",
            Self::Fingerprint => "fingerprint",
            Self::Text => "text",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::IpAddress => "IP addresses",
            Self::EmailAddress => "E-mail addresses",
            Self::PhoneNumber => "Phone numbers",
            Self::Name => "Names of people",
            Self::Country => "Countries",
            Self::GovernmentIdNumber => "Government id numbers",
            Self::Fingerprint => "Fingerprints",
            Self::Text => "Texts of one field",
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
            Self::PhoneNumber => {
                "Matches the same number however it is written; a local number is read as one of the \
                 inquiry's address country."
            }
            Self::Name => {
                "Matches the last name and, if the item has one, the first name, whatever their case and \
                 accents; with a threshold also first names that are nearly alike."
            }
            Self::Country => "Matches when the inquiry's country is one of the items.",
            Self::GovernmentIdNumber => {
                "Matches the number by its letters and digits, for one class of document or for any."
            }
            Self::Fingerprint => {
                "Matches when the browser's or the device's fingerprint equals an item."
            }
            Self::Text => "Matches when one field of the inquiry, which you name, equals an item.",
        }
    }

    /// An example of an item.
    pub const fn item_example(self) -> &'static str {
        match self {
            Self::IpAddress => "203.0.113.0/24",
            Self::EmailAddress => "*.example.com",
            Self::PhoneNumber => "+14155550123",
            Self::Name => "Catherine Smith",
            Self::Country => "CA",
            Self::GovernmentIdNumber => "DL S1234567",
            Self::Fingerprint => "f3a1c09be2",
            Self::Text => "Acme Ltd",
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
#[error("there is no list type `{0}`; use {all}", all = ListType::ALL.map(ListType::as_str).join(", "))]
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

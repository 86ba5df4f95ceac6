//! A list's key: how documents may name it instead of by id.

use std::fmt;
use std::str::FromStr;

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

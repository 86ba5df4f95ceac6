//! A place in a listing that is ordered by a moment and, within it, by a number.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use pointsman_domain::clock::Timestamp;

/// A moment and a number, as a cursor carries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The moment.
    pub(crate) at: Timestamp,
    /// Which of several at this moment.
    pub(crate) number: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.microseconds(), self.number)
    }
}

impl FromStr for Place {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, number) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self { at: Timestamp::from_microseconds(at.parse()?), number: number.parse()? })
    }
}

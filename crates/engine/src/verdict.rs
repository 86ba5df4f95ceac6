//! Three-valued logic (Kleene): a condition on a missing value is *unknown*.

use serde::{Deserialize, Serialize};

/// What a condition says about one inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be said, because a value is missing.
    Unknown,
}

impl Verdict {
    /// The name on the wire and in digests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }

    /// The opposite; unknown stays unknown.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    /// False if one is false, else unknown if one is unknown, else true.
    pub fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::True;
        for verdict in verdicts {
            match verdict {
                Self::False => return Self::False,
                Self::Unknown => result = Self::Unknown,
                Self::True => {}
            }
        }
        result
    }

    /// True if one is true, else unknown if one is unknown, else false.
    pub fn any(verdicts: impl IntoIterator<Item = Self>) -> Self {
        Self::all(verdicts.into_iter().map(Self::not)).not()
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

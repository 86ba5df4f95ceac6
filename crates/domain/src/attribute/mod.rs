//! Attributes: typed facts about an inquiry that conditions can test.

pub mod catalogue;
pub mod code;
pub mod derive;
pub mod us_state;
mod value;

pub use code::Code;
pub use value::{AttributeValue, Attributes, ListMatch, Origin, Sourced};

use std::fmt;
use std::str::FromStr;

/// The attributes of the first day. Their order is that of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttributeKey {
    /// Whole years at completion.
    Age,
    /// ISO 3166-1 alpha-2.
    Country,
    /// USPS code.
    UsState,
    /// Portrait on the document against the selfie, 0–100.
    DocumentSimilarityScore,
    /// How surely the selfie shows a living person, 0–100.
    LivenessCheckScore,
    /// Verifications with status `failed`.
    FailedVerificationAttempts,
    /// Lists with at least one item that matches.
    ListMatches,
}

/// What kind of value an attribute has; it decides the operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributeType {
    /// A decimal without a fraction.
    WholeNumber,
    /// A decimal with at most four fraction digits.
    Number,
    /// One code out of a closed set.
    Code(CodeSet),
    /// A set of lists.
    ListSet,
}

/// A closed set of two-letter codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeSet {
    /// ISO 3166-1 alpha-2.
    Country,
    /// USPS codes: 50 states, DC, territories.
    UsState,
}

impl CodeSet {
    /// Whether `code` belongs to the set.
    pub fn contains(self, code: Code) -> bool {
        match self {
            Self::Country => code::is_country(code),
            Self::UsState => us_state::is_state(code),
        }
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::UsState => "us_state",
        }
    }
}

impl AttributeKey {
    /// All attributes.
    pub const ALL: [Self; 7] = [
        Self::Age,
        Self::Country,
        Self::UsState,
        Self::DocumentSimilarityScore,
        Self::LivenessCheckScore,
        Self::FailedVerificationAttempts,
        Self::ListMatches,
    ];

    /// The name in documents, on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Country => "country",
            Self::UsState => "us_state",
            Self::DocumentSimilarityScore => "document_similarity_score",
            Self::LivenessCheckScore => "liveness_check_score",
            Self::FailedVerificationAttempts => "failed_verification_attempts",
            Self::ListMatches => "list_matches",
        }
    }

    /// The type of its values.
    pub const fn attribute_type(self) -> AttributeType {
        match self {
            Self::Age | Self::FailedVerificationAttempts => AttributeType::WholeNumber,
            Self::Country => AttributeType::Code(CodeSet::Country),
            Self::UsState => AttributeType::Code(CodeSet::UsState),
            Self::DocumentSimilarityScore | Self::LivenessCheckScore => AttributeType::Number,
            Self::ListMatches => AttributeType::ListSet,
        }
    }

    /// Least and greatest value of a number, both included.
    pub const fn range(self) -> Option<(i32, i32)> {
        match self {
            Self::Age => Some((0, 150)),
            Self::DocumentSimilarityScore | Self::LivenessCheckScore => Some((0, 100)),
            Self::FailedVerificationAttempts => Some((0, 1_000_000)),
            Self::Country | Self::UsState | Self::ListMatches => None,
        }
    }
}

impl fmt::Display for AttributeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An attribute that the catalogue does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no attribute `{0}`; the catalogue lists the attributes")]
pub struct UnknownAttribute(pub String);

impl FromStr for AttributeKey {
    type Err = UnknownAttribute;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|key| key.as_str() == text)
            .ok_or_else(|| UnknownAttribute(text.to_owned()))
    }
}

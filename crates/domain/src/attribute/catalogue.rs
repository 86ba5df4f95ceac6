//! The catalogue: what conditions can test, described for editors and integrators.

use super::AttributeKey;

/// The version that is stored with every completion. It rises when a derivation changes.
pub const CATALOGUE_VERSION: i64 = 1;

/// What people read about one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// A short name.
    pub label: &'static str,
    /// The unit of its numbers.
    pub unit: Option<&'static str>,
    /// How it is derived when it is not sent.
    pub derivation: &'static str,
}

/// Describes one attribute.
pub const fn describe(key: AttributeKey) -> Description {
    match key {
        AttributeKey::Age => Description {
            label: "Age",
            unit: Some("years"),
            derivation: "Full years between `birthdate` and the moment of completion, in UTC. \
                         Born on 29 February means a year older on 1 March in common years.",
        },
        AttributeKey::Country => Description {
            label: "Country",
            unit: None,
            derivation: "`address_country_code`, else the country of the newest government id.",
        },
        AttributeKey::UsState => Description {
            label: "US state",
            unit: None,
            derivation: "`address_subdivision` when the country is US: a code, an ISO 3166-2 code or a full name.",
        },
        AttributeKey::DocumentSimilarityScore => Description {
            label: "Document similarity score",
            unit: Some("points"),
            derivation: "The newest selfie: the portrait on the document against the selfie.",
        },
        AttributeKey::LivenessCheckScore => Description {
            label: "Liveness check score",
            unit: Some("points"),
            derivation: "The newest selfie: how surely it shows a living person.",
        },
        AttributeKey::FailedVerificationAttempts => Description {
            label: "Failed verification attempts",
            unit: Some("attempts"),
            derivation: "The number of verifications with status `failed`; 0 if there is none.",
        },
        AttributeKey::ListMatches => Description {
            label: "List matches",
            unit: None,
            derivation: "Every active list with at least one item that matches; the empty set if there is none.",
        },
    }
}

//! The JSON text as a typed record: for the hand-written `if`, and for peers that read no JSON themselves.

use serde::Deserialize;

/// What the text says. Names are those of the attributes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text<'t> {
    pub age: Option<u8>,
    pub document_similarity_score: Option<f64>,
    pub liveness_check_score: Option<f64>,
    pub failed_verification_attempts: Option<u32>,
    pub country: Option<&'t str>,
    pub us_state: Option<&'t str>,
    #[serde(borrow)]
    pub list_matches: Vec<&'t str>,
}

impl<'t> Text<'t> {
    /// Reads a text that was generated.
    pub fn read(text: &'t str) -> Self {
        serde_json::from_str(text).expect("attributes")
    }
}

/// A score in hundredths, for peers without fractions.
pub fn hundredths(score: f64) -> i64 {
    (score * 100.0).round() as i64
}

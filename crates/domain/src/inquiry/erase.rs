//! What stays of an inquiry when the person's data is erased. Pure.

use super::submission::Submission;
use super::texts::Texts;
use super::verification::Verification;
use crate::attribute::Attributes;

impl Submission {
    /// What stays of it: attributes that were sent, and of verifications kind, status, moment, country and scores.
    ///
    /// Fields and session go, and whatever else is free text: the checks of verifications, whose reasons may quote
    /// a document, and the verifications' ids, under which someone else keeps the person's data.
    #[must_use]
    pub fn erased(&self) -> Self {
        let verifications = self.verifications.iter().zip(1..);
        Self {
            fields: Texts::default(),
            session: Texts::default(),
            attributes: self.attributes.clone(),
            verifications: verifications
                .map(|(known, place)| Verification {
                    id: numbered(place),
                    checks: Vec::new(),
                    ..known.clone()
                })
                .collect(),
        }
    }

    /// The same attributes, whose sources name the verifications as [`Submission::erased`] does.
    #[must_use]
    pub fn erased_sources(&self, attributes: &Attributes) -> Attributes {
        let mut renamed = attributes.clone();
        for sourced in renamed.values.values_mut() {
            let named = sourced.from.as_deref();
            let mut known = self.verifications.iter().zip(1..);
            if let Some((_, place)) = known.find(|(known, _)| Some(known.id.as_str()) == named) {
                sourced.from = Some(numbered(place));
            }
        }
        renamed
    }
}

/// An id that says nothing but its place.
fn numbered(place: i32) -> String {
    format!("verification_{place}")
}

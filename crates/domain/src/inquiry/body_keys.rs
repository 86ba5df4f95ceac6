//! Which keys a body speaks of.

use super::body::{Change, InquiryBody};

impl InquiryBody {
    /// The keys that it speaks of, in the order of an inquiry.
    pub fn keys(&self) -> Vec<&'static str> {
        let mut keys = self.fact_keys();
        if self.tags.is_some() {
            keys.push("tags");
        }
        if self.reference_id != Change::Keep {
            keys.push("reference_id");
        }
        keys
    }

    /// Those that an inquiry no longer takes once it has completed.
    pub fn fact_keys(&self) -> Vec<&'static str> {
        let keys = [
            ("template", self.template != Change::Keep),
            ("fields", !self.fields.is_empty()),
            ("verifications", !self.verifications.is_empty()),
            ("session", !self.session.is_empty()),
            ("attributes", !self.attributes.is_empty()),
        ];
        keys.into_iter().filter(|(_, touched)| *touched).map(|(key, _)| key).collect()
    }

    /// Whether it changes anything that a completed inquiry no longer takes.
    pub fn touches_facts(&self) -> bool {
        !self.fact_keys().is_empty()
    }

    /// Whether it brings verifications or a session, which makes a created inquiry pending.
    pub fn begins(&self) -> bool {
        !self.verifications.is_empty() || !self.session.set.is_empty()
    }
}

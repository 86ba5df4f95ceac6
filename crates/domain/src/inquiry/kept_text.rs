//! What an inquiry holds as the texts in which it is kept, written straight from its parts: a file of past inquiries
//! keeps a great many of them.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::submission::Submission;
use super::verification::{Check, Verification};
use crate::attribute::{AttributeKey, AttributeValue};

impl Submission {
    /// What erasing removes: the same as `fields` and `session` of [`Submission::to_json`], as one text.
    pub fn personal_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Personal(self))
    }

    /// What erasing keeps: the same as its `attributes` and `verifications`.
    pub fn facts_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Facts(self))
    }
}

struct Personal<'s>(&'s Submission);

impl Serialize for Personal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("fields", &self.0.fields)?;
        map.serialize_entry("session", &self.0.session)?;
        map.end()
    }
}

struct Facts<'s>(&'s Submission);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("attributes", &Sent(&self.0.attributes))?;
        map.serialize_entry("verifications", &Verifications(&self.0.verifications))?;
        map.end()
    }
}

struct Sent<'s>(&'s BTreeMap<AttributeKey, AttributeValue>);

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            map.serialize_entry(key.as_str(), value)?;
        }
        map.end()
    }
}

struct Verifications<'s>(&'s [Verification]);

impl Serialize for Verifications<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(Some(self.0.len()))?;
        for verification in self.0 {
            all.serialize_element(&Kept(verification))?;
        }
        all.end()
    }
}

struct Kept<'s>(&'s Verification);

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.0.id)?;
        map.serialize_entry("kind", &self.0.kind)?;
        map.serialize_entry("status", &self.0.status)?;
        if let Some(moment) = &self.0.completed_at {
            map.serialize_entry("completed_at", moment)?;
        }
        if let Some(code) = self.0.country_code {
            map.serialize_entry("country_code", &AttributeValue::Code(code))?;
        }
        let scores = [
            ("document_similarity_score", self.0.document_similarity_score),
            ("liveness_check_score", self.0.liveness_check_score),
        ];
        for (key, score) in scores {
            if let Some(score) = score {
                map.serialize_entry(key, &AttributeValue::Number(score))?;
            }
        }
        if !self.0.checks.is_empty() {
            map.serialize_entry("checks", &Checks(&self.0.checks))?;
        }
        map.end()
    }
}

struct Checks<'s>(&'s [Check]);

impl Serialize for Checks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(Some(self.0.len()))?;
        for check in self.0 {
            all.serialize_element(&KeptCheck(check))?;
        }
        all.end()
    }
}

struct KeptCheck<'s>(&'s Check);

impl Serialize for KeptCheck<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("name", &self.0.name)?;
        map.serialize_entry("status", &self.0.status)?;
        map.serialize_entry("reasons", &self.0.reasons)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::inquiry::{InquiryBody, SentLists};

    #[test]
    fn the_texts_say_what_the_tree_says() {
        let body = json!({
            "fields": {"name_last": "O'Hara \"x\"", "b": "\u{1F600}\\"},
            "session": {"ip_address": "2001:db8::1"},
            "attributes": {"age": 33, "us_state": "CA", "country": "US", "liveness_check_score": 87.1234},
            "verifications": [
                {"id": "v1", "kind": "selfie", "status": "passed", "completed_at": "2023-11-14T22:13:20.5Z",
                 "document_similarity_score": 99.5, "liveness_check_score": 0,
                 "checks": [{"name": "glare", "status": "passed", "reasons": ["none", "x"]}]},
                {"id": "v2", "kind": "government_id", "status": "failed", "country_code": "us"}],
        });
        let now = "2026-11-22T10:42:07Z".parse().unwrap();
        let body = InquiryBody::parse(&body, now, SentLists::Refused).unwrap();
        for submission in [Submission::default(), Submission::default().merge(&body).unwrap()] {
            let mut parts = submission.to_json();
            let mut part = |key: &str| parts.get_mut(key).map(Value::take).unwrap();
            let personal = json!({"fields": part("fields"), "session": part("session")});
            assert_eq!(submission.personal_text().unwrap(), personal.to_string());
            let facts =
                json!({"attributes": part("attributes"), "verifications": part("verifications")});
            assert_eq!(submission.facts_text().unwrap(), facts.to_string());
        }
    }
}

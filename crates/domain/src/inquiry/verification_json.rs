//! Verifications from and to JSON, as they are kept and answered.

use serde_json::{Map, Value, json};

use super::verification::Verification;

impl Verification {
    /// As JSON; absent values are left out.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("id".into(), json!(self.id));
        map.insert("kind".into(), json!(self.kind));
        map.insert("status".into(), json!(self.status));
        if let Some(moment) = self.completed_at {
            map.insert("completed_at".into(), json!(moment));
        }
        if let Some(code) = self.country_code {
            map.insert("country_code".into(), json!(code.to_string()));
        }
        if let Some(score) = self.document_similarity_score {
            map.insert("document_similarity_score".into(), Value::Number(score.to_json()));
        }
        if let Some(score) = self.liveness_check_score {
            map.insert("liveness_check_score".into(), Value::Number(score.to_json()));
        }
        if !self.checks.is_empty() {
            let checks = self.checks.iter();
            let checks: Value = checks
                .map(|c| json!({"name": c.name, "status": c.status, "reasons": c.reasons}))
                .collect();
            map.insert("checks".into(), checks);
        }
        map
    }
}

//! Verifications from and to JSON.

use serde_json::{Map, Value, json};

use super::limits;
use super::read::out_of_range;
use super::verification::{Check, Verification, VerificationKind, VerificationStatus};
use crate::attribute::{AttributeKey, Code};
use crate::decimal::Decimal;
use crate::error::{FieldError, Pointer};
use crate::json::type_name;

const KEYS: [&str; 8] = [
    "id",
    "kind",
    "status",
    "completed_at",
    "country_code",
    "document_similarity_score",
    "liveness_check_score",
    "checks",
];

impl Verification {
    /// Reads a whole verification; every error is returned, at its place below `at`.
    pub(super) fn from_json(
        map: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader { errors: Vec::new(), map, at };
        for key in map.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            let detail = format!("`{key}` is not a key here; the keys are {}", KEYS.join(", "));
            reader.errors.push(FieldError::new(&at.key(key), "unknown_key", detail));
        }
        let id = reader.text("id", limits::KEY_CHARACTERS);
        let kind = reader.choice("kind", &VerificationKind::ALL);
        let status = reader.choice("status", &VerificationStatus::ALL);
        let completed_at = reader.optional("completed_at", |text| {
            text.parse().map_err(|error| ("invalid_time", format!("{error}")))
        });
        let country_code = reader.optional("country_code", |text| {
            let unknown = || format!("`{text}` is not a country code of ISO 3166-1 such as US");
            Code::country(text).ok_or_else(|| ("unknown_country", unknown()))
        });
        let document_similarity_score =
            reader.score("document_similarity_score", AttributeKey::DocumentSimilarityScore);
        let liveness_check_score =
            reader.score("liveness_check_score", AttributeKey::LivenessCheckScore);
        let checks = reader.checks();
        match (id, kind, status) {
            (Some(id), Some(kind), Some(status)) if reader.errors.is_empty() => Ok(Self {
                id,
                kind,
                status,
                completed_at,
                country_code,
                document_similarity_score,
                liveness_check_score,
                checks,
            }),
            _ => Err(reader.errors),
        }
    }

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

struct Reader<'a> {
    errors: Vec<FieldError>,
    map: &'a Map<String, Value>,
    at: &'a Pointer,
}

impl<'a> Reader<'a> {
    fn error(&mut self, at: &Pointer, code: &str, detail: impl Into<String>) {
        self.errors.push(FieldError::new(at, code, detail));
    }

    fn wrong_type(&mut self, at: &Pointer, wanted: &str, found: &Value) {
        self.error(at, "wrong_type", format!("must be {wanted}, not {}", type_name(found)));
    }

    fn text(&mut self, key: &str, limit: usize) -> Option<String> {
        let at = self.at.key(key);
        match self.map.get(key) {
            None => self.error(&at, "required", format!("a verification needs a `{key}`")),
            Some(Value::String(text)) if text.trim().is_empty() || text.chars().count() > limit => {
                self.error(&at, "invalid_text", format!("must have 1 to {limit} characters"));
            }
            Some(Value::String(text)) => return Some(text.clone()),
            Some(other) => self.wrong_type(&at, "a text", other),
        }
        None
    }

    fn choice<T: Copy>(&mut self, key: &str, choices: &[(T, &str)]) -> Option<T> {
        let text = self.text(key, limits::KEY_CHARACTERS)?;
        let found = choices.iter().find(|(_, name)| *name == text).map(|(choice, _)| *choice);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(_, name)| *name).collect();
            let detail = format!("`{text}` is none of {}", names.join(", "));
            self.error(&self.at.key(key), "unknown_value", detail);
        }
        found
    }

    fn optional<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&'a str) -> Result<T, (&'static str, String)>,
    ) -> Option<T> {
        let at = self.at.key(key);
        match self.map.get(key)? {
            Value::String(text) => {
                parse(text).map_err(|(code, detail)| self.error(&at, code, detail)).ok()
            }
            other => {
                self.wrong_type(&at, "a text", other);
                None
            }
        }
    }

    fn score(&mut self, key: &str, attribute: AttributeKey) -> Option<Decimal> {
        let at = self.at.key(key);
        let Value::Number(number) = self.map.get(key)? else {
            if let Some(other) = self.map.get(key) {
                self.wrong_type(&at, "a number", other);
            }
            return None;
        };
        match Decimal::from_json(number) {
            Err(error) => self.error(&at, error.code(), error.to_string()),
            Ok(score) => match out_of_range(attribute, score) {
                Some(detail) => self.error(&at, "out_of_range", detail),
                None => return Some(score),
            },
        }
        None
    }

    fn checks(&mut self) -> Vec<Check> {
        let at = self.at.key("checks");
        let items = match self.map.get("checks") {
            None => return Vec::new(),
            Some(Value::Array(items)) if items.len() <= limits::CHECKS => items,
            Some(Value::Array(_)) => {
                self.error(
                    &at,
                    "too_many",
                    format!("a verification has at most {} checks", limits::CHECKS),
                );
                return Vec::new();
            }
            Some(other) => {
                self.wrong_type(&at, "an array", other);
                return Vec::new();
            }
        };
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| self.check(item, &at.index(index)))
            .collect()
    }

    fn reasons(&mut self, reasons: &[Value], at: &Pointer) -> Vec<String> {
        if reasons.len() > limits::CHECKS {
            let detail = format!("a check has at most {} reasons", limits::CHECKS);
            self.error(at, "too_many", detail);
            return Vec::new();
        }
        let mut texts = Vec::with_capacity(reasons.len());
        for (index, reason) in reasons.iter().enumerate() {
            match reason {
                Value::String(text) if is_short(text) => texts.push(text.clone()),
                Value::String(_) => {
                    let detail = format!("has more than {} characters", limits::KEY_CHARACTERS);
                    self.error(&at.index(index), "too_long", detail);
                }
                other => self.wrong_type(&at.index(index), "a text", other),
            }
        }
        texts
    }

    fn check(&mut self, item: &Value, at: &Pointer) -> Option<Check> {
        let Value::Object(map) = item else {
            self.wrong_type(at, "an object", item);
            return None;
        };
        let before = self.errors.len();
        let mut check = Check { name: String::new(), status: String::new(), reasons: Vec::new() };
        for (key, value) in map {
            match (key.as_str(), value) {
                ("name", Value::String(text)) if is_short(text) => check.name.clone_from(text),
                ("status", Value::String(text)) if is_short(text) => check.status.clone_from(text),
                ("name" | "status", Value::String(_)) => {
                    let detail = format!("has more than {} characters", limits::KEY_CHARACTERS);
                    self.error(&at.key(key), "too_long", detail);
                }
                ("reasons", Value::Array(reasons)) => {
                    check.reasons = self.reasons(reasons, &at.key(key));
                }
                ("reasons", Value::Null) => {}
                ("name" | "status", other) => self.wrong_type(&at.key(key), "a text", other),
                ("reasons", other) => self.wrong_type(&at.key(key), "an array of texts", other),
                _ => {
                    let detail =
                        format!("`{key}` is not a key here; the keys are name, status, reasons");
                    self.error(&at.key(key), "unknown_key", detail);
                }
            }
        }
        if check.name.is_empty() {
            self.error(&at.key("name"), "required", "a check needs a `name`");
        }
        (self.errors.len() == before).then_some(check)
    }
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= limits::KEY_CHARACTERS
}

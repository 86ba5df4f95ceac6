//! What an inquiry holds: everything that its bodies have said, merged.

use std::collections::BTreeMap;
use std::mem;

use serde_json::{Map, Value, json};

use super::body::InquiryBody;
use super::limits;
use super::texts::Texts;
use super::verification::Verification;
use super::verification_patch::VerificationPatch;
use crate::attribute::derive;
use crate::attribute::{AttributeKey, AttributeValue, Code};
use crate::error::{FieldError, Place};
use crate::json::{Document, Tree};

/// The facts of an inquiry before anything is computed from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// Raw fields by name.
    pub fields: Texts,
    /// The session by key.
    pub session: Texts,
    /// Attributes that the integrator stated.
    pub attributes: BTreeMap<AttributeKey, AttributeValue>,
    /// In the order in which they first came.
    pub verifications: Vec<Verification>,
}

/// A stored submission that cannot be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored submission is damaged: {0}")]
pub struct MergeError(pub String);

impl Submission {
    /// This submission with `body` merged in: fields, session and attributes by key (`null` clears),
    /// verifications by id (their own keys likewise). Pointers of errors lead into the body.
    pub fn merge(&self, body: &InquiryBody) -> Result<Self, Vec<FieldError>> {
        self.clone().merged(&mut body.clone())
    }

    /// The same, with what the body says taken out of it instead of copied.
    pub fn merged(mut self, body: &mut InquiryBody) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.fields.change(mem::take(&mut body.fields));
        self.session.change(mem::take(&mut body.session));
        for (key, value) in mem::take(&mut body.attributes) {
            match value {
                Some(value) => drop(self.attributes.insert(key, value)),
                None => drop(self.attributes.remove(&key)),
            }
        }
        if self.fields.len() > limits::FIELDS {
            let detail = format!("an inquiry has at most {} fields", limits::FIELDS);
            errors.push(FieldError::new(&Place::Root.key("fields"), "too_many", detail));
        }
        self.merge_verifications(mem::take(&mut body.verifications), &mut errors);
        self.check_state(&mut errors);
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    fn merge_verifications(
        &mut self,
        patches: Vec<VerificationPatch>,
        errors: &mut Vec<FieldError>,
    ) {
        let at = Place::Root.key("verifications");
        for (index, patch) in patches.into_iter().enumerate() {
            let known = self.verifications.iter_mut().find(|known| known.id == patch.id);
            match (patch.applied(known.as_deref(), &at.index(index)), known) {
                (Err(found), _) => errors.extend(found),
                (Ok(verification), Some(known)) => *known = verification,
                (Ok(verification), None) => self.verifications.push(verification),
            }
        }
        if self.verifications.len() > limits::VERIFICATIONS {
            let detail = format!("an inquiry has at most {} verifications", limits::VERIFICATIONS);
            errors.push(FieldError::new(&at, "too_many", detail));
        }
    }

    /// A sent state makes sense in the United States alone.
    fn check_state(&self, errors: &mut Vec<FieldError>) {
        let sent = self.attributes.contains_key(&AttributeKey::UsState);
        let country = || derive::country(self).map(|sourced| sourced.value);
        if sent && country() != Some(AttributeValue::Code(Code::US)) {
            let attributes = Place::Root.key("attributes");
            let at = attributes.key("us_state");
            let detail = "`us_state` can be sent only when `country` is US";
            errors.push(FieldError::new(&at, "us_state_outside_us", detail));
        }
    }

    /// As JSON, with the keys of a body.
    pub fn to_json(&self) -> Value {
        let attributes: Map<String, Value> =
            self.attributes.iter().map(|(key, value)| (key.to_string(), value.to_json())).collect();
        let verifications: Vec<Value> =
            self.verifications.iter().map(|known| Value::Object(known.to_json())).collect();
        json!({
            "fields": self.fields,
            "session": self.session,
            "attributes": attributes,
            "verifications": verifications,
        })
    }

    /// Reads back what [`Submission::to_json`] gave.
    pub fn from_json(value: &Value) -> Result<Self, MergeError> {
        let mut submission = Self::default();
        let damaged = |what: &str| MergeError(what.to_owned());
        for (target, key) in
            [(&mut submission.fields, "fields"), (&mut submission.session, "session")]
        {
            for (name, text) in value.get(key).and_then(Value::as_object).into_iter().flatten() {
                let text = text.as_str().ok_or_else(|| damaged(name))?;
                target.insert(name, text);
            }
        }
        for (name, value) in
            value.get("attributes").and_then(Value::as_object).into_iter().flatten()
        {
            let key: AttributeKey = name.parse().map_err(|_| damaged(name))?;
            let value = crate::attribute::Attributes::value_from_json(key, value)
                .ok_or_else(|| damaged(name))?;
            submission.attributes.insert(key, value);
        }
        for item in value.get("verifications").and_then(Value::as_array).into_iter().flatten() {
            let document = Document::of(item);
            let Tree::Object(map) = document.root() else {
                return Err(damaged("verifications"));
            };
            let Some(Tree::Text(id)) = map.get("id") else { return Err(damaged("id")) };
            let patch = VerificationPatch::read(id.to_owned(), map, &Place::Root);
            let verification = patch.applied(None, &Place::Root).map_err(|errors| {
                MergeError(errors.into_iter().map(|e| e.detail).collect::<Vec<_>>().join("; "))
            })?;
            submission.verifications.push(verification);
        }
        Ok(submission)
    }
}

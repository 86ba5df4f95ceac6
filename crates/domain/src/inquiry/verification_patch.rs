//! What a body says about one verification, read at once and held until it is known whether the verification is new.

use super::limits;
use super::read::{is_longer, out_of_range};
use super::verification::{Check, Verification, VerificationKind, VerificationStatus};
use crate::attribute::{AttributeKey, Code};
use crate::clock::Timestamp;
use crate::decimal::Decimal;
use crate::error::{FieldError, Place};
use crate::json::{Array, Object, Tree};

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

/// What a body says about one verification.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct VerificationPatch {
    pub(super) id: String,
    kind: Said<VerificationKind>,
    status: Said<VerificationStatus>,
    completed_at: Said<Timestamp>,
    country_code: Said<Code>,
    document_similarity_score: Said<Decimal>,
    liveness_check_score: Said<Decimal>,
    checks: Said<Vec<Check>>,
    errors: Vec<(Slot, FieldError)>,
}

/// What a body says about one value.
#[derive(Clone, Debug, PartialEq)]
enum Said<T> {
    Nothing,
    Cleared,
    Value(T),
    Nonsense,
}

/// In which order errors are told, whenever they are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Keys,
    Kind,
    Status,
    Rest,
}

impl<T: Clone> Said<T> {
    /// The value after it.
    fn after(&self, known: Option<&T>) -> Option<T> {
        match self {
            Self::Nothing => known.cloned(),
            Self::Cleared | Self::Nonsense => None,
            Self::Value(value) => Some(value.clone()),
        }
    }

    /// The same where there must be one: that there is none is an error, unless what is said makes no sense anyway.
    fn required(
        &self,
        known: Option<&T>,
        at: &Place<'_>,
        key: &str,
        slot: Slot,
        errors: &mut Vec<(Slot, FieldError)>,
    ) -> Option<T> {
        let value = self.after(known);
        if value.is_none() && !matches!(self, Self::Nonsense) {
            let detail = format!("a verification needs a `{key}`");
            errors.push((slot, FieldError::new(&at.key(key), "required", detail)));
        }
        value
    }
}

impl VerificationPatch {
    /// Reads what stands at `at`; what is wrong with it is told when it is applied.
    pub(super) fn read(id: String, map: Object<'_>, at: &Place<'_>) -> Self {
        let mut reader = Reader { errors: Vec::new(), slot: Slot::Keys, at };
        let mut given = Given::default();
        for (key, value) in map.iter() {
            match given.slot(key) {
                Some(slot) => *slot = Some(value),
                None if key == "id" || value.is_null() => {}
                None => {
                    let keys = KEYS.join(", ");
                    let detail = format!("`{key}` is not a key here; the keys are {keys}");
                    reader.error(&at.key(key), "unknown_key", detail);
                }
            }
        }
        let kind = reader.choice(given.kind, "kind", Slot::Kind, &VerificationKind::ALL);
        let status = reader.choice(given.status, "status", Slot::Status, &VerificationStatus::ALL);
        reader.slot = Slot::Rest;
        let completed_at = reader.optional(given.completed_at, "completed_at", |text| {
            text.parse().map_err(|error| ("invalid_time", format!("{error}")))
        });
        let country_code = reader.optional(given.country_code, "country_code", |text| {
            let unknown = || format!("`{text}` is not a country code of ISO 3166-1 such as US");
            Code::country(text).ok_or_else(|| ("unknown_country", unknown()))
        });
        let similarity = AttributeKey::DocumentSimilarityScore;
        let document_similarity_score = reader.score(given.document_similarity_score, similarity);
        let liveness = AttributeKey::LivenessCheckScore;
        let liveness_check_score = reader.score(given.liveness_check_score, liveness);
        let checks = reader.checks(given.checks);
        Self {
            id,
            kind,
            status,
            completed_at,
            country_code,
            document_similarity_score,
            liveness_check_score,
            checks,
            errors: reader.errors,
        }
    }

    /// The verification after it, which stands at `at` in the body; else everything that is wrong.
    pub(super) fn applied(
        self,
        known: Option<&Verification>,
        at: &Place<'_>,
    ) -> Result<Verification, Vec<FieldError>> {
        let mut errors = self.errors;
        let kind = known.map(|known| known.kind);
        let kind = self.kind.required(kind.as_ref(), at, "kind", Slot::Kind, &mut errors);
        let status = known.map(|known| known.status);
        let status = self.status.required(status.as_ref(), at, "status", Slot::Status, &mut errors);
        let (Some(kind), Some(status), true) = (kind, status, errors.is_empty()) else {
            errors.sort_by_key(|(slot, _)| *slot);
            return Err(errors.into_iter().map(|(_, error)| error).collect());
        };
        Ok(Verification {
            id: self.id,
            kind,
            status,
            completed_at: self.completed_at.after(known.and_then(|k| k.completed_at.as_ref())),
            country_code: self.country_code.after(known.and_then(|k| k.country_code.as_ref())),
            document_similarity_score: self
                .document_similarity_score
                .after(known.and_then(|k| k.document_similarity_score.as_ref())),
            liveness_check_score: self
                .liveness_check_score
                .after(known.and_then(|k| k.liveness_check_score.as_ref())),
            checks: match self.checks {
                Said::Value(checks) => checks,
                said @ (Said::Nothing | Said::Cleared | Said::Nonsense) => {
                    said.after(known.map(|known| &known.checks)).unwrap_or_default()
                }
            },
        })
    }
}

/// What stands under each key.
#[derive(Default)]
struct Given<'t> {
    kind: Option<Tree<'t>>,
    status: Option<Tree<'t>>,
    completed_at: Option<Tree<'t>>,
    country_code: Option<Tree<'t>>,
    document_similarity_score: Option<Tree<'t>>,
    liveness_check_score: Option<Tree<'t>>,
    checks: Option<Tree<'t>>,
}

impl<'t> Given<'t> {
    fn slot(&mut self, key: &str) -> Option<&mut Option<Tree<'t>>> {
        Some(match key {
            "kind" => &mut self.kind,
            "status" => &mut self.status,
            "completed_at" => &mut self.completed_at,
            "country_code" => &mut self.country_code,
            "document_similarity_score" => &mut self.document_similarity_score,
            "liveness_check_score" => &mut self.liveness_check_score,
            "checks" => &mut self.checks,
            _ => return None,
        })
    }
}

struct Reader<'a> {
    errors: Vec<(Slot, FieldError)>,
    slot: Slot,
    at: &'a Place<'a>,
}

impl Reader<'_> {
    fn error(&mut self, at: &Place<'_>, code: &str, detail: impl Into<String>) {
        self.errors.push((self.slot, FieldError::new(at, code, detail)));
    }

    fn wrong_type(&mut self, at: &Place<'_>, wanted: &str, found: Tree<'_>) {
        self.error(at, "wrong_type", format!("must be {wanted}, not {}", found.type_name()));
    }

    /// One of a few words. That it must be there is said when the whole verification is known.
    fn choice<T: Copy>(
        &mut self,
        given: Option<Tree<'_>>,
        key: &str,
        slot: Slot,
        choices: &[(T, &str)],
    ) -> Said<T> {
        self.slot = slot;
        let at = self.at.key(key);
        let text = match given {
            None => return Said::Nothing,
            Some(Tree::Null) => return Said::Cleared,
            Some(Tree::Text(text)) => text,
            Some(other) => {
                self.wrong_type(&at, "a text", other);
                return Said::Nonsense;
            }
        };
        if let Some((choice, _)) = choices.iter().find(|(_, name)| *name == text) {
            return Said::Value(*choice);
        }
        if text.trim().is_empty() || is_longer(text, limits::KEY_CHARACTERS) {
            let detail = format!("must have 1 to {} characters", limits::KEY_CHARACTERS);
            self.error(&at, "invalid_text", detail);
            return Said::Nonsense;
        }
        let names: Vec<&str> = choices.iter().map(|(_, name)| *name).collect();
        let detail = format!("`{text}` is none of {}", names.join(", "));
        self.error(&at, "unknown_value", detail);
        Said::Nonsense
    }

    fn optional<T>(
        &mut self,
        given: Option<Tree<'_>>,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, (&'static str, String)>,
    ) -> Said<T> {
        let at = self.at.key(key);
        match given {
            None => Said::Nothing,
            Some(Tree::Null) => Said::Cleared,
            Some(Tree::Text(text)) => match parse(text) {
                Ok(value) => Said::Value(value),
                Err((code, detail)) => {
                    self.error(&at, code, detail);
                    Said::Nonsense
                }
            },
            Some(other) => {
                self.wrong_type(&at, "a text", other);
                Said::Nonsense
            }
        }
    }

    fn score(&mut self, given: Option<Tree<'_>>, attribute: AttributeKey) -> Said<Decimal> {
        let at = self.at.key(attribute.as_str());
        match given {
            None => return Said::Nothing,
            Some(Tree::Null) => return Said::Cleared,
            Some(Tree::Number(number)) => match Decimal::from_json(number) {
                Err(error) => self.error(&at, error.code(), error.to_string()),
                Ok(score) => match out_of_range(attribute, score) {
                    Some(detail) => self.error(&at, "out_of_range", detail),
                    None => return Said::Value(score),
                },
            },
            Some(other) => self.wrong_type(&at, "a number", other),
        }
        Said::Nonsense
    }

    fn checks(&mut self, given: Option<Tree<'_>>) -> Said<Vec<Check>> {
        let at = self.at.key("checks");
        let items = match given {
            None => return Said::Nothing,
            Some(Tree::Null) => return Said::Cleared,
            Some(Tree::Array(items)) if items.len() <= limits::CHECKS => items,
            Some(Tree::Array(_)) => {
                self.error(
                    &at,
                    "too_many",
                    format!("a verification has at most {} checks", limits::CHECKS),
                );
                return Said::Nonsense;
            }
            Some(other) => {
                self.wrong_type(&at, "an array", other);
                return Said::Nonsense;
            }
        };
        let mut checks = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            checks.extend(self.check(item, &at.index(index)));
        }
        Said::Value(checks)
    }

    fn reasons(&mut self, reasons: Array<'_>, at: &Place<'_>) -> Vec<String> {
        if reasons.len() > limits::CHECKS {
            let detail = format!("a check has at most {} reasons", limits::CHECKS);
            self.error(at, "too_many", detail);
            return Vec::new();
        }
        let mut texts = Vec::with_capacity(reasons.len());
        for (index, reason) in reasons.iter().enumerate() {
            match reason {
                Tree::Text(text) if is_short(text) => texts.push(text.to_owned()),
                Tree::Text(_) => {
                    let detail = format!("has more than {} characters", limits::KEY_CHARACTERS);
                    self.error(&at.index(index), "too_long", detail);
                }
                other => self.wrong_type(&at.index(index), "a text", other),
            }
        }
        texts
    }

    fn check(&mut self, item: Tree<'_>, at: &Place<'_>) -> Option<Check> {
        let Tree::Object(map) = item else {
            self.wrong_type(at, "an object", item);
            return None;
        };
        let before = self.errors.len();
        let mut check = Check { name: String::new(), status: String::new(), reasons: Vec::new() };
        for (key, value) in map.iter() {
            match (key, value) {
                ("name", Tree::Text(text)) if is_short(text) => {
                    text.clone_into(&mut check.name);
                }
                ("status", Tree::Text(text)) if is_short(text) => {
                    text.clone_into(&mut check.status);
                }
                ("name" | "status", Tree::Text(_)) => {
                    let detail = format!("has more than {} characters", limits::KEY_CHARACTERS);
                    self.error(&at.key(key), "too_long", detail);
                }
                ("reasons", Tree::Array(reasons)) => {
                    check.reasons = self.reasons(reasons, &at.key(key));
                }
                ("reasons", Tree::Null) => {}
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
    !is_longer(text, limits::KEY_CHARACTERS)
}

//! The decision of a past inquiry, as a line says it. Pure.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::{InvalidId, KeyId, MemberId, RunId};
use pointsman_domain::inquiry::{Status, limits};
use pointsman_domain::json::{Object, Tree};
use pointsman_storage::Actor;
use pointsman_storage::inquiries::{Decision, Outcome, UnknownOutcome};

use super::line::{past_moment, unknown_keys};
use crate::inquiries::by_hand::COMMENT_CHARACTERS;

/// What a line says about the decision.
pub(super) struct Said {
    pub(super) outcome: Outcome,
    by: Actor,
    comment: Option<String>,
    pub(super) at: Option<Timestamp>,
}

impl Said {
    /// It, where the line does not say when: at the moment `otherwise`.
    pub(super) fn decision(self, otherwise: Timestamp) -> Decision {
        let Self { outcome, by, comment, at } = self;
        Decision { outcome, by, comment, at: at.unwrap_or(otherwise) }
    }

    /// What the status alone says: somebody has decided, and nobody knows who.
    pub(super) fn by_status(status: Status) -> Option<Self> {
        let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.status() == status)?;
        Some(Self { outcome, by: Actor::System, comment: None, at: None })
    }
}

/// Reads `/decision`: an outcome alone, or an object.
pub(super) fn read(value: Tree<'_>, now: Timestamp, errors: &mut Vec<FieldError>) -> Option<Said> {
    let at = Pointer::root().key("decision");
    let mut reader = Reader { at, now, errors };
    match value {
        Tree::Null => None,
        Tree::Text(text) => {
            let at = reader.at.clone();
            let outcome = reader.outcome(text, &at)?;
            Some(Said { outcome, by: Actor::System, comment: None, at: None })
        }
        Tree::Object(map) => reader.object(map),
        other => {
            let at = reader.at.clone();
            reader.wrong_type(&at, "an object", other);
            None
        }
    }
}

struct Reader<'e> {
    at: Pointer,
    now: Timestamp,
    errors: &'e mut Vec<FieldError>,
}

impl Reader<'_> {
    fn object(&mut self, map: Object<'_>) -> Option<Said> {
        let keys = ["outcome", "decided_by", "comment", "at"];
        unknown_keys(map, &keys, &self.at, self.errors);
        let outcome = match map.get("outcome") {
            Some(Tree::Text(text)) => {
                let at = self.at.key("outcome");
                self.outcome(text, &at)
            }
            Some(other) => {
                self.wrong_type(&self.at.key("outcome"), "a text", other);
                None
            }
            None => {
                let detail = "a decision needs an `outcome`";
                self.errors.push(FieldError::new(&self.at.key("outcome"), "required", detail));
                None
            }
        };
        let by = map.get("decided_by").filter(|by| !by.is_null()).map(|by| self.decider(by));
        let comment = map.get("comment").and_then(|comment| self.comment(comment));
        let at = map
            .get("at")
            .and_then(|at| past_moment(at, self.now, || self.at.key("at"), self.errors));
        let by = by.unwrap_or(Some(Actor::System))?;
        Some(Said { outcome: outcome?, by, comment, at })
    }

    fn outcome(&mut self, text: &str, at: &Pointer) -> Option<Outcome> {
        let read = text.parse().map_err(|error: UnknownOutcome| {
            self.errors.push(FieldError::new(at, "unknown_value", error.to_string()));
        });
        read.ok()
    }

    fn comment(&mut self, value: Tree<'_>) -> Option<String> {
        let at = self.at.key("comment");
        match value {
            Tree::Null => None,
            Tree::Text(text) if text.chars().count() <= COMMENT_CHARACTERS => Some(text.to_owned()),
            Tree::Text(_) => {
                let detail = format!("has more than {COMMENT_CHARACTERS} characters");
                self.errors.push(FieldError::new(&at, "too_long", detail));
                None
            }
            other => {
                self.wrong_type(&at, "a text", other);
                None
            }
        }
    }

    /// Who decided, in the words of an inquiry's answer.
    fn decider(&mut self, value: Tree<'_>) -> Option<Actor> {
        let at = self.at.key("decided_by");
        let Tree::Object(map) = value else {
            self.wrong_type(&at, "an object", value);
            return None;
        };
        unknown_keys(map, &["type", "id", "name"], &at, self.errors);
        let mut text = |key: &str| match map.get(key) {
            None | Some(Tree::Null) => "",
            Some(Tree::Text(text)) if is_name(text) => text,
            Some(Tree::Text(_)) => {
                let most = limits::KEY_CHARACTERS;
                let detail = format!("must have at most {most} printable characters");
                self.errors.push(FieldError::new(&at.key(key), "invalid_name", detail));
                ""
            }
            Some(other) => {
                self.wrong_type(&at.key(key), "a text", other);
                ""
            }
        };
        let (id, name, said) = (text("id"), text("name"), text("type"));
        let name = if name.is_empty() { id } else { name }.to_owned();
        let read = match said {
            "member" => id.parse().map(|id: MemberId| Actor::Member { id, name }),
            "key" => id.parse().map(|id: KeyId| Actor::Key { id, name }),
            "run" => id.parse().map(|id: RunId| Actor::Run { id }),
            other => {
                let detail = format!("`{other}` is none of member, key, run");
                self.errors.push(FieldError::new(&at.key("type"), "unknown_value", detail));
                return None;
            }
        };
        let refuse = |error: InvalidId| {
            let detail = format!("{error}; leave `decided_by` out if it was decided elsewhere");
            self.errors.push(FieldError::new(&at.key("id"), "invalid_id", detail));
        };
        read.map_err(refuse).ok()
    }

    fn wrong_type(&mut self, at: &Pointer, wanted: &str, found: Tree<'_>) {
        let detail = format!("must be {wanted}, not {}", found.type_name());
        self.errors.push(FieldError::new(at, "wrong_type", detail));
    }
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= limits::KEY_CHARACTERS && !text.chars().any(char::is_control)
}

//! Entries: to be appended, and as they are read back.

use std::marker::PhantomData;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ItemId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::action::Action;
use super::chain::{HASH_BYTES, SALT_BYTES};
use super::subject::{ActorKind, Subject, SubjectKind, Via};
use crate::actor::Actor;

/// One kind of value, before and after a change, each under its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// Before; a name is absent if there was nothing.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub before: Map<String, Json>,
    /// After; a name is absent if there is nothing any more.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub after: Map<String, Json>,
}

impl Sides {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    pub(super) fn to_text(&self) -> String {
        serde_json::to_value(self).unwrap_or_default().to_string()
    }
}

/// Values of one kind. The kind is a type, so that what must be erasable cannot end up in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values<Kind> {
    pub(super) sides: Sides,
    kind: PhantomData<Kind>,
}

/// Marks values that stay for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainValues {}

/// Marks values that can be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalValues {}

/// What stays for ever: ids, numbers, states, names of workflows and lists.
pub type Plain = Values<PlainValues>;

/// What belongs to a person and can be erased: names, addresses, comments, the values of list items.
pub type Personal = Values<PersonalValues>;

impl<Kind> Values<Kind> {
    /// No values.
    pub fn none() -> Self {
        Self { sides: Sides::default(), kind: PhantomData }
    }

    /// A value before and after. Nothing is noted where both are the same; `null` counts as absent.
    #[must_use]
    pub fn changed(self, name: &str, before: impl Into<Json>, after: impl Into<Json>) -> Self {
        let (before, after) = (before.into(), after.into());
        if before == after { self } else { self.before(name, before).after(name, after) }
    }

    /// A value that was there before.
    #[must_use]
    pub fn before(mut self, name: &str, value: impl Into<Json>) -> Self {
        note(&mut self.sides.before, name, value.into());
        self
    }

    /// A value that is there now.
    #[must_use]
    pub fn after(mut self, name: &str, value: impl Into<Json>) -> Self {
        note(&mut self.sides.after, name, value.into());
        self
    }
}

fn note(side: &mut Map<String, Json>, name: &str, value: Json) {
    if !value.is_null() {
        side.insert(name.to_owned(), value);
    }
}

/// Who it was, as far as that can be erased.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The name then; absent for Pointsman itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The network address; absent on the machine itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Random bytes for the two personal parts of one entry. Never use them for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Salts {
    /// For the actor's name and address.
    pub who: [u8; SALT_BYTES],
    /// For the values.
    pub what: [u8; SALT_BYTES],
}

/// An entry to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// By which way.
    pub via: Via,
    /// From which network address.
    pub address: Option<String>,
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// What stays for ever.
    pub plain: Plain,
    /// What can be erased.
    pub personal: Personal,
    /// Fresh randomness.
    pub salts: Salts,
}

/// A personal part, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept<T> {
    /// There was nothing personal.
    Nothing,
    /// It is there.
    Present(T),
    /// It was erased.
    Erased {
        /// When.
        at: Timestamp,
    },
}

/// An entry of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number: 1, 2, 3 … without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What the actor is.
    pub actor: ActorKind,
    /// The actor's id; `system` for Pointsman itself.
    pub actor_id: String,
    /// By which way.
    pub via: Via,
    /// The actor's name and address.
    pub who: Kept<Who>,
    /// What was done.
    pub action: Action,
    /// To what kind of thing.
    pub subject: SubjectKind,
    /// Its id.
    pub subject_id: String,
    /// The item, if the subject is one of a list.
    pub item: Option<ItemId>,
    /// What stays for ever.
    pub plain: Sides,
    /// What can be erased.
    pub personal: Kept<Sides>,
    /// The hash that the chain goes on from.
    pub hash: [u8; HASH_BYTES],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_noted() {
        let values = Plain::none()
            .changed("name", "A", "A")
            .changed("note", None::<&str>, "B")
            .changed("state", "draft", "running");
        assert_eq!(
            values.sides.to_text(),
            r#"{"before":{"state":"draft"},"after":{"note":"B","state":"running"}}"#
        );
        assert!(Personal::none().sides.is_empty());
    }
}

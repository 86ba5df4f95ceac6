//! Entries: to be appended, and as they are read back.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ItemId, KeyId, ListId, MemberId, WorkflowId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::action::Action;
use super::chain::{HASH_BYTES, SALT_BYTES};
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

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The order of all workflows.
    WorkflowOrder,
    /// One workflow.
    Workflow(WorkflowId),
    /// One list.
    List(ListId),
    /// One item of a list.
    Item(ListId, ItemId),
    /// One inquiry.
    Inquiry(InquiryId),
    /// One member.
    Member(MemberId),
    /// One API key.
    Key(KeyId),
}

/// What kind of thing was changed. An item counts to its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    /// The order of all workflows.
    WorkflowOrder,
    /// A workflow.
    Workflow,
    /// A list, or an item of it.
    List,
    /// An inquiry.
    Inquiry,
    /// A member.
    Member,
    /// An API key.
    Key,
}

impl Subject {
    /// Its kind.
    pub const fn kind(self) -> SubjectKind {
        match self {
            Self::WorkflowOrder => SubjectKind::WorkflowOrder,
            Self::Workflow(_) => SubjectKind::Workflow,
            Self::List(_) | Self::Item(..) => SubjectKind::List,
            Self::Inquiry(_) => SubjectKind::Inquiry,
            Self::Member(_) => SubjectKind::Member,
            Self::Key(_) => SubjectKind::Key,
        }
    }

    /// Its id; that of the list for an item, and the kind where there is only one such thing.
    pub fn id(self) -> String {
        match self {
            Self::WorkflowOrder => SubjectKind::WorkflowOrder.as_str().to_owned(),
            Self::Workflow(id) => id.to_string(),
            Self::List(id) | Self::Item(id, _) => id.to_string(),
            Self::Inquiry(id) => id.to_string(),
            Self::Member(id) => id.to_string(),
            Self::Key(id) => id.to_string(),
        }
    }

    /// The item, if it is one.
    pub const fn item(self) -> Option<ItemId> {
        match self {
            Self::Item(_, item) => Some(item),
            Self::WorkflowOrder
            | Self::Workflow(_)
            | Self::List(_)
            | Self::Inquiry(_)
            | Self::Member(_)
            | Self::Key(_) => None,
        }
    }
}

macro_rules! named {
    ($kind:ident: $($name:ident = $text:literal),+ $(,)?) => {
        impl $kind {
            /// The name in the record and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }

        impl FromStr for $kind {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$name),)+
                    other => Err(format!("`{other}` is not known")),
                }
            }
        }
    };
}

named! { SubjectKind:
    WorkflowOrder = "workflow_order", Workflow = "workflow", List = "list", Inquiry = "inquiry",
    Member = "member", Key = "key",
}

/// By which way somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A member's session.
    Session,
    /// An API key.
    ApiKey,
    /// The command line, on the machine itself.
    CommandLine,
    /// The one-time code of the first start.
    SetupCode,
}

named! { Via:
    Session = "session", ApiKey = "api_key", CommandLine = "command_line", SetupCode = "setup_code",
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A person.
    Member,
    /// A program with an API key.
    Key,
    /// A workflow's run.
    Run,
    /// Pointsman itself.
    System,
}

named! { ActorKind: Member = "member", Key = "key", Run = "run", System = "system" }

impl ActorKind {
    /// The kind and the id of an actor.
    pub(super) fn of(actor: &Actor) -> (Self, String) {
        match actor {
            Actor::Member { id, .. } => (Self::Member, id.to_string()),
            Actor::Key { id, .. } => (Self::Key, id.to_string()),
            Actor::Run { id } => (Self::Run, id.to_string()),
            Actor::System => (Self::System, Self::System.as_str().to_owned()),
        }
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

/// Where the record ends: keep it somewhere else, and nobody can rewrite the past unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 while there is none.
    pub seq: i64,
    /// Its hash; zeros while there is none.
    pub hash: [u8; HASH_BYTES],
}

impl Head {
    /// The head of an empty record.
    pub const EMPTY: Self = Self { seq: 0, hash: [0; HASH_BYTES] };
}

/// A text that is no head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a head: a number, a colon and 64 hexadecimal digits, as `audit head` prints it"
)]
pub struct InvalidHead(pub String);

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = InvalidHead;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidHead(text.to_owned());
        let (seq, hash) = text.trim().split_once(':').ok_or_else(invalid)?;
        let digits: Option<Vec<u8>> = hash
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let bytes: Vec<u8> = digits
            .filter(|digits| digits.len() == 2 * HASH_BYTES)
            .ok_or_else(invalid)?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit))
            .collect();
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or_else(invalid)?;
        Ok(Self { seq, hash: bytes.try_into().map_err(|_| invalid())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_printed() {
        let head = Head { seq: 12, hash: [0xa5; HASH_BYTES] };
        assert_eq!(head.to_string(), format!("12:{}", "a5".repeat(32)));
        assert_eq!(head.to_string().parse(), Ok(head));
        let short = format!("1:{}", "a5".repeat(31));
        let long = format!("1:{}", "a5".repeat(33));
        let negative = format!("-1:{}", "a5".repeat(32));
        for text in ["", "12", "12:", "x:00", short.as_str(), &long, &negative] {
            assert_eq!(text.parse::<Head>(), Err(InvalidHead(text.to_owned())));
        }
    }

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

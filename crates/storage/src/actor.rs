//! Who did something, as it is kept beside what was done.

use pointsman_domain::ids::{KeyId, MemberId, RunId};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The kind of [`Actor::Run`].
pub(crate) const RUN: &str = "run";

/// Who did something. The name is kept as it was at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Actor {
    /// A person.
    Member {
        /// The member.
        id: MemberId,
        /// The member's name then.
        name: String,
    },
    /// A program with an API key.
    Key {
        /// The key.
        id: KeyId,
        /// The key's name then.
        name: String,
    },
    /// A workflow's run.
    Run {
        /// The run.
        id: RunId,
    },
    /// Pointsman itself: the command line, the first start.
    System,
}

impl Actor {
    /// Whether it is the same person, program or run, whatever the name was at the time.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Member { id, .. }, Self::Member { id: other, .. }) => id == other,
            (Self::Key { id, .. }, Self::Key { id: other, .. }) => id == other,
            (Self::Run { id }, Self::Run { id: other }) => id == other,
            (Self::System, Self::System) => true,
            (Self::Member { .. } | Self::Key { .. } | Self::Run { .. } | Self::System, _) => false,
        }
    }

    /// The id, as far as it is somebody who can lose rights: a member or a key.
    pub(crate) fn holder(&self) -> Option<String> {
        match self {
            Self::Member { id, .. } => Some(id.to_string()),
            Self::Key { id, .. } => Some(id.to_string()),
            Self::Run { .. } | Self::System => None,
        }
    }

    /// What it is, without its name, as it stands in a column.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Member { .. } => "member",
            Self::Key { .. } => "key",
            Self::Run { .. } => RUN,
            Self::System => "system",
        }
    }

    /// As it stands in a column.
    pub(crate) fn to_text(&self) -> String {
        let value = match self {
            Self::Member { id, name } => json!({"type": "member", "id": id, "name": name}),
            Self::Key { id, name } => json!({"type": "key", "id": id, "name": name}),
            Self::Run { id } => json!({"type": "run", "id": id}),
            // Every past inquiry that somebody has decided elsewhere.
            Self::System => return r#"{"type":"system"}"#.to_owned(),
        };
        value.to_string()
    }
}

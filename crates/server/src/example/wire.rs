//! The example as it stands on the wire.

use pointsman_storage::example::{self, Part as StoredPart};
use serde::Serialize;
use utoipa::ToSchema;

use super::fate::{Fate, PartFate};

/// Whether a workspace holds the example, and how far its making or removing is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Example {
    /// What is done with it.
    state: ExampleState,
    /// Whether it could be made: the workspace holds no inquiries, workflows and lists.
    offered: bool,
    /// Inquiries that it holds; while it is made or removed, how many are done.
    #[schema(minimum = 0)]
    done: i64,
    /// Inquiries to make or to remove in all.
    #[schema(minimum = 0)]
    total: i64,
    /// What belongs to it besides inquiries and what becomes of that when it is removed, for who may remove it.
    parts: Vec<Part>,
}

/// What is done with the example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ExampleState {
    /// There is none.
    Absent,
    /// It is being made.
    Making,
    /// It is there, whole.
    Present,
    /// It is being removed.
    Removing,
}

/// A part of the example.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExamplePart)]
pub(super) struct Part {
    /// What it is.
    kind: PartKind,
    /// Its id.
    id: String,
    /// What people call it.
    name: String,
    /// What becomes of it when the example is removed.
    fate: PartFateOnWire,
}

/// What a part of the example is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExamplePartKind)]
pub(super) enum PartKind {
    /// A workflow.
    Workflow,
    /// A list.
    List,
    /// An invariant.
    Invariant,
    /// An API key.
    Key,
    /// A member.
    Member,
}

/// What becomes of a part of the example when it is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExamplePartFate)]
pub(super) enum PartFateOnWire {
    /// It is removed.
    Removed,
    /// It is archived, because inquiries of your own were decided with it.
    Archived,
    /// It stays, because it was changed since.
    StaysChanged,
    /// It stays, because a workflow or an invariant that stays names it.
    StaysInUse,
    /// It stays: this is you.
    StaysYou,
}

impl Example {
    pub(super) fn of(found: Option<example::Example>, offered: bool, parts: Vec<Part>) -> Self {
        let state = match found.map(|found| found.state) {
            None => ExampleState::Absent,
            Some(example::ExampleState::Making) => ExampleState::Making,
            Some(example::ExampleState::Present) => ExampleState::Present,
            Some(example::ExampleState::Removing) => ExampleState::Removing,
        };
        let (done, total) = found.map_or((0, 0), |found| (found.done, found.total));
        Self { state, offered, done, total, parts }
    }
}

impl From<PartFate> for Part {
    fn from(found: PartFate) -> Self {
        let (kind, id) = match found.part {
            StoredPart::Workflow(id) => (PartKind::Workflow, id.to_string()),
            StoredPart::List(id) => (PartKind::List, id.to_string()),
            StoredPart::Invariant(id) => (PartKind::Invariant, id.to_string()),
            StoredPart::Key(id) => (PartKind::Key, id.to_string()),
            StoredPart::Member(id) => (PartKind::Member, id.to_string()),
        };
        let fate = match found.fate {
            Fate::Goes => PartFateOnWire::Removed,
            Fate::Archived => PartFateOnWire::Archived,
            Fate::Changed => PartFateOnWire::StaysChanged,
            Fate::InUse => PartFateOnWire::StaysInUse,
            Fate::You => PartFateOnWire::StaysYou,
        };
        Self { kind, id, name: found.name, fate }
    }
}

//! Where a list is used, as it stands on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// A text that names a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ListUse {
    /// `wfl_…`
    pub workflow: String,
    /// The workflow's name.
    pub workflow_name: String,
    /// Which of its texts.
    #[serde(rename = "where")]
    pub place: UsedIn,
    /// The version's number; `null` for a draft.
    #[schema(required, minimum = 1)]
    pub version: Option<i64>,
    /// Whether this text decides inquiries.
    pub running: bool,
}

/// Which text of a workflow names a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UsedIn {
    /// The draft.
    Draft,
    /// A version: the latest, or the one that is running or paused.
    Version,
}

/// An invariant that names a list: while there is one, the list cannot be archived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ListInvariant {
    /// `ivr_…`
    pub invariant: String,
    /// What people call it.
    pub invariant_name: String,
}

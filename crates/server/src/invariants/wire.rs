//! Invariants on the wire.

use pointsman_domain::ids::{InvariantId, WorkflowId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::runs::wire::ActionKind;
use crate::wire::{Actor, Time};
use crate::workflows::wire::{Condition, ProofScope};

/// What no workflow of an event may ever do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Invariant {
    /// `ivr_…`
    #[schema(value_type = String)]
    pub id: InvariantId,
    /// What people call it.
    pub name: String,
    /// Whose workflows must keep it.
    #[schema(example = "inquiry.completed")]
    pub event: String,
    /// The number of this version, from 1; also the header `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Whom it is about, as a route has it.
    #[serde(rename = "if")]
    #[schema(value_type = Condition)]
    pub whom: Value,
    /// What is never done with them.
    #[schema(min_items = 1)]
    pub never: Vec<ActionKind>,
    /// It in one sentence.
    #[schema(example = "Nobody on “Sanctions” is ever approved.")]
    pub sentence: String,
    /// When this version was written.
    pub updated_at: Time,
    /// By whom.
    pub updated_by: Actor,
    /// When the first version was written.
    pub created_at: Time,
    /// When it was archived; it stops nothing since.
    #[schema(required)]
    pub archived_at: Option<Time>,
    /// Whether the versions that run keep it. Only where one invariant is asked for; and after a change, if it could be proved
    /// within ten seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub running: Option<Vec<RunningVerdict>>,
}

/// Whether an invariant is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InvariantVerdict {
    /// Whatever inquiry comes. With `present_lists`: as long as the lists stay as they are.
    Proved,
    /// The example breaks it, with what is on lists now.
    Refuted,
    /// It cannot be said.
    Undecided,
}

/// What is proved about an invariant and a document.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct JudgedInvariant {
    /// `ivr_…`
    #[schema(value_type = String)]
    pub id: InvariantId,
    /// What people call it.
    pub name: String,
    /// Whether the document keeps it.
    pub verdict: InvariantVerdict,
    /// For which contents of lists that holds.
    pub scope: ProofScope,
    /// An inquiry that breaks it, as `try` takes it. With a verdict other than `refuted` one that would with other items
    /// on the lists.
    #[schema(required)]
    pub witness: Option<Value>,
    /// What is done with the example, or why it is not known.
    #[schema(required)]
    pub because: Option<String>,
    /// Where the example is decided, if it breaks the invariant: `rt_…`, or `everything_else`.
    #[schema(required)]
    pub route: Option<String>,
    /// The invariant in one sentence.
    pub sentence: String,
}

impl JudgedInvariant {
    /// For people at a command line; nothing if it is kept.
    pub(crate) fn in_words(&self) -> Option<String> {
        let Self { name, sentence, .. } = self;
        let because = self.because.as_deref().unwrap_or_default();
        match self.verdict {
            InvariantVerdict::Proved => None,
            InvariantVerdict::Undecided => {
                Some(format!("undecided about invariant “{name}” ({sentence}): {because}"))
            }
            InvariantVerdict::Refuted => {
                let witness = self.witness.as_ref().map(Value::to_string).unwrap_or_default();
                Some(format!("invariant “{name}” is broken: {sentence} {because} {witness}"))
            }
        }
    }
}

/// Whether a version that runs keeps an invariant.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct RunningVerdict {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub workflow: WorkflowId,
    /// The workflow's name.
    pub workflow_name: String,
    /// The version.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Whether it keeps the invariant.
    pub verdict: InvariantVerdict,
    /// For which contents of lists that holds.
    pub scope: ProofScope,
    /// An inquiry that breaks it, as `try` takes it. With a verdict other than `refuted` one that would with other items
    /// on the lists.
    #[schema(required)]
    pub witness: Option<Value>,
    /// What is done with the example, or why it is not known.
    #[schema(required)]
    pub because: Option<String>,
}

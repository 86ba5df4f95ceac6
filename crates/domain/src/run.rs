//! Runs: what a decision leaves behind, apart from its trace, which is computed when someone reads it.

use serde::{Deserialize, Serialize};

use crate::ids::WorkflowId;

/// Why the decision of a run was not applied to its inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAppliedReason {
    /// A workflow earlier in the order had decided.
    DecidedByEarlierWorkflow,
    /// A person had decided.
    DecidedByPerson,
}

/// Whether the decision of a run took effect. `do_nothing` counts as applied: nothing was to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Applied {
    /// It took effect.
    Yes,
    /// It did not.
    No(NotAppliedReason),
}

/// Why a workflow of the event left no run on an inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftAloneReason {
    /// The inquiry was created before the workflow was started.
    CreatedBeforeStart,
    /// The workflow was paused.
    Paused,
}

/// One version of one workflow, as it ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunningVersion {
    /// The workflow.
    pub workflow: WorkflowId,
    /// The version's number, from 1.
    pub version: i64,
}

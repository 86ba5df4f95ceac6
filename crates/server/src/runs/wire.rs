//! Runs and replays as they stand on the wire. Traces stand in [`super::trace_wire`].

use pointsman_domain::ids::{InquiryId, RunId, WorkflowId};
use pointsman_domain::run::{LeftAloneReason, NotAppliedReason, RunningVersion};
use pointsman_domain::workflow::DecisionAction;
use serde::Serialize;
use utoipa::ToSchema;

use super::trace_wire::Trace;
use crate::wire::Time;

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActionKind {
    /// Approve the inquiry.
    Approve,
    /// Decline the inquiry.
    Decline,
    /// Send the inquiry to review.
    MarkForReview,
    /// Leave the inquiry as it is.
    DoNothing,
}

/// One action of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Action {
    /// What is done.
    pub(crate) action: ActionKind,
}

/// Why the decision of a run was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotApplied {
    /// A workflow earlier in the order had decided.
    DecidedByEarlierWorkflow,
    /// A person had decided.
    DecidedByPerson,
}

/// One execution of one version on one inquiry, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RunSummary {
    /// `run_…`
    #[schema(value_type = String)]
    pub(crate) id: RunId,
    /// `wfl_…`
    #[schema(value_type = String)]
    pub(crate) workflow: WorkflowId,
    /// The workflow's name.
    pub(crate) workflow_name: String,
    /// The version that ran.
    #[schema(minimum = 1)]
    pub(crate) version: i64,
    /// The route taken: `rt_…`, or `everything_else`.
    pub(crate) route: String,
    /// The name of the route in that version.
    pub(crate) route_name: String,
    /// What the route does.
    pub(crate) actions: Vec<Action>,
    /// Whether the decision took effect.
    pub(crate) applied: bool,
    /// Why it did not.
    #[schema(required)]
    pub(crate) reason: Option<NotApplied>,
    /// When it ran.
    pub(crate) at: Time,
    /// The run in one sentence.
    pub(crate) sentence: String,
}

/// One version of one workflow, as it ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct RanVersion {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub(crate) workflow: WorkflowId,
    /// The version.
    pub(crate) version: i64,
}

/// One execution of one version on one inquiry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Run {
    /// The run in short.
    #[serde(flatten)]
    pub(crate) summary: RunSummary,
    /// `inq_…`
    #[schema(value_type = String)]
    pub(crate) inquiry: InquiryId,
    /// The integrator's own key of the inquiry.
    #[schema(required)]
    pub(crate) inquiry_reference_id: Option<String>,
    /// What the workflow listened to.
    pub(crate) event: String,
    /// Every version that ran on this inquiry and event, in order.
    pub(crate) ran: Vec<RanVersion>,
    /// The number of the engine's rules.
    pub(crate) semantics: i64,
    /// Digest of the trace, hexadecimal.
    pub(crate) trace_digest: String,
    /// The run explained, computed now from the stored attributes. Only where one run is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) trace: Option<Trace>,
}

/// What a document would do with an inquiry: a run that was never made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TriedRun {
    /// The document's name.
    pub(crate) workflow_name: String,
    /// The route taken: `rt_…`, or `everything_else`.
    pub(crate) route: String,
    /// The name of the route.
    pub(crate) route_name: String,
    /// What the route does.
    pub(crate) actions: Vec<Action>,
    /// The run in one sentence.
    pub(crate) sentence: String,
    /// What the workflow listens to.
    pub(crate) event: String,
    /// The number of the engine's rules.
    pub(crate) semantics: i64,
    /// Digest of the trace, hexadecimal.
    pub(crate) trace_digest: String,
    /// The run explained.
    pub(crate) trace: Trace,
}

/// What was recorded, and what comes out now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Replay {
    /// Whether both are the same.
    pub(crate) agrees: bool,
    /// As recorded when it ran.
    pub(crate) recorded: ReplaySide,
    /// As computed now from the same attributes, list matches and version.
    pub(crate) replayed: ReplaySide,
}

/// One side of a replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ReplaySide {
    /// The route taken: `rt_…`, or `everything_else`.
    pub(crate) route: String,
    /// What the route does.
    pub(crate) actions: Vec<Action>,
    /// Digest of the trace, hexadecimal.
    pub(crate) trace_digest: String,
}

/// Why a workflow left no run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LeftAloneWhy {
    /// The inquiry was created before the workflow was started.
    CreatedBeforeStart,
    /// The workflow was paused.
    Paused,
}

impl From<DecisionAction> for Action {
    fn from(action: DecisionAction) -> Self {
        Self { action: action.into() }
    }
}

impl From<DecisionAction> for ActionKind {
    fn from(action: DecisionAction) -> Self {
        match action {
            DecisionAction::Approve => Self::Approve,
            DecisionAction::Decline => Self::Decline,
            DecisionAction::MarkForReview => Self::MarkForReview,
            DecisionAction::DoNothing => Self::DoNothing,
        }
    }
}

impl From<ActionKind> for DecisionAction {
    fn from(kind: ActionKind) -> Self {
        match kind {
            ActionKind::Approve => Self::Approve,
            ActionKind::Decline => Self::Decline,
            ActionKind::MarkForReview => Self::MarkForReview,
            ActionKind::DoNothing => Self::DoNothing,
        }
    }
}

impl From<NotAppliedReason> for NotApplied {
    fn from(reason: NotAppliedReason) -> Self {
        match reason {
            NotAppliedReason::DecidedByEarlierWorkflow => Self::DecidedByEarlierWorkflow,
            NotAppliedReason::DecidedByPerson => Self::DecidedByPerson,
        }
    }
}

impl From<LeftAloneReason> for LeftAloneWhy {
    fn from(reason: LeftAloneReason) -> Self {
        match reason {
            LeftAloneReason::CreatedBeforeStart => Self::CreatedBeforeStart,
            LeftAloneReason::Paused => Self::Paused,
        }
    }
}

impl From<RunningVersion> for RanVersion {
    fn from(ran: RunningVersion) -> Self {
        Self { workflow: ran.workflow, version: ran.version }
    }
}

//! Workflows as they stand on the wire.

mod comparison;
mod document;
mod explanation;
mod proofs;

pub(crate) use comparison::Comparison;
pub(crate) use document::{Condition, WorkflowDocument};
pub(crate) use explanation::{Diagnostic, Explanation, Severity};
pub(crate) use proofs::{Finding, Proved, RouteProof, Scope as ProofScope, Verdict};

use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::DecisionAction;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::invariants::wire::JudgedInvariant;
use crate::wire::{Actor, Time};

/// Where a workflow is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WorkflowState {
    /// Never published.
    Draft,
    /// Published, never started.
    Published,
    /// Decides inquiries.
    Running,
    /// Was running and was stopped.
    Paused,
    /// Hidden.
    Archived,
}

/// A named, ordered set of routes for one event, without its text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Workflow {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub id: WorkflowId,
    /// What people call it.
    pub name: String,
    /// What it listens to.
    #[schema(example = "inquiry.completed")]
    pub event: String,
    /// Where it is in its life.
    pub state: WorkflowState,
    /// The version that decides inquiries.
    #[schema(required)]
    pub running: Option<Running>,
    /// Since when it is paused.
    #[schema(required)]
    pub paused_at: Option<Time>,
    /// The newest version's number.
    #[schema(required, minimum = 1)]
    pub latest_version: Option<i64>,
    /// The draft, if one is open.
    #[schema(required)]
    pub draft: Option<DraftInfo>,
    /// When it was made.
    pub created_at: Time,
    /// Its place in the order in which workflows run, from 1.
    #[schema(minimum = 0)]
    pub position: i64,
    /// What its runs did since midnight, UTC.
    pub runs_today: RunsToday,
}

/// The version that decides inquiries.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RunningVersion)]
pub(crate) struct Running {
    /// Its number.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When this version was started.
    pub since: Time,
    /// Who started it.
    #[schema(required)]
    pub since_by: Option<Actor>,
}

/// A draft without its text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DraftInfo {
    /// Changes with every save.
    pub etag: String,
    /// When it was saved last.
    pub updated_at: Time,
    /// Who saved it last.
    pub updated_by: Actor,
}

/// Runs by what they did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OutcomeCounts)]
pub(crate) struct RunsToday {
    /// Approved.
    #[schema(minimum = 0)]
    pub approve: i64,
    /// Declined.
    #[schema(minimum = 0)]
    pub decline: i64,
    /// Sent to review.
    #[schema(minimum = 0)]
    pub mark_for_review: i64,
    /// Left as they were.
    #[schema(minimum = 0)]
    pub do_nothing: i64,
}

impl RunsToday {
    /// The count of one outcome.
    pub(crate) const fn of_mut(&mut self, outcome: DecisionAction) -> &mut i64 {
        match outcome {
            DecisionAction::Approve => &mut self.approve,
            DecisionAction::Decline => &mut self.decline,
            DecisionAction::MarkForReview => &mut self.mark_for_review,
            DecisionAction::DoNothing => &mut self.do_nothing,
        }
    }
}

/// A workflow that was just paused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PausedWorkflow {
    /// The workflow.
    #[serde(flatten)]
    pub workflow: Workflow,
    /// Inquiries not yet completed that it would have decided.
    #[schema(minimum = 0)]
    pub left_alone_open: i64,
}

/// What pausing would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PauseEffect {
    /// Inquiries not yet completed that the workflow would leave alone.
    #[schema(minimum = 0)]
    pub open_inquiries: i64,
}

/// The order in which workflows run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct WorkflowOrder {
    /// Ids of all workflows that are not archived.
    #[schema(value_type = Vec<String>)]
    pub data: Vec<WorkflowId>,
    /// Changes with the order; send it as `If-Match`.
    pub etag: String,
}

/// The one editable text of a workflow.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Draft {
    /// As saved, in canonical form.
    #[schema(value_type = WorkflowDocument)]
    pub document: Value,
    /// Changes with every save; also the header `ETag`.
    pub etag: String,
    /// When it was saved last.
    pub updated_at: Time,
    /// Who saved it last.
    pub updated_by: Actor,
    /// The version that it began as.
    #[schema(required, minimum = 1)]
    pub base_version: Option<i64>,
    /// What is wrong, or worth a look.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it keeps the invariants; empty while there are errors.
    pub invariants: Vec<JudgedInvariant>,
    /// The document in sentences.
    pub explanation: Explanation,
    /// Whether this release can read the stored text; if not, diagnostics say why and it can only be replaced.
    pub readable: bool,
}

/// What differs from a version, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DraftChanges {
    /// The version compared with; `null` if nothing was published yet.
    #[schema(required, minimum = 1)]
    pub against: Option<i64>,
    /// One sentence for each change; empty if there is none.
    pub changes: Vec<String>,
}

/// A published, immutable, numbered text.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the contract calls its number so")]
pub(crate) struct Version {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub workflow: WorkflowId,
    /// Its number, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What its author says about it; may be empty.
    pub note: String,
    /// When it was published.
    pub published_at: Time,
    /// Who published it.
    pub published_by: Actor,
    /// SHA-256 of the canonical document, hexadecimal.
    pub digest: String,
    /// Whether it is the one that decides inquiries.
    pub running: bool,
    /// The text. Only where one version is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = WorkflowDocument, required = false)]
    pub document: Option<Value>,
    /// The text in sentences. Only where one version is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub explanation: Option<Explanation>,
    /// What differs from the version before, in words. Only where one version is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub changes: Option<Vec<String>>,
}

/// What is wrong with a document, and the document in sentences.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CheckAnswer)]
pub(crate) struct Checked {
    /// Whether it can be kept as a draft. One that cannot has unknown keys or wrong JSON types, and no sentences.
    pub readable: bool,
    /// Errors and warnings, in the order of the document.
    pub diagnostics: Vec<Diagnostic>,
    /// What is proved about each route, in the order of the document; empty while there are errors.
    pub routes: Vec<RouteProof>,
    /// What is proved about *Everything else*; `null` while there are errors.
    #[schema(required)]
    pub everything_else: Option<RouteProof>,
    /// What people should look at: overlaps, then conditions, then attributes.
    pub findings: Vec<Finding>,
    /// Overlaps beyond the first hundred.
    #[schema(minimum = 0)]
    pub more: u64,
    /// Pairs of routes of which it is not known whether they overlap.
    #[schema(minimum = 0)]
    pub undecided_overlaps: u64,
    /// Whether it keeps the invariants; empty while there are errors. One that is refuted stops publishing.
    pub invariants: Vec<JudgedInvariant>,
    /// The document in sentences.
    pub explanation: Explanation,
}

//! The overview as it stands on the wire.

use pointsman_domain::ids::{ImportId, ListId, WorkflowId};
use pointsman_storage::lists::BrokenOff;
use pointsman_storage::workflows::{OpenDraft, OpenDrafts};
use serde::Serialize;
use utoipa::ToSchema;

use crate::inquiries::ReviewQueue;
use crate::wire::{Actor, Time};
use crate::workflows::wire::{Running, RunsToday, WorkflowState};

/// What needs someone, and how decisions flow.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    /// The moment of all counts.
    pub(super) at: Time,
    /// What waits for review.
    pub(super) review_queue: ReviewQueue,
    /// What workflows decided, by the moment of the run. Runs that decided nothing are not in it.
    pub(super) outcomes: Spans<DecidedOutcomes>,
    /// Inquiries that were approved or declined, as their decision stands now, by the moment of that decision; those
    /// imported as history are not in it.
    pub(super) automation: Spans<Automation>,
    /// The day, in UTC, to which the first number of each workflow's `runs_by_day` belongs.
    #[schema(format = Date, example = "2026-11-09")]
    pub(super) first_day: String,
    /// Workflows that are not archived, in the order in which they run; `null` without the right to read workflows.
    #[schema(required)]
    pub(super) workflows: Option<Vec<WorkflowActivity>>,
    /// Open drafts; `null` without the right to read workflows.
    #[schema(required)]
    pub(super) drafts: Option<Drafts>,
    /// Imports that broke off and were the last of their list, at most ten; `null` without the right to read lists.
    #[schema(required)]
    pub(super) broken_imports: Option<Vec<BrokenImport>>,
}

/// The same thing for two spans of time, each beside the span of the same length before it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Spans<T> {
    /// Since midnight in UTC.
    pub(super) today: T,
    /// The same hours, seven days before.
    pub(super) week_before: T,
    /// The seven times 24 hours up to now.
    pub(super) last_7_days: T,
    /// The seven times 24 hours before these.
    pub(super) the_7_days_before: T,
}

/// Decisions by what was decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DecidedOutcomes {
    /// Approved.
    #[schema(minimum = 0)]
    pub(super) approve: i64,
    /// Declined.
    #[schema(minimum = 0)]
    pub(super) decline: i64,
    /// Sent to review.
    #[schema(minimum = 0)]
    pub(super) mark_for_review: i64,
}

/// How much is decided without a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Automation {
    /// Inquiries that were approved or declined.
    #[schema(minimum = 0)]
    pub(super) decided: i64,
    /// Those of them whose decision a workflow's run made.
    #[schema(minimum = 0)]
    pub(super) by_workflows: i64,
}

/// One workflow and what it did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WorkflowActivity {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub(super) id: WorkflowId,
    /// What people call it.
    pub(super) name: String,
    /// Where it is in its life.
    pub(super) state: WorkflowState,
    /// The version that decides inquiries.
    #[schema(required)]
    pub(super) running: Option<Running>,
    /// Its runs since midnight, in UTC, by what they did, applied or not.
    pub(super) runs_today: RunsToday,
    /// Its runs of 14 days in UTC, the oldest first; the last number is that of today.
    #[schema(min_items = 14, max_items = 14)]
    pub(super) runs_by_day: Vec<i64>,
}

/// Open drafts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Drafts {
    /// How many there are.
    #[schema(minimum = 0)]
    total: i64,
    /// The ones saved last, at most ten.
    newest: Vec<DraftToFinish>,
}

/// An open draft.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DraftToFinish {
    /// `wfl_…`
    #[schema(value_type = String)]
    workflow: WorkflowId,
    /// What people call the workflow.
    workflow_name: String,
    /// When it was saved last.
    updated_at: Time,
    /// Who saved it last.
    updated_by: Actor,
}

/// An import that broke off; nothing of it is visible.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BrokenImport {
    /// `imp_…`
    #[schema(value_type = String)]
    import: ImportId,
    /// `lst_…`
    #[schema(value_type = String)]
    list: ListId,
    /// What people call the list.
    list_name: String,
    /// Who began it.
    started_by: Actor,
    /// When it got on last.
    updated_at: Time,
}

impl From<OpenDrafts> for Drafts {
    fn from(drafts: OpenDrafts) -> Self {
        Self {
            total: drafts.total,
            newest: drafts.newest.into_iter().map(DraftToFinish::from).collect(),
        }
    }
}

impl From<OpenDraft> for DraftToFinish {
    fn from(draft: OpenDraft) -> Self {
        Self {
            workflow: draft.workflow,
            workflow_name: draft.workflow_name,
            updated_at: draft.updated_at.into(),
            updated_by: draft.updated_by.into(),
        }
    }
}

impl From<BrokenOff> for BrokenImport {
    fn from(broken: BrokenOff) -> Self {
        Self {
            import: broken.import.id,
            list: broken.import.list,
            list_name: broken.list_name,
            started_by: broken.import.started_by.into(),
            updated_at: broken.import.updated_at.into(),
        }
    }
}

//! What other items on a list would change, as it stands on the wire.

use std::collections::BTreeMap;

use pointsman_domain::ids::{InquiryId, WorkflowId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::history::preview::wire::{
    Preview, PreviewOutcome, PreviewOutcomeChange, PreviewOutcomes,
};
use crate::wire::Time;
use crate::workflows::wire::Verdict;

/// What adding and removing items would change. Nothing is saved.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListImpact {
    /// Past inquiries that completed in the window. All counts are of these.
    #[schema(minimum = 0)]
    pub(super) considered: u64,
    /// Every inquiry that had completed by then is in it; `null` while history is being built.
    #[schema(required)]
    pub(super) complete_to: Option<Time>,
    /// How long it took, in milliseconds.
    #[schema(minimum = 0)]
    pub(super) took_ms: u64,
    /// Items that would come.
    pub(super) added: usize,
    /// Items that would go.
    pub(super) removed: usize,
    /// Items to add that the list has, or that stand twice.
    pub(super) already: usize,
    /// Lines that are no item.
    #[schema(minimum = 0)]
    pub(super) bad: u64,
    /// Past inquiries that the new items match.
    #[schema(minimum = 0)]
    pub(super) matched: u64,
    /// Past inquiries that would be on the list and are not.
    #[schema(minimum = 0)]
    pub(super) newly_on: u64,
    /// Past inquiries that are on the list and would not be.
    #[schema(minimum = 0)]
    pub(super) no_longer_on: u64,
    /// Whether the items were compared with those of the list; `false` where it holds more than 200,000.
    pub(super) compared: bool,
    /// What all running workflows decide together.
    pub(super) together: ListImpactTogether,
    /// Running workflows that ask about the list, in their order.
    pub(super) workflows: Vec<ListImpactWorkflow>,
    /// An item that alone matches more than one in so many of these inquiries matches many.
    #[schema(minimum = 1)]
    pub(super) broad_one_in: u32,
    /// What to look at, dangers first, at most 200.
    pub(super) remarks: Vec<ListRemark>,
    /// Remarks beyond these.
    pub(super) remarks_more: usize,
}

/// What all running workflows decide together, those included that do not ask about the list: in their order, the first that
/// does something is applied.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListImpactTogether {
    /// Past inquiries that would be decided differently.
    #[schema(minimum = 0)]
    pub(super) decided_differently: u64,
    /// What would be decided.
    pub(super) outcomes: PreviewOutcomes,
    /// What is decided with the items that there are.
    pub(super) baseline_outcomes: PreviewOutcomes,
    /// How many are decided differently; most inquiries first.
    pub(super) outcome_changes: Vec<PreviewOutcomeChange>,
}

/// What changes in a running workflow.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListImpactWorkflow {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub(super) id: WorkflowId,
    /// What people call it.
    pub(super) name: String,
    /// The version that runs.
    pub(super) version: i64,
    /// What people call its routes, by their ids.
    pub(super) route_names: BTreeMap<String, String>,
    /// Past inquiries that it would decide differently by itself, whatever another workflow does.
    #[schema(minimum = 0)]
    pub(super) decided_differently: u64,
    /// Past inquiries that would take another route, whatever is decided there.
    #[schema(minimum = 0)]
    pub(super) changed: u64,
    /// The past with the other items; the baseline is the same version with the items that there are.
    pub(super) preview: Preview,
    /// Routes that somebody takes now and nobody would, or the other way round.
    pub(super) routes: Vec<ListImpactRoute>,
    /// Routes of which it cannot be said whether that changes.
    pub(super) undecided: Vec<ListImpactUndecided>,
}

/// A route of which it cannot be said whether its reachability changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListImpactUndecided {
    /// `rt_…`, or `everything_else`.
    pub(super) id: String,
    /// What people call it; `null` for everything else.
    #[schema(required)]
    pub(super) name: Option<String>,
    /// Why not.
    #[schema(required)]
    pub(super) because: Option<String>,
}

/// One of the past inquiries.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ListImpactInquiry {
    /// `inq_…`
    #[schema(value_type = String)]
    pub(super) id: InquiryId,
    /// When it completed.
    pub(super) completed_at: Time,
    /// What is decided with the items that there are.
    pub(super) from: PreviewOutcome,
    /// What would be decided.
    pub(super) to: PreviewOutcome,
    /// The route of the workflow that is taken now; `null` for all workflows together.
    #[schema(required)]
    pub(super) from_route: Option<String>,
    /// The route that would be taken.
    #[schema(required)]
    pub(super) to_route: Option<String>,
    /// What was decided then; `null` where no workflow decided.
    #[schema(required)]
    pub(super) recorded: Option<PreviewOutcome>,
    /// The integrator's own key.
    #[schema(required)]
    pub(super) reference_id: Option<String>,
    /// First and last name.
    #[schema(required)]
    pub(super) name: Option<String>,
}

/// A route whose reachability changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListImpactRoute {
    /// `rt_…`, or `everything_else`.
    pub(super) id: String,
    /// What people call it; `null` for everything else.
    #[schema(required)]
    pub(super) name: Option<String>,
    /// Whether somebody takes it now.
    pub(super) before: Verdict,
    /// Whether somebody would.
    pub(super) after: Verdict,
}

/// Something to look at before saving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ListRemark {
    /// What it is.
    pub(super) kind: ListRemarkKind,
    /// The line in the file, or the place in the request, from 1.
    #[schema(minimum = 1)]
    pub(super) number: u64,
    /// The item, as it would be kept.
    pub(super) value: String,
    /// The wider item that is there; for `covered` alone.
    #[schema(required)]
    pub(super) covered_by: Option<String>,
    /// Past inquiries that the item matches; for `matches_many` alone.
    #[schema(required, minimum = 0)]
    pub(super) matched: Option<u64>,
}

/// Kinds of remarks, the most dangerous first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ListRemarkKind {
    /// A network of version 4 with 8 bits or fewer, or of version 6 with 32 or fewer.
    WideNetwork,
    /// A domain at which very many people have their address.
    CommonDomain,
    /// It alone matches more than one in `broad_one_in` past inquiries.
    MatchesMany,
    /// A wider item is on the list, or comes with it.
    Covered,
    /// It stands earlier in the file or the request.
    Repeated,
    /// The list has it.
    AlreadyThere,
}

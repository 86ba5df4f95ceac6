//! What other items on a list would change, as it stands on the wire.

use pointsman_domain::ids::WorkflowId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::history::preview::wire::Preview;
use crate::wire::Time;
use crate::workflows::wire::Verdict;

/// What adding and removing items would change. Nothing is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListImpact {
    /// Past inquiries.
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
    /// Running workflows that ask about the list, in their order.
    pub(super) workflows: Vec<ListImpactWorkflow>,
    /// What to look at, dangers first, at most 200.
    pub(super) remarks: Vec<ListRemark>,
    /// Remarks beyond these.
    pub(super) remarks_more: usize,
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
    /// Past inquiries that would be decided differently.
    #[schema(minimum = 0)]
    pub(super) decided_differently: u64,
    /// Past inquiries that would take another route, whatever is decided there.
    #[schema(minimum = 0)]
    pub(super) changed: u64,
    /// The past with the other items; the baseline is the same version with the items that there are.
    pub(super) preview: Preview,
    /// Routes that somebody takes now and nobody would, or the other way round.
    pub(super) routes: Vec<ListImpactRoute>,
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
    /// It alone matches more than one in a hundred past inquiries.
    MatchesMany,
    /// A wider item is on the list, or comes with it.
    Covered,
    /// It stands earlier in the file or the request.
    Repeated,
    /// The list has it.
    AlreadyThere,
}

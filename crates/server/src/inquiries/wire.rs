//! Inquiries as they stand on the wire.

use std::collections::BTreeMap;

use pointsman_domain::attribute::Origin;
use pointsman_domain::ids::{InquiryId, ItemId, ListId, WorkflowId};
use pointsman_domain::inquiry::{Status, Texts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::runs::wire::{LeftAloneWhy, RunSummary};
use crate::wire::{Actor, Time};

/// One person's identity check, with its results and what was decided.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Inquiry {
    /// `inq_…`
    #[schema(value_type = String)]
    pub(crate) id: InquiryId,
    /// The integrator's own key.
    #[schema(required)]
    pub(crate) reference_id: Option<String>,
    /// Which template the check followed.
    #[schema(required)]
    pub(crate) template: Option<String>,
    /// Where it stands.
    pub(crate) status: InquiryStatus,
    /// Raw fields by name.
    #[schema(value_type = BTreeMap<String, String>)]
    pub(crate) fields: Texts,
    /// In the order in which they first came.
    #[schema(value_type = Vec<super::body_schema::Verification>)]
    pub(crate) verifications: Vec<Map<String, Value>>,
    /// The session, by key.
    #[schema(value_type = super::body_schema::SessionData)]
    pub(crate) session: Texts,
    /// Before completion what was sent; afterwards every attribute that is not missing. Without `list_matches` nobody knows
    /// which lists it was on: it was imported so.
    pub(crate) attributes: BTreeMap<String, AttributeValue>,
    /// Words that people and programs put on it.
    pub(crate) tags: Vec<String>,
    /// When it was made.
    pub(crate) created_at: Time,
    /// When it last changed.
    pub(crate) updated_at: Time,
    /// When the check completed.
    #[schema(required)]
    pub(crate) completed_at: Option<Time>,
    /// When the person's data was erased: fields and session are empty since.
    #[schema(required)]
    pub(crate) erased_at: Option<Time>,
    /// Whether it came as history. No workflow decides it.
    pub(crate) imported: bool,
    /// What was decided, by whom.
    #[schema(required)]
    pub(crate) decision: Option<Decision>,
    /// Newest first.
    pub(crate) runs: Vec<RunSummary>,
    /// Workflows of the event that did not run, and why.
    pub(crate) left_alone: Vec<LeftAlone>,
    /// What happened, oldest first. Only where one inquiry is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) timeline: Option<Vec<TimelineEntry>>,
}

/// Where an inquiry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InquiryStatus {
    /// Made, nothing checked yet.
    Created,
    /// Verifications or a session have arrived.
    Pending,
    /// The person finished the check.
    Completed,
    /// The person could not pass.
    Failed,
    /// The time ran out.
    Expired,
    /// Waits for a person's decision.
    NeedsReview,
    /// Decided.
    Approved,
    /// Decided.
    Declined,
}

/// The value of one attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AttributeValue {
    /// A number, a code, or for `list_matches` an array of `ListMatch`.
    pub(crate) value: Value,
    /// Whether it was sent or derived.
    pub(crate) origin: AttributeOrigin,
    /// What it was derived from: a field, a verification's id.
    #[schema(required)]
    pub(crate) from: Option<String>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttributeOrigin {
    /// The integrator sent it.
    Sent,
    /// Computed from what the inquiry holds.
    Derived,
}

/// A list that the inquiry is on. `list_matches` has an array of these as its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ListMatch {
    /// `lst_…`
    #[schema(value_type = String)]
    pub(crate) list: ListId,
    /// The list's name.
    pub(crate) list_name: String,
    /// The list's key.
    pub(crate) list_key: String,
    /// `itm_…`: the item that matched, the most specific, then the lowest id.
    #[schema(value_type = Option<String>, required)]
    pub(crate) item: Option<ItemId>,
    /// The item's value; `null` once it is erased, and for who may not read lists.
    #[schema(required)]
    pub(crate) item_value: Option<String>,
    /// The revision of the list that was asked.
    pub(crate) revision: i64,
}

/// What was decided about an inquiry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Decision {
    /// What.
    pub(crate) outcome: Outcome,
    /// By whom.
    pub(crate) decided_by: DecidedBy,
    /// Why, in the words of who decided by hand.
    #[schema(required)]
    pub(crate) comment: Option<String>,
    /// When.
    pub(crate) at: Time,
    /// It in one sentence.
    pub(crate) sentence: String,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Approved.
    Approve,
    /// Declined.
    Decline,
    /// Sent to review.
    MarkForReview,
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DecidedBy {
    /// What decided.
    #[serde(rename = "type")]
    pub(crate) kind: DeciderKind,
    /// `run_…`, `mbr_…` or `key_…`
    pub(crate) id: String,
    /// The name of the member or key.
    #[schema(required)]
    pub(crate) name: Option<String>,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeciderKind {
    /// A workflow, by a run.
    Run,
    /// A person.
    Member,
    /// A program with an API key.
    Key,
}

/// A workflow of the event that left the inquiry alone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LeftAlone {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub(crate) workflow: WorkflowId,
    /// The workflow's name.
    pub(crate) workflow_name: String,
    /// Why.
    pub(crate) reason: LeftAloneWhy,
    /// Since when it runs, or is paused.
    pub(crate) since: Time,
    /// When it would have run.
    pub(crate) at: Time,
    /// It in one sentence.
    pub(crate) sentence: String,
}

/// One thing that happened to an inquiry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TimelineEntry {
    /// The event's type, such as `inquiry.completed`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// When.
    pub(crate) at: Time,
    /// Who did it.
    #[schema(required)]
    pub(crate) by: Option<Actor>,
    /// It in words.
    pub(crate) detail: String,
}

impl From<Status> for InquiryStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Created => Self::Created,
            Status::Pending => Self::Pending,
            Status::Completed => Self::Completed,
            Status::Failed => Self::Failed,
            Status::Expired => Self::Expired,
            Status::NeedsReview => Self::NeedsReview,
            Status::Approved => Self::Approved,
            Status::Declined => Self::Declined,
        }
    }
}

impl From<Origin> for AttributeOrigin {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Sent => Self::Sent,
            Origin::Derived => Self::Derived,
        }
    }
}

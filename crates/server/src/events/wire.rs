//! Events as they stand on the wire.

use pointsman_domain::ids::{EventId, InquiryId, ListId, WorkflowId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::wire::{Actor, Time};

/// A fact that others may learn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Event {
    /// `evt_…`
    #[schema(value_type = String)]
    pub(crate) id: EventId,
    /// What happened, such as `inquiry.completed`.
    #[serde(rename = "type")]
    #[schema(example = "inquiry.completed")]
    pub(crate) kind: String,
    /// When.
    pub(crate) at: Time,
    /// Who did it.
    pub(crate) by: Actor,
    /// The inquiry that it is about.
    #[schema(value_type = Option<String>, required)]
    pub(crate) inquiry: Option<InquiryId>,
    /// The workflow that it is about.
    #[schema(value_type = Option<String>, required)]
    pub(crate) workflow: Option<WorkflowId>,
    /// The list that it is about.
    #[schema(value_type = Option<String>, required)]
    pub(crate) list: Option<ListId>,
    /// More about it; its keys depend on the type.
    #[schema(value_type = Object)]
    pub(crate) data: Value,
}

impl From<pointsman_storage::events::Event> for Event {
    fn from(event: pointsman_storage::events::Event) -> Self {
        Self {
            id: event.id,
            kind: event.event_type,
            at: event.at.into(),
            by: event.by.into(),
            inquiry: event.inquiry,
            workflow: event.workflow,
            list: event.list,
            data: event.payload,
        }
    }
}

//! Events as they stand on the wire.

use pointsman_domain::ids::{EventId, InquiryId, ListId, WorkflowId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::wire::{Actor, Time};

/// A fact that others may learn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Event {
    /// `evt_…`
    #[schema(value_type = String)]
    pub id: EventId,
    /// What happened, such as `inquiry.completed`.
    #[serde(rename = "type")]
    #[schema(example = "inquiry.completed")]
    pub kind: String,
    /// When.
    pub at: Time,
    /// Who did it.
    pub by: Actor,
    /// The inquiry that it is about.
    #[schema(value_type = Option<String>, required)]
    pub inquiry: Option<InquiryId>,
    /// The workflow that it is about.
    #[schema(value_type = Option<String>, required)]
    pub workflow: Option<WorkflowId>,
    /// The list that it is about.
    #[schema(value_type = Option<String>, required)]
    pub list: Option<ListId>,
    /// More about it; its keys depend on the type.
    #[schema(value_type = Object)]
    pub data: Value,
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

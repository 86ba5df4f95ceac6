//! Who changes a workflow or a list, and the event that says so. It commits with the change.

use std::sync::Arc;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{EventId, IdSource, ListId, WorkflowId};
use pointsman_storage::events::{self, Event};
use pointsman_storage::{Actor, StorageError, Transaction};
use serde_json::Value;

use crate::app::App;
use crate::auth::Caller;

/// Who changes something, when, and where the ids of events come from.
#[derive(Clone)]
pub(crate) struct Author {
    /// Who.
    pub(crate) by: Actor,
    /// When.
    pub(crate) at: Timestamp,
    ids: Arc<dyn IdSource>,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    /// One workflow.
    Workflow(WorkflowId),
    /// The order of all workflows.
    WorkflowOrder,
    /// One list.
    List(ListId),
}

impl Author {
    /// The caller, now.
    pub(crate) fn of(app: &App, caller: &Caller) -> Self {
        Self { by: caller.actor(), at: app.now(), ids: app.shared_ids() }
    }

    /// The same author at a later moment.
    pub(crate) fn later(&self, at: Timestamp) -> Self {
        Self { at, ..self.clone() }
    }

    /// Appends an event. `payload` names ids and numbers and holds no value of a list.
    pub(crate) fn record(
        &self,
        transaction: &mut Transaction<'_>,
        event_type: &str,
        changed: Changed,
        payload: Value,
    ) -> Result<(), StorageError> {
        let (workflow, list) = match changed {
            Changed::Workflow(id) => (Some(id), None),
            Changed::WorkflowOrder => (None, None),
            Changed::List(id) => (None, Some(id)),
        };
        let event = Event {
            id: EventId::new(self.ids.as_ref(), self.at),
            event_type: event_type.to_owned(),
            inquiry: None,
            workflow,
            list,
            by: self.by.clone(),
            payload,
            at: self.at,
        };
        events::append(transaction, &[event])
    }
}

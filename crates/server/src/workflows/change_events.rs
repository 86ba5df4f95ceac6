//! The facts that changes of workflows leave behind.

use std::sync::Arc;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{EventId, IdSource, WorkflowId};
use pointsman_storage::events::{self, Event};
use pointsman_storage::{Actor, StorageError, Transaction};
use serde_json::Value;

use crate::app::App;
use crate::auth::Caller;

/// Who changes something, when, and where the ids of events come from.
#[derive(Clone)]
pub struct Author {
    /// Who.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Where new ids come from.
    pub ids: Arc<dyn IdSource>,
}

impl Author {
    /// The caller, now.
    pub fn of(app: &App, caller: &Caller) -> Self {
        Self { by: caller.actor(), at: app.now(), ids: app.shared_ids() }
    }

    /// Appends an event about a workflow, or about all of them.
    pub fn record(
        &self,
        transaction: &mut Transaction<'_>,
        event_type: &str,
        workflow: Option<WorkflowId>,
        payload: Value,
    ) -> Result<(), StorageError> {
        let event = Event {
            id: EventId::new(self.ids.as_ref(), self.at),
            event_type: event_type.to_owned(),
            inquiry: None,
            workflow,
            list: None,
            by: self.by.clone(),
            payload,
            at: self.at,
        };
        events::append(transaction, &[event])
    }
}

//! Who changes something: the event that says so, and the entry in the record of changes. Both commit with the change.
//!
//! Every handler that changes what members and keys may change calls [`Author::audit`] once, last in its
//! transaction. What a change means for a person (a name, an address, a comment, the value of an item) goes into
//! [`Personal`], everything else into [`Plain`]; the types keep them apart.

use std::net::IpAddr;
use std::sync::Arc;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{EventId, IdSource, ListId, WorkflowId};
use pointsman_domain::people::Role;
use pointsman_storage::audit::{self, Action, NewEntry, Personal, Plain, Salts, Subject, Via};
use pointsman_storage::events::{self, Event};
use pointsman_storage::people::granting::{self, Grant};
use pointsman_storage::{Actor, StorageError, Transaction};
use serde_json::Value;

use crate::app::{App, ServerParts};
use crate::auth::{Caller, SecretSource};

/// Who changes something, when, from where, and where the ids of events and the salts of the record come from.
#[derive(Clone)]
pub(crate) struct Author {
    /// Who.
    pub(crate) by: Actor,
    /// When.
    pub(crate) at: Timestamp,
    via: Via,
    address: Option<IpAddr>,
    ids: Arc<dyn IdSource>,
    secrets: Arc<dyn SecretSource>,
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
    /// The example workspace.
    Example,
    /// Many inquiries at once.
    Inquiries,
}

impl Author {
    /// The caller, now.
    pub(crate) fn of(app: &App, caller: &Caller) -> Self {
        Self {
            by: caller.actor(),
            at: app.now(),
            via: caller.via(),
            address: caller.address().ip(),
            ids: app.shared_ids(),
            secrets: app.shared_secrets(),
        }
    }

    /// Somebody who is not signed in but has shown something else, such as the setup code.
    pub(crate) fn visitor(app: &App, by: Actor, via: Via, address: Option<IpAddr>) -> Self {
        let (ids, secrets) = (app.shared_ids(), app.shared_secrets());
        Self { by, at: app.now(), via, address, ids, secrets }
    }

    /// Pointsman itself, told to on the command line.
    pub(crate) fn command_line(parts: &ServerParts) -> Self {
        Self {
            by: Actor::System,
            at: parts.clock.now(),
            via: Via::CommandLine,
            address: None,
            ids: parts.ids.clone(),
            secrets: parts.secrets.clone(),
        }
    }

    /// Looks again, within the transaction that keeps what is handed on, whether the author's role `may` hand it on.
    pub(crate) fn confirm(
        &self,
        transaction: &mut Transaction<'_>,
        may: impl Fn(Role) -> bool,
    ) -> Result<Grant, StorageError> {
        granting::confirm(transaction, &self.by, self.at, may)
    }

    /// Where new ids come from.
    pub(crate) fn ids(&self) -> &dyn IdSource {
        self.ids.as_ref()
    }

    /// The same author at a later moment.
    pub(crate) fn later(&self, at: Timestamp) -> Self {
        Self { at, ..self.clone() }
    }

    /// Notes in the record of changes what was done to what. Call it once for each change and last in its
    /// transaction: on PostgreSQL every other audited change waits from here to the commit.
    pub(crate) fn audit(
        &self,
        transaction: &mut Transaction<'_>,
        action: Action,
        subject: Subject,
        plain: Plain,
        personal: Personal,
    ) -> Result<(), StorageError> {
        let entry = NewEntry {
            at: self.at,
            by: self.by.clone(),
            via: self.via,
            address: self.address.map(|address| address.to_string()),
            action,
            subject,
            plain,
            personal,
            salts: self.salts()?,
        };
        audit::append(transaction, &entry).map(drop)
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
            Changed::WorkflowOrder | Changed::Example | Changed::Inquiries => (None, None),
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

    fn salts(&self) -> Result<Salts, StorageError> {
        let (mut who, mut what) = ([0; audit::chain::SALT_BYTES], [0; audit::chain::SALT_BYTES]);
        let no_salt = |error: crate::auth::NoRandomness| StorageError::NoSalt { message: error.0 };
        self.secrets.fill(&mut who).map_err(no_salt)?;
        self.secrets.fill(&mut what).map_err(no_salt)?;
        Ok(Salts { who, what })
    }
}

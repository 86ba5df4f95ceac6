//! The workflows that run, each with a list as it is and as it would be.

use std::sync::Arc;

use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_domain::workflow::WorkflowEvent;
use pointsman_engine::{ListDirectory, ListRef, Plan};
use pointsman_storage::workflows::{self, Listening};
use pointsman_storage::{StorageError, Transaction};
use serde_json::Value;

use super::request::Among;
use crate::deciding::{UnreadableVersion, plan_of};
use crate::history::preview::prepare::Prepared;
use crate::history::preview::wire::PreviewLists;
use crate::lists;
use crate::workflows::baseline::Baseline;

/// A running workflow.
struct Running {
    workflow: WorkflowId,
    name: String,
    version: i64,
    text: String,
    earlier: Vec<WorkflowId>,
}

/// What the database says.
pub(super) struct Read {
    running: Vec<Running>,
    directory: ListDirectory,
}

/// A running workflow to be asked with both lists.
pub(super) struct Asked {
    pub(super) workflow: WorkflowId,
    pub(super) name: String,
    pub(super) version: i64,
    /// With the list under its own id as what is compared with, and with the copy.
    pub(super) prepared: Arc<Prepared>,
    /// As it runs.
    pub(super) present: Arc<Plan>,
    /// Whether it asks about the list at all. If not, both are the same plan.
    pub(super) uses: bool,
}

/// Reads the workflows that run, in their order.
pub(super) fn read(transaction: &mut Transaction<'_>) -> Result<Read, StorageError> {
    let directory = lists::directory(transaction)?;
    let order = workflows::order(transaction)?;
    let listening = workflows::listening(transaction, WorkflowEvent::InquiryCompleted)?;
    let running = listening.into_iter().filter_map(|found| match found.listening {
        Listening::Running { version, document, .. } => Some(Running {
            workflow: found.id,
            name: found.name,
            version,
            text: document,
            earlier: order.iter().copied().take_while(|other| *other != found.id).collect(),
        }),
        Listening::Paused { .. } => None,
    });
    Ok(Read { running: running.collect(), directory })
}

impl Read {
    /// All of them, ready to be asked.
    pub(super) fn asked(
        &self,
        list: ListId,
        copy: ListId,
        among: &Among,
    ) -> Result<Vec<Asked>, UnreadableVersion> {
        let lists = self.directory.lists().cloned();
        let moved = |own: ListRef| if own.id == list { ListRef { id: copy, ..own } } else { own };
        let with_copy = ListDirectory::new(lists.map(moved));
        let asked = |own| asked(own, (&self.directory, &with_copy), (list, copy), among);
        self.running.iter().map(asked).collect()
    }
}

fn asked(
    own: &Running,
    (directory, with_copy): (&ListDirectory, &ListDirectory),
    (list, copy): (ListId, ListId),
    among: &Among,
) -> Result<Asked, UnreadableVersion> {
    let plan = |text: &str, directory: &ListDirectory| -> Result<Arc<Plan>, UnreadableVersion> {
        plan_of(own.workflow, own.version, text, directory).map(Arc::new)
    };
    let present = plan(&own.text, directory)?;
    let uses = present.lists().lists().any(|mentioned| mentioned.id == list);
    let then = if uses {
        // A text may name the list by its id.
        plan(&own.text.replace(&list.to_string(), &copy.to_string()), with_copy)?
    } else {
        Arc::clone(&present)
    };
    let version = Baseline { workflow: own.workflow, version: own.version };
    let prepared = Prepared {
        // It was read by the plan.
        document: Arc::new(serde_json::from_str(&own.text).unwrap_or(Value::Null)),
        plan: then,
        baseline: Some((version, Arc::clone(&present))),
        window: among.window,
        lists: PreviewLists::Now,
        earlier: own.earlier.clone(),
        asker: among.asker.clone(),
    };
    Ok(Asked {
        workflow: own.workflow,
        name: own.name.clone(),
        version: own.version,
        prepared: Arc::new(prepared),
        present,
        uses,
    })
}

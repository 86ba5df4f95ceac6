//! Running workflows that ask about a list, each with the list as it is and as it would be.

use std::sync::Arc;

use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_engine::{ListDirectory, ListRef, Plan};
use pointsman_storage::lists::List;
use pointsman_storage::workflows::{self, TextPlace};
use pointsman_storage::{StorageError, Transaction};
use serde_json::Value;

use crate::deciding::{UnreadableVersion, plan_of};
use crate::history::preview::prepare::Prepared;
use crate::history::preview::request::Window;
use crate::history::preview::wire::PreviewLists;
use crate::lists;
use crate::workflows::baseline::Baseline;

/// A running workflow.
pub(super) struct Running {
    pub(super) workflow: WorkflowId,
    pub(super) name: String,
    pub(super) version: i64,
    text: String,
    earlier: Vec<WorkflowId>,
}

/// What the database says.
pub(super) struct Read {
    pub(super) running: Vec<Running>,
    directory: ListDirectory,
}

/// Reads the running workflows that ask about a list.
pub(super) fn read(transaction: &mut Transaction<'_>, list: &List) -> Result<Read, StorageError> {
    let directory = lists::directory(transaction)?;
    let order = workflows::order(transaction)?;
    let mut running: Vec<Running> = Vec::new();
    for used in workflows::list_uses(transaction, &[list.id.to_string(), list.key.to_string()])? {
        let TextPlace::Version { number, running: true } = used.place else { continue };
        if running.iter().any(|known| known.workflow == used.workflow) {
            continue;
        }
        let Some(version) = workflows::version(transaction, used.workflow, number)? else {
            continue;
        };
        running.push(Running {
            workflow: used.workflow,
            name: used.workflow_name,
            version: number,
            text: version.document,
            earlier: order.iter().copied().take_while(|other| *other != used.workflow).collect(),
        });
    }
    Ok(Read { running, directory })
}

impl Read {
    /// Each workflow with the list under its own id as what is compared with, and with the copy.
    pub(super) fn prepared(
        &self,
        list: ListId,
        copy: ListId,
    ) -> Result<Vec<Prepared>, UnreadableVersion> {
        let lists = self.directory.lists().cloned();
        let moved = |own: ListRef| if own.id == list { ListRef { id: copy, ..own } } else { own };
        let with_copy = ListDirectory::new(lists.map(moved));
        self.running
            .iter()
            .map(|own| prepared(own, (&self.directory, &with_copy), list, copy))
            .collect()
    }
}

fn prepared(
    own: &Running,
    (directory, with_copy): (&ListDirectory, &ListDirectory),
    list: ListId,
    copy: ListId,
) -> Result<Prepared, UnreadableVersion> {
    let plan = |text: &str, directory: &ListDirectory| -> Result<Arc<Plan>, UnreadableVersion> {
        plan_of(own.workflow, own.version, text, directory).map(Arc::new)
    };
    // A text may name the list by its id.
    let text = own.text.replace(&list.to_string(), &copy.to_string());
    let version = Baseline { workflow: own.workflow, version: own.version };
    Ok(Prepared {
        // It was read by the plan.
        document: Arc::new(serde_json::from_str(&own.text).unwrap_or(Value::Null)),
        plan: plan(&text, with_copy)?,
        baseline: Some((version, plan(&own.text, directory)?)),
        window: Window::default(),
        lists: PreviewLists::Now,
        earlier: own.earlier.clone(),
        asker: None,
    })
}

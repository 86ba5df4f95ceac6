//! What a decision needs to know of workflows, and which texts are in use.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::WorkflowEvent;

use super::TABLE;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// A workflow that an event concerns: it runs, or would if it were not paused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListeningWorkflow {
    /// The id.
    pub id: WorkflowId,
    /// What people call it.
    pub name: String,
    /// Runs or paused.
    pub listening: Listening,
}

/// Whether it decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listening {
    /// It decides inquiries with an order number greater than `line`.
    Running {
        /// The version.
        version: i64,
        /// When it was started. A swap of versions keeps it, as it keeps `line`.
        since: Timestamp,
        /// The start's order number.
        line: i64,
        /// The version's text.
        document: String,
    },
    /// It leaves every inquiry alone.
    Paused {
        /// Since when.
        since: Timestamp,
    },
}

/// A text that mentions what it mentions: while it is in use, its lists cannot be archived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentInUse {
    /// Whose text it is.
    pub workflow: WorkflowId,
    /// What people call the workflow.
    pub workflow_name: String,
    /// The draft or a version.
    pub place: DocumentPlace,
    /// The text: JSON.
    pub document: String,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentPlace {
    /// The draft.
    Draft,
    /// The latest version, or the one that runs or is paused, or both.
    Version {
        /// Its number.
        number: i64,
        /// Whether it runs.
        running: bool,
    },
}

/// Workflows of an event that run or are paused, in the order in which they run.
pub fn listening(
    transaction: &mut Transaction<'_>,
    event: WorkflowEvent,
) -> Result<Vec<ListeningWorkflow>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT w.id, w.name, w.state, w.active_version, w.line_no, w.line_at, w.paused_at, v.document
             FROM workflows w
             JOIN versions v ON v.workflow_id = w.id AND v.number = w.active_version
             WHERE w.event = $1 AND w.state IN ('running', 'paused') ORDER BY w.position, w.id",
            values![event.as_str()],
        )?
        .iter()
        .map(from_row)
        .collect()
}

/// Drafts, latest versions and versions that run or are paused, of all workflows that are not archived.
pub fn documents_in_use(
    transaction: &mut Transaction<'_>,
) -> Result<Vec<DocumentInUse>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT w.id, w.name, d.document, CAST(0 AS {int}) AS number, 0 AS running, w.position
             FROM workflows w JOIN drafts d ON d.workflow_id = w.id WHERE w.state <> 'archived'
             UNION ALL
             SELECT w.id, w.name, v.document, v.number,
                    CASE WHEN w.state = 'running' AND v.number = w.active_version THEN 1 ELSE 0 END AS running,
                    w.position
             FROM workflows w
             JOIN versions v ON v.workflow_id = w.id AND v.number IN (w.latest_version, w.active_version)
             WHERE w.state <> 'archived'
             ORDER BY position, id, number",
            &[],
        )?
        .iter()
        .map(|row| {
            // Versions are numbered from 1; drafts come first.
            let place = match row.int("number")? {
                0 => DocumentPlace::Draft,
                number => DocumentPlace::Version { number, running: row.flag("running")? },
            };
            Ok(DocumentInUse {
                workflow: row.parse("id")?,
                workflow_name: row.text("name")?.to_owned(),
                place,
                document: row.text("document")?.to_owned(),
            })
        })
        .collect()
}

fn from_row(row: &Row) -> Result<ListeningWorkflow, StorageError> {
    let listening = match row.text("state")? {
        "running" => Listening::Running {
            version: row.int("active_version")?,
            since: row.time("line_at")?,
            line: row.int("line_no")?,
            document: row.text("document")?.to_owned(),
        },
        "paused" => Listening::Paused { since: row.time("paused_at")? },
        other => return Err(row.invalid("state", format!("`{other}` does not listen"))),
    };
    Ok(ListeningWorkflow { id: row.parse("id")?, name: row.text("name")?.to_owned(), listening })
}

/// The ids of all workflows, archived ones included.
pub(crate) fn every_id(transaction: &mut Transaction<'_>) -> Result<Vec<WorkflowId>, StorageError> {
    transaction
        .query(TABLE, "SELECT id FROM workflows ORDER BY position, id", &[])?
        .iter()
        .map(|row| row.parse("id"))
        .collect()
}

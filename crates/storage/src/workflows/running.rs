//! What a decision needs to know of workflows.

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

//! The drafts that wait for someone to finish or publish them.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;

use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "drafts";

/// A draft without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDraft {
    /// Whose it is.
    pub workflow: WorkflowId,
    /// What people call the workflow.
    pub workflow_name: String,
    /// When it was saved last.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: Actor,
}

/// All drafts, and the newest of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDrafts {
    /// How many there are.
    pub total: i64,
    /// Saved last, first.
    pub newest: Vec<OpenDraft>,
}

/// The drafts of workflows that are not archived, at most `limit` of them by name.
pub fn open_drafts(
    transaction: &mut Transaction<'_>,
    limit: i64,
) -> Result<OpenDrafts, StorageError> {
    let total = transaction
        .query_one(
            TABLE,
            "SELECT COUNT(*) AS total FROM drafts d JOIN workflows w ON w.id = d.workflow_id
             WHERE w.state <> 'archived'",
            &[],
        )?
        .int("total")?;
    let newest: Result<Vec<OpenDraft>, StorageError> = transaction
        .query(
            TABLE,
            "SELECT w.id, w.name, d.updated_at, d.updated_by
             FROM drafts d JOIN workflows w ON w.id = d.workflow_id
             WHERE w.state <> 'archived' ORDER BY d.updated_at DESC, w.id LIMIT $1",
            values![limit],
        )?
        .iter()
        .map(|row| {
            Ok(OpenDraft {
                workflow: row.parse("id")?,
                workflow_name: row.text("name")?.to_owned(),
                updated_at: row.time("updated_at")?,
                updated_by: row.json("updated_by")?,
            })
        })
        .collect();
    Ok(OpenDrafts { total, newest: newest? })
}

//! The one editable text of a workflow, guarded by an entity tag.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;

use super::list_uses;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

const TABLE: &str = "drafts";

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Whose it is.
    pub workflow: WorkflowId,
    /// The text: JSON.
    pub document: String,
    /// Changes with every save.
    pub etag: String,
    /// The version that it was opened from.
    pub base_version: Option<i64>,
    /// When it was saved.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: Actor,
}

/// A text to save as the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// The text: JSON.
    pub document: String,
    /// A tag that no earlier save had.
    pub etag: String,
    /// The version that it was opened from; a save over a present draft keeps that one's.
    pub base_version: Option<i64>,
    /// When.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: Actor,
}

/// What must be true of the present draft for a change to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftGuard<'a> {
    /// There is none (`If-None-Match: *`).
    Absent,
    /// It has this tag (`If-Match`).
    Matches(&'a str),
}

/// What a guarded change led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutDraft {
    /// Done. After a delete this is the text that is gone.
    Saved(Draft),
    /// The guard does not hold; this is there instead.
    Stale {
        /// The present draft, if there is one.
        present: Option<Draft>,
    },
}

/// The draft of a workflow.
pub fn draft(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
) -> Result<Option<Draft>, StorageError> {
    transaction
        .query_opt(TABLE, "SELECT * FROM drafts WHERE workflow_id = $1", values![workflow])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// Saves a draft if `guard` holds. The workflow must exist.
pub fn put_draft(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    guard: DraftGuard<'_>,
    new: &NewDraft,
) -> Result<PutDraft, StorageError> {
    let present = draft(transaction, workflow)?;
    let base_version = match (guard, &present) {
        (DraftGuard::Absent, None) => new.base_version,
        (DraftGuard::Matches(etag), Some(known)) if known.etag == etag => {
            new.base_version.or(known.base_version)
        }
        (DraftGuard::Absent, Some(_)) | (DraftGuard::Matches(_), _) => {
            return Ok(PutDraft::Stale { present });
        }
    };
    transaction.execute(
        TABLE,
        "INSERT INTO drafts (workflow_id, document, etag, base_version, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (workflow_id) DO UPDATE SET document = excluded.document, etag = excluded.etag,
             base_version = excluded.base_version, updated_at = excluded.updated_at,
             updated_by = excluded.updated_by",
        values![
            workflow,
            &new.document,
            &new.etag,
            base_version,
            new.updated_at,
            new.updated_by.to_text(),
        ],
    )?;
    list_uses::note_draft(transaction, workflow)?;
    Ok(PutDraft::Saved(Draft {
        workflow,
        document: new.document.clone(),
        etag: new.etag.clone(),
        base_version,
        updated_at: new.updated_at,
        updated_by: new.updated_by.clone(),
    }))
}

/// Removes the draft if it has this tag.
pub fn delete_draft(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    etag: &str,
) -> Result<PutDraft, StorageError> {
    match draft(transaction, workflow)? {
        Some(present) if present.etag == etag => {
            let statement = "DELETE FROM drafts WHERE workflow_id = $1";
            transaction.execute(TABLE, statement, values![workflow])?;
            list_uses::forget_draft(transaction, workflow)?;
            Ok(PutDraft::Saved(present))
        }
        present => Ok(PutDraft::Stale { present }),
    }
}

fn from_row(row: &Row) -> Result<Draft, StorageError> {
    Ok(Draft {
        workflow: row.parse("workflow_id")?,
        document: row.text("document")?.to_owned(),
        etag: row.text("etag")?.to_owned(),
        base_version: row.int_opt("base_version")?,
        updated_at: row.time("updated_at")?,
        updated_by: row.json("updated_by")?,
    })
}

//! Published texts: numbered from 1, never changed.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;

use super::drafts::{self, Draft, PutDraft};
use super::list_uses;
use super::record::{self, WorkflowState};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::revisions;
use crate::seam::{Page, Row, Transaction, one_more, page_of, values};

const TABLE: &str = "versions";

/// A version without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionSummary {
    /// Whose it is.
    pub workflow: WorkflowId,
    /// Its number, from 1.
    pub number: i64,
    /// What the publisher says about it.
    pub note: String,
    /// SHA-256 of the text.
    pub digest: [u8; 32],
    /// When it was published.
    pub published_at: Timestamp,
    /// By whom.
    pub published_by: Actor,
}

/// A version with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// All but the text.
    pub summary: VersionSummary,
    /// The text: JSON.
    pub document: String,
}

/// What publishing adds to the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVersion {
    /// The text to freeze: the draft's, in the form that the digest covers.
    pub document: String,
    /// SHA-256 of that text.
    pub digest: [u8; 32],
    /// What the publisher says about it.
    pub note: String,
    /// When.
    pub published_at: Timestamp,
    /// By whom.
    pub published_by: Actor,
}

/// What publishing led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishOutcome {
    /// The version is there and the draft is gone.
    Published(Version),
    /// The draft is another one than the caller has seen, or there is none.
    Stale {
        /// The present draft.
        present: Option<Draft>,
    },
    /// The workflow is archived.
    Archived,
    /// There is no such workflow.
    NotFound,
}

/// Freezes the draft with tag `etag` as the next version. Nothing runs yet.
pub fn publish(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    etag: &str,
    new: &NewVersion,
) -> Result<PublishOutcome, StorageError> {
    let Some(present) = record::lock(transaction, workflow)? else {
        return Ok(PublishOutcome::NotFound);
    };
    let latest = present.state.latest().unwrap_or(0) + 1;
    let state = match present.state {
        WorkflowState::Draft | WorkflowState::Published { .. } => {
            WorkflowState::Published { latest }
        }
        WorkflowState::Running { active, .. } => WorkflowState::Running { latest, active },
        WorkflowState::Paused { active, at, by, .. } => {
            WorkflowState::Paused { latest, active, at, by }
        }
        WorkflowState::Archived { .. } => return Ok(PublishOutcome::Archived),
    };
    match drafts::delete_draft(transaction, workflow, etag)? {
        PutDraft::Saved(_) => {}
        PutDraft::Stale { present } => return Ok(PublishOutcome::Stale { present }),
    }
    transaction.execute(
        TABLE,
        "INSERT INTO versions (workflow_id, number, document, digest, note, published_at, published_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            workflow,
            latest,
            &new.document,
            &new.digest,
            &new.note,
            new.published_at,
            new.published_by.to_text(),
        ],
    )?;
    list_uses::note_version(transaction, workflow, latest)?;
    record::save_state(transaction, workflow, &state)?;
    revisions::raise_running(transaction)?;
    Ok(PublishOutcome::Published(Version {
        summary: VersionSummary {
            workflow,
            number: latest,
            note: new.note.clone(),
            digest: new.digest,
            published_at: new.published_at,
            published_by: new.published_by.clone(),
        },
        document: new.document.clone(),
    }))
}

/// One version.
pub fn version(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    number: i64,
) -> Result<Option<Version>, StorageError> {
    transaction
        .query_opt(
            TABLE,
            "SELECT * FROM versions WHERE workflow_id = $1 AND number = $2",
            values![workflow, number],
        )?
        .map(|row| {
            let document = row.text("document")?.to_owned();
            Ok(Version { summary: from_row(&row)?, document })
        })
        .transpose()
}

/// Versions of a workflow, newest first; `after` is the last number of the page before.
pub fn versions(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    after: Option<i64>,
    limit: usize,
) -> Result<Page<VersionSummary, i64>, StorageError> {
    let versions: Result<Vec<VersionSummary>, _> = transaction
        .query(
            TABLE,
            "SELECT workflow_id, number, digest, note, published_at, published_by FROM versions
             WHERE workflow_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
            values![workflow, after.unwrap_or(i64::MAX), one_more(limit)],
        )?
        .iter()
        .map(from_row)
        .collect();
    Ok(page_of(versions?, limit, |version| version.number))
}

fn from_row(row: &Row) -> Result<VersionSummary, StorageError> {
    Ok(VersionSummary {
        workflow: row.parse("workflow_id")?,
        number: row.int("number")?,
        note: row.text("note")?.to_owned(),
        digest: row.digest("digest")?,
        published_at: row.time("published_at")?,
        published_by: row.json("published_by")?,
    })
}

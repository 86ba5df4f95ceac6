//! Findings about a workflow that somebody has marked as intended. Kept beside the draft: no text knows of them.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;

use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "intended_findings";

/// A finding that is as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntendedFinding {
    /// Which one, in the words of whoever marked it.
    pub finding: String,
    /// Since when.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
}

/// What came of marking one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkIntended {
    /// It is marked now.
    Marked,
    /// It was before, and stays as it is.
    MarkedBefore,
    /// There are too many already.
    TooMany,
}

/// Those of a workflow, the oldest first.
pub fn intended(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
) -> Result<Vec<IntendedFinding>, StorageError> {
    let statement = "SELECT finding, marked_at, marked_by FROM intended_findings
         WHERE workflow_id = $1 ORDER BY marked_at, finding";
    let rows = transaction.query(TABLE, statement, values![workflow])?;
    let read = rows.iter().map(|row| {
        Ok(IntendedFinding {
            finding: row.text("finding")?.to_owned(),
            at: row.time("marked_at")?,
            by: row.json("marked_by")?,
        })
    });
    read.collect()
}

/// Marks one, if there are less than `most`. The workflow is locked.
pub fn mark_intended(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    finding: &IntendedFinding,
    most: usize,
) -> Result<MarkIntended, StorageError> {
    let present = intended(transaction, workflow)?;
    if present.iter().any(|other| other.finding == finding.finding) {
        return Ok(MarkIntended::MarkedBefore);
    }
    if present.len() >= most {
        return Ok(MarkIntended::TooMany);
    }
    transaction.execute(
        TABLE,
        "INSERT INTO intended_findings (workflow_id, finding, marked_at, marked_by) VALUES ($1, $2, $3, $4)",
        values![workflow, finding.finding.as_str(), finding.at, finding.by.to_text()],
    )?;
    Ok(MarkIntended::Marked)
}

/// Takes a mark away; answers whether there was one.
pub fn unmark_intended(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    finding: &str,
) -> Result<bool, StorageError> {
    let statement = "DELETE FROM intended_findings WHERE workflow_id = $1 AND finding = $2";
    Ok(transaction.execute(TABLE, statement, values![workflow, finding])? > 0)
}

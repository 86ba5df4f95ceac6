//! Runs with what they read, to be replayed: one, or all of them piece by piece.

use pointsman_domain::attribute::Attributes;
use pointsman_domain::ids::{RunId, WorkflowId};
use pointsman_domain::workflow::{DecisionAction, TakenRoute};

use super::TABLE;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// What a run left behind, and what it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The workflow.
    pub workflow: WorkflowId,
    /// The version that ran.
    pub version: i64,
    /// The route that was taken.
    pub route: TakenRoute,
    /// The decision action of that route.
    pub outcome: DecisionAction,
    /// All actions of that route, in order.
    pub actions: Vec<DecisionAction>,
    /// The number of the engine's semantics.
    pub semantics: i64,
    /// SHA-256 of the trace.
    pub trace_digest: [u8; 32],
    /// The stored attributes of its inquiry; `None` if there are none.
    pub attributes: Option<Attributes>,
}

/// A run as it was found. A row that was damaged does not keep the others from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRun {
    /// The id, as it stands in the row.
    pub id: String,
    /// What the row says, or why it cannot be read.
    pub recorded: Result<Recorded, StorageError>,
}

/// The numbers of the first and the last run; `None` if there is none.
pub fn numbers(transaction: &mut Transaction<'_>) -> Result<Option<(i64, i64)>, StorageError> {
    let row = transaction.query_one(
        TABLE,
        "SELECT (SELECT MIN(run_no) FROM runs) AS first, (SELECT MAX(run_no) FROM runs) AS last",
        &[],
    )?;
    Ok(row.int_opt("first")?.zip(row.int_opt("last")?))
}

const SELECT: &str =
    "SELECT r.id, r.workflow_id, r.version, r.route, r.outcome, r.actions, r.semantics,
        r.trace_digest, c.attributes
    FROM runs r LEFT JOIN completions c ON c.order_no = r.order_no";

/// The runs with numbers from `first` to `last`, oldest first.
pub fn recorded_between(
    transaction: &mut Transaction<'_>,
    first: i64,
    last: i64,
) -> Result<Vec<FoundRun>, StorageError> {
    let statement = format!("{SELECT} WHERE r.run_no >= $1 AND r.run_no <= $2 ORDER BY r.run_no");
    transaction
        .query(TABLE, &statement, values![first, last])?
        .iter()
        .map(|row| Ok(FoundRun { id: row.text("id")?.to_owned(), recorded: from_row(row) }))
        .collect()
}

/// One run.
pub fn recorded(
    transaction: &mut Transaction<'_>,
    id: RunId,
) -> Result<Option<FoundRun>, StorageError> {
    let found = transaction.query_opt(TABLE, &format!("{SELECT} WHERE r.id = $1"), values![id])?;
    Ok(found.map(|row| FoundRun { id: id.to_string(), recorded: from_row(&row) }))
}

fn from_row(row: &Row) -> Result<Recorded, StorageError> {
    Ok(Recorded {
        workflow: row.parse("workflow_id")?,
        version: row.int("version")?,
        route: row.parse("route")?,
        outcome: row.parse("outcome")?,
        actions: row.json("actions")?,
        semantics: row.int("semantics")?,
        trace_digest: row.digest("trace_digest")?,
        attributes: row.text_opt("attributes")?.map(|_| row.json("attributes")).transpose()?,
    })
}

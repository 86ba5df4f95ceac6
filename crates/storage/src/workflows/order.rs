//! The order in which workflows of one event run.

use pointsman_domain::ids::WorkflowId;
use serde_json::json;

use super::TABLE;
use crate::error::StorageError;
use crate::revisions;
use crate::seam::{Transaction, values};

/// What setting the order led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetOrder {
    /// It is the order now.
    Saved,
    /// The ids are not exactly those of the workflows that are not archived.
    OtherWorkflows {
        /// The present order.
        present: Vec<WorkflowId>,
    },
}

/// Workflows that are not archived, in their order.
pub fn order(transaction: &mut Transaction<'_>) -> Result<Vec<WorkflowId>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT id FROM workflows WHERE state <> 'archived' ORDER BY position, id",
            &[],
        )?
        .iter()
        .map(|row| row.parse("id"))
        .collect()
}

/// Sets the order. `ids` must name every workflow that is not archived, each once.
pub fn set_order(
    transaction: &mut Transaction<'_>,
    ids: &[WorkflowId],
) -> Result<SetOrder, StorageError> {
    let present = order(transaction)?;
    let (mut wanted, mut known) = (ids.to_vec(), present.clone());
    wanted.sort_unstable();
    known.sort_unstable();
    if wanted != known {
        return Ok(SetOrder::OtherWorkflows { present });
    }
    let rows: Vec<_> =
        (1_i64..).zip(ids).map(|(position, id)| json!({"id": id, "position": position})).collect();
    transaction.execute(
        TABLE,
        "UPDATE workflows SET position = r.position
         FROM {rows $1 id text, position int} AS r WHERE workflows.id = r.id",
        values![serde_json::Value::Array(rows).to_string()],
    )?;
    revisions::raise_running(transaction)?;
    Ok(SetOrder::Saved)
}

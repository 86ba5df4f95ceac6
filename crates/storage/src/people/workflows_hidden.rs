//! The roles that do not see Workflows.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::people::{Role, WorkflowsSection};

use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

const TABLE: &str = "workflows_hidden";

/// The roles, by name.
pub fn roles(transaction: &mut Transaction<'_>) -> Result<Vec<Role>, StorageError> {
    transaction
        .query(TABLE, "SELECT role FROM workflows_hidden ORDER BY role", &[])?
        .iter()
        .map(|row| row.parse("role"))
        .collect()
}

/// Hides Workflows from these roles and from no other. A role that missed them already keeps since when.
pub fn put(
    transaction: &mut Transaction<'_>,
    hidden: &[Role],
    now: Timestamp,
    by: &Actor,
) -> Result<(), StorageError> {
    for role in roles(transaction)?.into_iter().filter(|role| !hidden.contains(role)) {
        transaction.execute(
            TABLE,
            "DELETE FROM workflows_hidden WHERE role = $1",
            values![role.as_str()],
        )?;
    }
    for role in hidden {
        transaction.execute(
            TABLE,
            "INSERT INTO workflows_hidden (role, hidden_at, hidden_by) VALUES ($1, $2, $3)
             ON CONFLICT (role) DO NOTHING",
            values![role.as_str(), now, by.to_text()],
        )?;
    }
    Ok(())
}

/// Reads `workflows_hidden`, the number of rows of this table for the role in the same row.
pub(super) fn section(row: &Row) -> Result<WorkflowsSection, StorageError> {
    Ok(match row.int("workflows_hidden")? {
        0 => WorkflowsSection::Shown,
        _ => WorkflowsSection::Hidden,
    })
}

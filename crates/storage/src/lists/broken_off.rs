//! Imports that broke off and that nobody has followed up.

use super::IMPORTS;
use super::import_record::{Import, from_row};
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// An import that broke off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenOff {
    /// The import.
    pub import: Import,
    /// What people call its list.
    pub list_name: String,
}

/// Imports that broke off and were the last of their list, newest first. Archived lists need nothing any more.
pub fn broken_off_imports(
    transaction: &mut Transaction<'_>,
    limit: i64,
) -> Result<Vec<BrokenOff>, StorageError> {
    transaction
        .query(
            IMPORTS,
            "SELECT p.*, l.id AS list_id, l.name AS list_name
             FROM list_imports p JOIN lists l ON l.list_no = p.list_no
             WHERE p.state = 'broken_off' AND l.archived_at IS NULL AND NOT EXISTS (
                 SELECT 1 FROM list_imports n WHERE n.list_no = p.list_no AND n.import_no > p.import_no)
             ORDER BY p.import_no DESC LIMIT $1",
            values![limit],
        )?
        .iter()
        .map(|row| {
            Ok(BrokenOff { import: from_row(row)?, list_name: row.text("list_name")?.to_owned() })
        })
        .collect()
}

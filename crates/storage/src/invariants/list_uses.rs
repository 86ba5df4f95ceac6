//! Which invariants name which lists. They are few, so they are looked through.

use std::collections::BTreeSet;

use pointsman_domain::ids::InvariantId;
use serde_json::{Value as Json, json};

use super::TABLE;
use crate::error::StorageError;
use crate::seam::{Transaction, values};
use crate::workflows::keep_from_archiving;

/// An invariant that names a list: while there is one, the list cannot be archived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvariantUse {
    /// What it calls the list: its id or its key.
    pub name: String,
    /// Which invariant.
    pub invariant: InvariantId,
    /// What people call the invariant.
    pub invariant_name: String,
}

/// Invariants that count and name one of these lists, the oldest first.
pub fn naming(
    transaction: &mut Transaction<'_>,
    names: &[String],
) -> Result<Vec<InvariantUse>, StorageError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<Json> = names.iter().map(|name| json!({"name": name})).collect();
    transaction
        .query(
            TABLE,
            "SELECT DISTINCT i.id, named.value AS list_name, v.name
             FROM invariants i JOIN invariant_versions v ON v.invariant_id = i.id AND v.number = i.version
             {join_named_lists v.whom}
             WHERE i.archived_at IS NULL AND named.value IN (SELECT name FROM {rows $1 name text} AS wanted)
             ORDER BY i.id, list_name",
            values![Json::Array(wanted).to_string()],
        )?
        .iter()
        .map(|row| {
            Ok(InvariantUse {
                name: row.text("list_name")?.to_owned(),
                invariant: row.parse("id")?,
                invariant_name: row.text("name")?.to_owned(),
            })
        })
        .collect()
}

/// The lists that a version names are not archived at the same moment.
pub(super) fn keep_lists(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    number: i64,
) -> Result<(), StorageError> {
    let names: Result<BTreeSet<String>, StorageError> = transaction
        .query(
            TABLE,
            "SELECT DISTINCT named.value AS list_name FROM invariant_versions v {join_named_lists v.whom}
             WHERE v.invariant_id = $1 AND v.number = $2",
            values![id, number],
        )?
        .iter()
        .map(|row| Ok(row.text("list_name")?.to_owned()))
        .collect();
    keep_from_archiving(transaction, &names?)
}

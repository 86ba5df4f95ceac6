//! Values of items that matched once, whether they are still on their list or not.

use std::collections::BTreeMap;

use pointsman_domain::ids::ItemId;
use serde_json::{Value as Json, json};

use super::ITEMS;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// The values of some items. One that was erased is left out.
pub fn values_of(
    transaction: &mut Transaction<'_>,
    items: &[ItemId],
) -> Result<BTreeMap<ItemId, String>, StorageError> {
    if items.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Json> = items.iter().map(|item| json!({"id": item})).collect();
    transaction
        .query(
            ITEMS,
            "SELECT id, value FROM list_items
             WHERE value IS NOT NULL AND id IN (SELECT id FROM {rows $1 id text} AS wanted)",
            values![Json::Array(ids).to_string()],
        )?
        .iter()
        .map(|row| Ok((row.parse("id")?, row.text("value")?.to_owned())))
        .collect()
}
